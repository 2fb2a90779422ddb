// A copy of a journal for others: its tables and views, without what a working file keeps.
// Must not know: who asked for it.
#pragma once

#include <filesystem>

#include "output/exports/redactor.hpp"
#include "output/store/database.hpp"

namespace parley {

/// Fills `file`, which exists and is empty, row by row: no page ever held anything else. It is no
/// journal any more: nothing can be resumed from it. `hide` may be nullptr. Gives the number of
/// rows. Errors: of reading, of writing.
result<std::uint64_t> copy_journal(database& from, const std::filesystem::path& file,
                                   const redactor* hide);

}  // namespace parley
