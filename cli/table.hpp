// Text tables for a terminal: aligned columns, cells of several lines, colour that does not count.
// Must not know: what is shown.
#pragma once

#include <string>
#include <vector>

#include "cli/console.hpp"

namespace parley::cli {

struct cell {
  cell(std::string text, ink how = ink::plain) : lines{std::move(text)}, colour{how} {}
  cell(const char* text) : cell(std::string(text)) {}
  explicit cell(std::vector<std::string> several) : lines(std::move(several)) {}
  std::vector<std::string> lines;
  std::vector<ink> colour;  ///< by line; missing: plain
};

class table {
 public:
  enum class align { left, right };

  void column(std::string heading, align how = align::left);
  void row(std::vector<cell> cells);  ///< as many as columns
  void rule();                        ///< a thin line between rows

  /// Lines without trailing spaces. `paint` colours a padded piece. Columns never shrink: the
  /// caller decides which columns fit.
  std::vector<std::string> render(const console& con, bool ascii = false) const;
  std::size_t width() const;  ///< columns the widest line takes

 private:
  struct heading {
    std::string text;
    align how;
  };
  std::vector<std::size_t> widths() const;

  std::vector<heading> columns_;
  std::vector<std::vector<cell>> rows_;  ///< an empty row is a rule
};

}  // namespace parley::cli
