// Opens a run's journal for reading only, wherever it lies and whoever wrote it.
// Must not know: what is read.
#pragma once

#include "output/store/database.hpp"

namespace parley {

/// `folder` is a run's. A journal of an older parley is brought up to date first, unless somebody
/// works on it; one in a folder that cannot be written is read where it is. Errors: those of
/// open_journal_file, worded for who wants to read.
result<database> open_to_read(const std::filesystem::path& folder);

}  // namespace parley
