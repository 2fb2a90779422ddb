#include "cli/table.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "base/text.hpp"

namespace parley::cli {
namespace {

constexpr std::size_t gap = 2;

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

void table::column(std::string text, align how) {
  columns_.push_back({std::move(text), how});
}

void table::row(std::vector<cell> cells) {
  assert(cells.size() == columns_.size());
  rows_.push_back(std::move(cells));
}

void table::rule() {
  rows_.emplace_back();
}

std::vector<std::size_t> table::widths() const {
  std::vector<std::size_t> widest;
  for (const heading& column : columns_) widest.push_back(display_width(column.text));
  for (const auto& cells : rows_)
    for (std::size_t i = 0; i < cells.size(); ++i)
      for (const std::string& line : cells[i].lines)
        widest[i] = std::max(widest[i], display_width(line));
  return widest;
}

std::size_t table::width() const {
  const auto widest = widths();
  return std::accumulate(widest.begin(), widest.end(), gap * (widest.size() - 1));
}

std::vector<std::string> table::render(const console& con, bool ascii) const {
  const auto widest = widths();
  std::vector<std::string> lines;
  const auto place = [&](std::size_t i, const std::string& text, ink how) {
    const std::string padded =
        columns_[i].how == align::right ? pad_left(text, widest[i]) : pad_right(text, widest[i]);
    return how == ink::plain ? padded : con.paint(how, padded);
  };
  std::string head;
  for (std::size_t i = 0; i < columns_.size(); ++i)
    head += place(i, columns_[i].text, ink::bold) + std::string(gap, ' ');
  lines.push_back(trimmed(std::move(head)));

  for (const auto& cells : rows_) {
    if (cells.empty()) {
      std::string thin;
      for (std::size_t i = 0; i < width(); ++i) thin += ascii ? "-" : "─";
      lines.push_back(con.paint(ink::dim, thin));
      continue;
    }
    std::size_t height = 0;
    for (const cell& c : cells) height = std::max(height, c.lines.size());
    for (std::size_t l = 0; l < height; ++l) {
      std::string line;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const bool has_text = l < cells[i].lines.size();
        const ink how = l < cells[i].colour.size() ? cells[i].colour[l] : ink::plain;
        line += place(i, has_text ? cells[i].lines[l] : "", has_text ? how : ink::plain);
        line += std::string(gap, ' ');
      }
      lines.push_back(trimmed(std::move(line)));
    }
  }
  return lines;
}

}  // namespace parley::cli
