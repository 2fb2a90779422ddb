// Exports of one run: which format, which tables, and the files they become.
// Must not know: command lines, where runs lie.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "output/exports/export_row.hpp"
#include "output/exports/redactor.hpp"
#include "output/store/database.hpp"

namespace parley {

enum class export_format : std::uint8_t { csv, json, jsonl, sqlite, parquet };
std::optional<export_format> export_format_from(std::string_view name);
std::string_view to_string(export_format format);  ///< also the ending of its files

/// What every file of an export has in common.
struct export_order {
  export_format format = export_format::csv;
  export_label label;
  std::optional<redactor> hide;  ///< nothing: names and texts as they are
};

struct exported_file {
  std::string table;  ///< empty: all of them, in a database
  std::filesystem::path file;
  std::uint64_t rows = 0;
  std::uintmax_t bytes = 0;
};

/// Fills in the run's id. Errors: malformed_output, the journal has no run.
result<export_label> label_of(database& db, std::string version, bool redacted);

/// One table into `sink`; not for sqlite. Gives the number of rows. Errors: of the journal and of
/// `sink`.
result<std::uint64_t> export_rows(database& db, const export_order& order,
                                  const export_table& table, const byte_sink& sink);

/// One table, or with sqlite everything (`table` is nullptr), into `file`, whole or not at all,
/// mode 0600. Errors: of the journal, not_writable, io_error.
result<exported_file> export_file(database& db, const export_order& order,
                                  const export_table* table, const std::filesystem::path& file);

}  // namespace parley
