// Redacted exports: no name and no text of anybody's is left in any format; tables still join.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <set>

#include "agents/record_json.hpp"
#include "output/exports/export_files.hpp"
#include "output/record_values.hpp"
#include "output/store/each_row.hpp"
#include "output/store/label_rows.hpp"
#include "output/store/read_run.hpp"
#include "output/store/schema.hpp"
#include "stored_run.hpp"
#include "synthetic_run.hpp"
#include "temporary_folder.hpp"

using namespace parley;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;
const std::string canary = "Zacarías-Canario-4711";
const std::string when = "2026-11-22T14:03:05.120Z";
const std::string key = "0123456789abcdef0123456789abcdef";

/// The canary in every text column of every table that a person or a model could have written.
void plant(database& db) {
  std::vector<std::pair<std::string, std::string>> columns;
  require(each_row(db,
                   "SELECT s.name, c.name FROM sqlite_schema s, pragma_table_info(s.name) c WHERE"
                   " s.type = 'table' AND c.type = 'TEXT'",
                   [&](statement& row) {
                     std::string table = row.text();
                     columns.emplace_back(std::move(table), row.text());
                   }));
  require(db.execute("PRAGMA foreign_keys = OFF"));
  std::size_t planted = 0;
  for (const auto& [table, column] : columns) {
    const holds what = content_of(table, column);
    if (what == holds::plain) continue;
    ++planted;
    const std::string text = column == "key" ? "profile " + canary : canary;
    // Rows stay apart, so that keys do. A profile stays a document with the canary as its name.
    std::string value = "'" + text + " ' || rowid";
    if (column == "document")
      value =
          "json_object('persona', json_object('name', '" + canary + "'), 'bio', '" + canary + "')";
    else if (column == "customer_id" || table == "settings")
      value = "'" + text + " ' || " + column;
    else if (table == "prompts" || table == "profiles" || table == "conversations" ||
             table == "turns" || table == "scores" || table == "cohort_reports" ||
             table == "labels")
      value = "'" + text + "'";
    require(db.execute("UPDATE " + table + " SET " + column + " = " + value));
  }
  CHECK(planted > 30);
}

run_store planted_store(const fs::path& file) {
  run_store store = new_store(file);
  write_run(store, synthetic_run({.customers = 6, .iterations = 2}));
  for (call_id id = 1; id <= 2; ++id) require(store.intent(1, id, intent_for(1, "C0001"), when));
  chat_reply reply;
  reply.text = "x";
  require(store.outcome(1, {reply, 1, 0.5}, when));
  require(store.changed(1, 1, "resume", {when, "profile C1", "as it was", "changed"}));
  const person_label label{{1, "C0001", 0}, "ana", 7, 0.5, {}, "x", false, "terminal", when};
  require(keep_labels(store.db(), std::array{label}));
  plant(store.db());
  return store;
}

/// Every export of every table, by file name.
std::map<std::string, std::string> all_exports(database& db, const fs::path& folder,
                                               std::optional<redactor> hide) {
  std::map<std::string, std::string> out;
  fs::create_directories(folder);
  for (const auto format : {export_format::csv, export_format::json, export_format::jsonl,
                            export_format::parquet, export_format::sqlite}) {
    const export_order order{format, {"x", "1", hide.has_value()}, hide};
    for (const export_table& table : export_tables()) {
      const bool whole = format == export_format::sqlite;
      const std::string name =
          std::string(whole ? "run" : table.name) + "." + std::string(to_string(format));
      const auto made = export_file(db, order, whole ? nullptr : &table, folder / name);
      INFO(name << ": " << (made ? "" : made.error().message));
      REQUIRE(made.has_value());
      out[name] = read_all(folder / name);
      if (whole) break;
    }
  }
  return out;
}

}  // namespace

TEST_CASE("no name and no text is left in any redacted export, and all of them are in the others") {
  temporary_folder folder;
  run_store store = planted_store(folder.path() / "run.db");
  std::size_t seen = 0;
  for (const auto& [name, bytes] : all_exports(store.db(), folder.path() / "open", {}))
    seen += bytes.find(canary) != std::string::npos ? 1 : 0;
  CHECK(seen >= 4 * 12 + 1);  // the test would see a leak
  for (const auto& [name, bytes] :
       all_exports(store.db(), folder.path() / "hidden", redactor(key))) {
    INFO(name);
    for (const char* word : {"Zacar", "Canario", "4711", "C0001", "C0006"})
      CHECK(bytes.find(word) == std::string::npos);
  }
}

TEST_CASE("equal texts get equal pseudonyms in every table, other texts and keys other ones") {
  const redactor one(key), other(key + "x");
  CHECK(one.replaced(holds::person, "C1") == one.replaced(holds::person, "C1"));
  CHECK(one.replaced(holds::person, "C1") != one.replaced(holds::person, "C2"));
  CHECK(one.replaced(holds::person, "C1") != other.replaced(holds::person, "C1"));
  CHECK(one.replaced(holds::name, "C1").substr(5) != one.replaced(holds::words, "C1").substr(5));
  CHECK(one.replaced(holds::words, "") == "");
  CHECK_THAT(one.replaced(holds::person, "C1"), ContainsSubstring("customer-"));
  CHECK(one.replaced(holds::person, "C1").size() == 9 + 20);
  CHECK(one.replaced(holds::setting, "0.5") == "0.5");
  CHECK(one.replaced(holds::setting, "\"/home/ana\"").starts_with("text-"));
  CHECK(one.replaced(holds::change_key, "loop.max_cost") == "loop.max_cost");
  CHECK(one.replaced(holds::change_key, "profile C1") ==
        "profile " + one.replaced(holds::person, "C1"));
}

TEST_CASE("the pseudonym is the one that RFC 2104 gives") {
  // printf 'customer\0C1' | openssl dgst -sha256 -mac HMAC -macopt key:0123456789abcdef
  CHECK(redactor("0123456789abcdef").replaced(holds::person, "C1") ==
        "customer-3c23ec564ee6263a5e9a");
}

TEST_CASE("a redacted copy still joins, and is no journal") {
  temporary_folder folder;
  run_store store = new_store(folder.path() / "run.db");
  write_run(store, synthetic_run({.customers = 8, .iterations = 2}));
  const fs::path file = folder.path() / "copy.sqlite";
  const auto made = export_file(
      store.db(), {export_format::sqlite, {"x", "1", true}, redactor(key)}, nullptr, file);
  REQUIRE(made.has_value());
  CHECK(open_journal_file(file, open_mode::read_only).error().code == failure_code::invalid_input);
  auto copy = database::open(file, open_mode::read_only);
  REQUIRE(copy.has_value());
  CHECK(*copy->text("PRAGMA integrity_check") == "ok");
  CHECK(*copy->text("PRAGMA journal_mode") == "delete");
  CHECK(*copy->integer("PRAGMA freelist_count") == 0);
  for (const char* sql :
       {"SELECT count(*) FROM v_transcript", "SELECT count(*) FROM v_cohort",
        "SELECT count(*) FROM v_iteration", "SELECT count(*) FROM v_cost",
        "SELECT count(DISTINCT customer_id) FROM turns JOIN profiles USING (customer_id)",
        "SELECT sum(reward) * 1000000 FROM scores"})
    CHECK(*copy->integer(sql) == *store.db().integer(sql));
}

TEST_CASE("a run's key is made once, kept to its owner, and may be given") {
  temporary_folder folder;
  const auto made = redaction_key(folder.path(), {});
  REQUIRE(made.has_value());
  CHECK(made->size() == 64);
  CHECK(mode_of(folder.path() / "redact.key") == 0600);
  CHECK(*redaction_key(folder.path(), {}) == *made);
  CHECK(entries_in(folder.path()) == 1);
  temporary_folder another;
  CHECK(*redaction_key(another.path(), {}) != *made);
  CHECK(*redaction_key(another.path(), folder.path() / "redact.key") == *made);
  std::ofstream(another.path() / "short") << "too short\n";
  const auto refused = redaction_key(folder.path(), another.path() / "short");
  REQUIRE_FALSE(refused.has_value());
  CHECK_THAT(refused.error().message, ContainsSubstring("9 bytes, expected 16"));
  CHECK(redaction_key(folder.path(), another.path() / "none").error().code ==
        failure_code::not_found);
}
