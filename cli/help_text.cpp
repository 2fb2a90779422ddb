#include "cli/help_text.hpp"

#include "base/text.hpp"

namespace parley::cli {
namespace {

constexpr std::size_t widest = 80;
constexpr std::size_t column = 30;  // where CLI11 begins a description

bool has_description(std::string_view line) {
  return line.size() > column && line.substr(0, 2) == "  " && line.substr(column - 2, 2) == "  " &&
         line[column] != ' ';
}

void add_line(std::string& out, std::string_view line) {
  if (!has_description(line) || display_width(line) <= widest) {
    out += std::string(line) + "\n";
    return;
  }
  std::string left(line.substr(0, column));
  for (const std::string& piece : wrap(line.substr(column), widest - column)) {
    out += left + piece + "\n";
    left.assign(column, ' ');
  }
}

}  // namespace

std::string fit_help(std::string_view help) {
  std::string out;
  bool blank_before = true;
  while (!help.empty()) {
    const auto end = std::min(help.find('\n'), help.size());
    const std::string_view line = help.substr(0, end);
    help.remove_prefix(std::min(end + 1, help.size()));
    if (line.empty() && blank_before) continue;
    blank_before = line.empty();
    add_line(out, line);
  }
  return out;
}

}  // namespace parley::cli
