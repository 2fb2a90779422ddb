#include "output/read_journal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "output/open_run.hpp"
#include "output/run_lock.hpp"
#include "output/store/schema.hpp"

namespace parley {
namespace {

namespace fs = std::filesystem;

/// The last transactions, which are not in the database file yet.
bool has_open_wal(const fs::path& file) {
  std::error_code ec;
  const auto size = fs::file_size(file.string() + "-wal", ec);
  return !ec && size > 0;
}

}  // namespace

result<database> open_to_read(const fs::path& folder) {
  const fs::path file = folder / journal_name;
  auto db = open_journal_file(file, open_mode::read_only);
  if (db || db.error().code == failure_code::not_found) return db;
  // SQLite wants to write beside a journal even to read it; a finished run needs no such thing.
  if (::access(folder.c_str(), W_OK) != 0) {
    if (!has_open_wal(file)) return open_journal_file(file, open_mode::frozen);
    return fail(failure_code::not_writable,
                fmt::format("{} cannot be written, and {}-wal has to be read with its journal: "
                            "copy the run's folder to a place that can be written",
                            folder.string(), journal_name));
  }
  auto older = database::open(file, open_mode::read_only);
  if (!older || !has_older_schema(*older)) return db;
  const auto lock = run_lock::take(folder);
  if (!lock) return lock.error();
  return open_journal_file(file, open_mode::read_write);
}

}  // namespace parley
