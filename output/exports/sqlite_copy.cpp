#include "output/exports/sqlite_copy.hpp"

#include <fmt/format.h>

#include <vector>

#include "output/store/each_row.hpp"
#include "output/store/schema.hpp"

namespace parley {
namespace {

constexpr std::int64_t copy_id = 0x70726C78;  // "prlx": not what a journal has

/// The file is private and thrown away when anything fails: no journal of its own, no syncs.
constexpr const char* for_writing_once =
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;"
    "PRAGMA encoding = 'UTF-8';";

result<std::vector<std::string>> texts(database& db, const std::string& sql) {
  std::vector<std::string> out;
  auto done = each_row(db, sql, [&](statement& row) { out.push_back(row.text()); });
  if (!done) return done.error();
  return out;
}

void copy_value(statement& row, statement& to, holds what, const redactor* hide) {
  switch (row.next_storage()) {
    case statement::storage::null:
      row.skip();
      to.bind_null();
      return;
    case statement::storage::integer:
      to.bind(row.integer());
      return;
    case statement::storage::real:
      to.bind(row.number());
      return;
    case statement::storage::text:
      to.bind(hide ? hide->replaced(what, row.text()) : row.text());
      return;
  }
}

result<std::uint64_t> copy_table(database& from, database& to, const std::string& table,
                                 const redactor* hide) {
  const auto columns = texts(to, fmt::format("SELECT name FROM pragma_table_info('{}')", table));
  if (!columns) return columns.error();
  std::vector<holds> contents;
  std::string list, marks;
  for (const std::string& column : *columns) {
    contents.push_back(content_of(table, column));
    list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", column);
    marks += marks.empty() ? "?" : ", ?";
  }
  auto rows = from.prepare(fmt::format("SELECT {} FROM {}", list, table));
  if (!rows) return rows.error();
  auto insert = to.prepare(fmt::format("INSERT INTO {} ({}) VALUES ({})", table, list, marks));
  if (!insert) return insert.error();
  for (std::uint64_t count = 0;; ++count) {
    const auto more = rows->step();
    if (!more) return more.error();
    if (!*more) return count;
    for (const holds what : contents) copy_value(*rows, *insert, what, hide);
    if (auto done = insert->run(); !done) return done.error();
  }
}

}  // namespace

result<std::uint64_t> copy_journal(database& from, const std::filesystem::path& file,
                                   const redactor* hide) {
  auto to = database::open(file, open_mode::read_write);
  if (!to) return to.error();
  for (const std::string& sql :
       {std::string(for_writing_once), std::string("BEGIN"), journal_schema_sql()})
    if (auto done = to->execute(sql); !done) return done.error();
  const auto tables = texts(*to,
                            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT"
                            " LIKE 'sqlite_%' ORDER BY name");
  if (!tables) return tables.error();
  std::uint64_t count = 0;
  for (const std::string& table : *tables) {
    const auto rows = copy_table(from, *to, table, hide);
    if (!rows) return rows.error();
    count += *rows;
  }
  auto done = to->execute(fmt::format(
      "PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT", copy_id, schema_version()));
  if (!done) return done.error();
  return count;
}

}  // namespace parley
