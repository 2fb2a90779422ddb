#include "output/csv_read.hpp"

#include <fmt/format.h>

namespace parley {
namespace {

class reader {
 public:
  explicit reader(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ >= text_.size(); }
  std::size_t line() const { return line_; }

  // One record; nothing: the text is wrong, and why() says how.
  std::optional<std::vector<std::string>> record() {
    std::vector<std::string> cells;
    for (;;) {
      auto one = cell();
      if (!one) return std::nullopt;
      cells.push_back(std::move(*one));
      if (cells.size() > most_csv_columns) {
        why_ = fmt::format("more than {} columns", most_csv_columns);
        return std::nullopt;
      }
      if (at_end()) return cells;
      if (take(',')) continue;
      take('\r');
      if (take('\n') || at_end()) return cells;
      why_ = "text after a closing quote, expected a comma or the end of the line";
      return std::nullopt;
    }
  }
  const std::string& why() const { return why_; }

 private:
  bool take(char c) {
    if (at_end() || text_[at_] != c) return false;
    line_ += c == '\n';
    ++at_;
    return true;
  }

  std::optional<std::string> cell() {
    if (!take('"')) {
      const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
      std::string out(text_.substr(at_, end - at_));
      at_ = end;
      return out;
    }
    std::string out;
    for (;;) {
      if (at_end()) {
        why_ = "a quote that is never closed";
        return std::nullopt;
      }
      if (take('"')) {
        if (!take('"')) return out;
        out += '"';
        continue;
      }
      line_ += text_[at_] == '\n';
      out += text_[at_++];
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::string why_;
};

}  // namespace

result<csv_table> read_csv(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  reader in(text);
  csv_table out;
  while (!in.at_end()) {
    const std::size_t line = in.line();
    auto cells = in.record();
    if (!cells)
      return fail(failure_code::invalid_input, fmt::format("line {}: {}", line, in.why()));
    if (cells->size() == 1 && cells->front().empty()) continue;
    if (out.header.empty()) {
      out.header = std::move(*cells);
      continue;
    }
    if (cells->size() != out.header.size())
      return fail(failure_code::invalid_input,
                  fmt::format("line {}: found {} cells, expected {} as in the header", line,
                              cells->size(), out.header.size()));
    if (out.rows.size() == most_csv_rows)
      return fail(failure_code::invalid_input,
                  fmt::format("line {}: more than {} rows", line, most_csv_rows));
    out.rows.push_back({line, std::move(*cells)});
  }
  if (out.header.empty())
    return fail(failure_code::invalid_input, "found an empty file, expected a header line");
  return out;
}

}  // namespace parley
