// Calls a function for every row of a query.
// Must not know: tables.
#pragma once

#include "output/store/database.hpp"

namespace parley {

/// `take(statement&)` reads the row's columns. Errors: of the query.
template <class Take>
result<void> each_row(database& db, std::string_view sql, Take take) {
  auto query = db.prepare(sql);
  if (!query) return query.error();
  for (;;) {
    const auto row = query->step();
    if (!row) return row.error();
    if (!*row) return {};
    take(*query);
  }
}

}  // namespace parley
