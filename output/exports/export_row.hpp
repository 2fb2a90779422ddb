// One value of a row on its way into a file, and what takes rows and bytes.
// Must not know: SQLite, the tables.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/errors.hpp"
#include "output/exports/export_table.hpp"

namespace parley {

/// Null, or a value of its column's type; timestamps are texts as the journal holds them.
using export_cell = std::variant<std::monostate, std::int64_t, double, bool, std::string>;

/// Takes the bytes of a file, a piece at a time. Errors: of the disk or pipe behind it.
using byte_sink = std::function<result<void>(std::string_view)>;

/// What is said about an export besides its rows.
struct export_label {
  std::string run_id;
  std::string version;  ///< of the program that exports
  bool redacted = false;
};

/// Writes one table in one format. Every row has a cell a column, of the column's type or null.
class table_writer {
 public:
  table_writer() = default;
  table_writer(const table_writer&) = delete;
  table_writer& operator=(const table_writer&) = delete;
  virtual ~table_writer() = default;

  virtual result<void> row(std::span<const export_cell> cells) = 0;
  /// After the last row; nothing may follow.
  virtual result<void> end() = 0;
};

/// `table` outlives the writer.
std::unique_ptr<table_writer> write_csv(const export_table& table, byte_sink sink);
std::unique_ptr<table_writer> write_json(const export_table& table, const export_label& label,
                                         byte_sink sink);
std::unique_ptr<table_writer> write_jsonl(const export_table& table, byte_sink sink);
std::unique_ptr<table_writer> write_parquet(const export_table& table, const export_label& label,
                                            byte_sink sink);

/// "2026-11-22T14:03:05.123Z" as milliseconds since 1970; seconds may have no fraction. Nothing:
/// not such a text.
std::optional<std::int64_t> milliseconds_of(std::string_view timestamp);

}  // namespace parley
