#include "output/store/schema.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/embedded_file.hpp"

namespace parley {

std::span<const embedded_file> journal_schema_files();  // migrations/NNN_*.sql and views.sql

namespace {

constexpr std::int64_t application_id = 0x70726C79;  // "prly": what `file` and we recognise

std::vector<embedded_file> steps() {
  std::vector<embedded_file> out;
  for (const embedded_file& file : journal_schema_files())
    if (file.name.starts_with("migrations/")) out.push_back(file);
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

std::string_view views() {
  for (const embedded_file& file : journal_schema_files())
    if (file.name == "views.sql") return file.bytes;
  return {};
}

/// The steps behind version `from`, and the views.
std::string statements_from(int from) {
  const auto all = steps();
  std::string sql;
  for (std::size_t step = static_cast<std::size_t>(from); step < all.size(); ++step)
    sql += all[step].bytes;
  return sql += views();
}

result<void> migrate(database& db, int from) {
  auto done = db.execute(fmt::format(
      "BEGIN IMMEDIATE;\n{}PRAGMA application_id = {};\nPRAGMA user_version = {};\nCOMMIT;",
      statements_from(from), application_id, steps().size()));
  if (!done) (void)db.execute("ROLLBACK");
  return done;
}

failure no_journal(const std::filesystem::path& file) {
  return fail(
      failure_code::invalid_input,
      fmt::format("{} is not a journal of parley (or its beginning is damaged)", file.string()));
}

/// The version of the file's schema; 0: empty. Errors: as open_journal_file().
result<int> version_of(database& db) {
  const auto mark = db.integer("PRAGMA application_id");
  if (!mark) return mark.error();
  const auto version = db.integer("PRAGMA user_version");
  if (!version) return version.error();
  if (*version == 0) {
    const auto tables = db.integer("SELECT count(*) FROM sqlite_schema");
    if (!tables) return tables.error();
    if (*tables > 0) return no_journal(db.file());
    return 0;
  }
  if (*mark != application_id) return no_journal(db.file());
  if (*version > schema_version())
    return fail(failure_code::invalid_input,
                fmt::format("{} was written by a newer parley (schema {}, this program knows {}): "
                            "use that version",
                            db.file().string(), *version, schema_version()));
  return static_cast<int>(*version);
}

}  // namespace

int schema_version() {
  return static_cast<int>(steps().size());
}

std::string journal_schema_sql() {
  return statements_from(0);
}

bool has_older_schema(database& db) {
  const auto version = version_of(db);
  return version && *version > 0 && *version < schema_version();
}

result<database> open_journal_file(const std::filesystem::path& file, open_mode mode) {
  // SQLite gives its WAL and index the mode of the database: nobody else reads what customers said.
  const mode_t before = ::umask(0077);
  auto db = database::open(file, mode);
  ::umask(before);
  if (!db) return db.error();
  const auto version = version_of(*db);
  if (!version) return version.error();
  if (mode == open_mode::read_only || mode == open_mode::frozen) {
    if (*version == schema_version()) return db;
    return fail(failure_code::invalid_input,
                fmt::format("{} has {}: `parley resume` or `parley replay` brings it up to date",
                            file.string(),
                            *version == 0 ? std::string("no tables yet")
                                          : fmt::format("schema {} of an older parley", *version)));
  }
  // Not WAL before the first table: page size and header are settled by then.
  for (const char* pragma :
       {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON"})
    if (auto set = db->execute(pragma); !set) return set.error();
  if (*version < schema_version())
    if (auto done = migrate(*db, *version); !done) return done.error();
  ::chmod(file.c_str(), 0600);
  return db;
}

}  // namespace parley
