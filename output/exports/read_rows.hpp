// A table's rows out of a journal, redacted on the way where that is wanted.
// Must not know: formats, files.
#pragma once

#include "output/exports/export_row.hpp"
#include "output/exports/redactor.hpp"
#include "output/store/database.hpp"

namespace parley {

/// Hands every row to `to` as it is read, and ends it. `hide` may be nullptr. Gives the number of
/// rows. Errors: of the journal, and of `to`.
result<std::uint64_t> read_rows(database& from, const export_table& table, const redactor* hide,
                                table_writer& to);

}  // namespace parley
