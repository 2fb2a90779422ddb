// Reads CSV as RFC 4180 has it, from outside: every byte may be wrong.
// Must not know: what the columns mean, files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/errors.hpp"

namespace parley {

struct csv_row {
  std::size_t line = 0;  ///< where it begins, from 1
  std::vector<std::string> cells;
};
struct csv_table {
  std::vector<std::string> header;
  std::vector<csv_row> rows;  ///< each with as many cells as the header
};

inline constexpr std::size_t most_csv_columns = 200, most_csv_rows = 1'000'000;

/// CRLF or LF, quotes doubled, a byte-order mark is skipped; empty lines are. Errors: invalid_input
/// with line, what was found and what was expected.
result<csv_table> read_csv(std::string_view text);

}  // namespace parley
