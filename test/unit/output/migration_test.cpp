// Journals that older programs wrote: brought up to date, whole or not at all, with all they hold.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <map>
#include <vector>

#include "output/run_logger.hpp"
#include "output/store/each_row.hpp"
#include "output/store/read_run.hpp"
#include "output/store/schema.hpp"
#include "temporary_folder.hpp"

using namespace parley;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;

/// journals/vN.sql as a file.
void make_old(const fs::path& file, int version) {
  const fs::path sql = fs::path(PARLEY_SOURCE_DIR) / "test/unit/output/journals" /
                       ("v" + std::to_string(version) + ".sql");
  auto db = database::open(file, open_mode::create);
  REQUIRE(db.has_value());
  const auto done = db->execute(read_all(sql));
  INFO((done ? "" : done.error().message));
  REQUIRE(done.has_value());
}

std::map<std::string, std::vector<std::string>> columns_of(database& db) {
  std::map<std::string, std::vector<std::string>> out;
  const auto done =
      each_row(db,
               "SELECT s.name, c.name, c.type, c.\"notnull\" FROM sqlite_schema s,"
               " pragma_table_info(s.name) c WHERE s.type IN ('table', 'view') ORDER BY 1, 2",
               [&](statement& row) {
                 auto& table = out[row.text()];
                 std::string column = row.text();
                 column += " " + row.text();
                 table.push_back(column + (row.flag() ? " NOT NULL" : ""));
               });
  REQUIRE(done.has_value());
  return out;
}

std::int64_t count(database& db, const std::string& what) {
  const auto found = db.integer("SELECT count(*) FROM " + what);
  INFO(what << (found ? "" : found.error().message));
  REQUIRE(found.has_value());
  return *found;
}

}  // namespace

TEST_CASE("a journal of every older version becomes what a new one is") {
  temporary_folder folder;
  auto fresh = open_journal_file(folder.path() / "new.db", open_mode::create);
  REQUIRE(fresh.has_value());
  for (int version = 1; version < schema_version(); ++version) {
    INFO("version " << version);
    const fs::path file = folder.path() / ("v" + std::to_string(version) + ".db");
    make_old(file, version);
    auto db = open_journal_file(file, open_mode::read_write);
    INFO((db ? "" : db.error().message));
    REQUIRE(db.has_value());
    CHECK(*db->integer("PRAGMA user_version") == schema_version());
    CHECK(columns_of(*db) == columns_of(*fresh));
    CHECK(*db->text("PRAGMA integrity_check") == "ok");
    CHECK(*db->text("PRAGMA journal_mode") == "wal");
    CHECK(mode_of(file) == 0600);
  }
}

TEST_CASE("a migrated journal keeps every row, and every view reads them") {
  const int version = GENERATE(1, 2);
  INFO("version " << version);
  temporary_folder folder;
  const fs::path file = folder.path() / "run.db";
  make_old(file, version);
  auto db = open_journal_file(file, open_mode::read_write);
  REQUIRE(db.has_value());
  for (const auto& [table, rows] : std::map<std::string, int>{
           {"run", 1},           {"sessions", 1},       {"settings", 16}, {"prompts", 2},
           {"profiles", 2},      {"config_changes", 1}, {"intents", 17},  {"outcomes", 16},
           {"iterations", 1},    {"plans", 1},          {"proposals", 1}, {"prompt_versions", 1},
           {"conversations", 2}, {"turns", 14},         {"scores", 2},    {"cohort_reports", 5},
           {"quota_log", 1},     {"v_calls", 17},       {"v_cost", 5},    {"v_iteration", 1},
           {"v_cohort", 5},      {"v_transcript", 14}})
    CHECK(count(*db, table) == rows);
  const auto run = read_record(*db);
  INFO((run ? "" : run.error().message));
  REQUIRE(run.has_value());
  REQUIRE(run->iterations.size() == 1);
  CHECK(run->iterations[0].conversations.size() == 2);
  CHECK(run->iterations[0].judgements.size() == 2);
  CHECK((run->prices == prices_by_role{}) == (version == 1));  // nobody wrote them down then
  CHECK(run->lost.calls == 1);
  CHECK(run->cost > 0.1);
  const auto again = run_from_json(run_to_json(*run));
  REQUIRE(again.has_value());
  CHECK(run_to_json(*again) == run_to_json(*run));
  const auto calls = read_calls(*db, 1);
  REQUIRE(calls.has_value());
  CHECK(calls->size() == 16);
}

TEST_CASE("who may only read is told how an older journal is brought up to date") {
  temporary_folder folder;
  const fs::path file = folder.path() / "run.db";
  make_old(file, 1);
  const auto refused = open_journal_file(file, open_mode::read_only);
  REQUIRE_FALSE(refused.has_value());
  CHECK_THAT(refused.error().message,
             ContainsSubstring("schema 1") && ContainsSubstring("parley replay"));
}

TEST_CASE("a migration that fails leaves the journal as it was") {
  temporary_folder folder;
  const fs::path file = folder.path() / "run.db";
  make_old(file, 1);
  std::map<std::string, std::vector<std::string>> before;
  {
    auto db = database::open(file, open_mode::read_write);
    // The step drops this column, which SQLite refuses while an index needs it.
    REQUIRE(db->execute("CREATE INDEX in_the_way ON run (start_plan)").has_value());
    before = columns_of(*db);
  }
  CHECK_FALSE(open_journal_file(file, open_mode::read_write).has_value());
  auto db = database::open(file, open_mode::read_write);
  CHECK(*db->integer("PRAGMA user_version") == 1);
  CHECK(columns_of(*db) == before);
  CHECK(count(*db, "v_calls") == 17);
}
