// The shape of run.db: made when missing, brought up to date when old, refused when newer.
// Must not know: what the rows mean to a run.
#pragma once

#include "output/store/database.hpp"

namespace parley {

/// What this program writes; migrations/ holds one file for each step to it.
int schema_version();

/// Tables and views of this program's version, as statements for an empty database.
std::string journal_schema_sql();

/// A journal that an older parley wrote; `db` is open in any mode.
bool has_older_schema(database& db);

/// Opens a journal and sets it up for one writer beside any number of readers: WAL, synced commits.
/// Creating needs a folder that exists. Writing modes migrate, in one transaction; reading an older
/// journal is refused with what to do. Errors: not_found, io_error, invalid_input (no journal,
/// damaged, or newer than this program).
result<database> open_journal_file(const std::filesystem::path& file, open_mode mode);

}  // namespace parley
