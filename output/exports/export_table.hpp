// The tables that can be exported: their names, columns and types, and where their rows come from.
// Must not know: file formats, redaction.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// As the formats name them: JSON "integer", "number", "string", "boolean"; a timestamp is UTC with
/// milliseconds, in text formats as text.
enum class export_type : std::uint8_t { integer, number, text, boolean, timestamp };
std::string_view to_string(export_type type);

struct export_column {
  std::string_view name;
  export_type type;
  bool nullable = false;
  std::string_view from = {};  ///< SQL over the table's source; empty: the name
};

struct export_table {
  std::string_view name;
  std::string_view about;   ///< "one row is ..."
  std::string_view source;  ///< what stands behind FROM
  std::string_view order;   ///< what stands behind ORDER BY: the same rows in the same order always
  std::span<const export_column> columns;
};

/// In the order in which they are written.
std::span<const export_table> export_tables();
const export_table* find_export_table(std::string_view name);

std::string select_of(const export_table& table);

}  // namespace parley
