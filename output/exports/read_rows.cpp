#include "output/exports/read_rows.hpp"

#include <cmath>

namespace parley {
namespace {

export_cell read_cell(statement& row, const export_column& column, holds what,
                      const redactor* hide) {
  if (row.null_next()) return row.skip(), export_cell();
  switch (column.type) {
    case export_type::integer:
      return row.integer();
    case export_type::boolean:
      return row.flag();
    case export_type::number: {
      const double value = row.number();
      return std::isfinite(value) ? export_cell(value) : export_cell();
    }
    case export_type::text:
    case export_type::timestamp:
      break;
  }
  std::string text = row.text();
  return hide ? hide->replaced(what, text) : std::move(text);
}

}  // namespace

result<std::uint64_t> read_rows(database& from, const export_table& table, const redactor* hide,
                                table_writer& to) {
  auto query = from.prepare(select_of(table));
  if (!query) return query.error();
  std::vector<holds> contents;
  for (const export_column& column : table.columns)
    contents.push_back(content_of(table.name, column.name));
  std::vector<export_cell> cells(table.columns.size());
  for (std::uint64_t rows = 0;; ++rows) {
    const auto more = query->step();
    if (!more) return more.error();
    if (!*more) {
      if (auto done = to.end(); !done) return done.error();
      return rows;
    }
    for (std::size_t i = 0; i < cells.size(); ++i)
      cells[i] = read_cell(*query, table.columns[i], contents[i], hide);
    if (auto done = to.row(cells); !done) return done.error();
  }
}

}  // namespace parley
