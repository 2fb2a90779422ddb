// run.db: made, opened again, refused; and a whole run written to its tables and read back.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "output/run_logger.hpp"
#include "output/store/each_row.hpp"
#include "output/store/read_run.hpp"
#include "output/store/schema.hpp"
#include "stored_run.hpp"
#include "synthetic_run.hpp"
#include "temporary_folder.hpp"

using namespace parley;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a run written to the tables reads back as the same run.json") {
  for (const synthetic_options& options :
       {synthetic_options{.customers = 20, .iterations = 3},
        {.customers = 8, .iterations = 2, .seed = 2, .scored = false},
        {.customers = 12, .iterations = 2, .seed = 3, .hostile = true},
        {.customers = 52, .iterations = 1, .seed = 4}}) {
    temporary_folder folder;
    const run_record run = synthetic_run(options);
    run_store store = new_store(folder.path() / "run.db");
    write_run(store, run);
    const auto back = read_record(store.db());
    INFO("seed " << options.seed << ": " << (back ? "" : back.error().message));
    REQUIRE(back.has_value());
    CHECK((run_to_json(*back) == run_to_json(run)));
  }
}

TEST_CASE("the journal's files are the owner's alone") {
  temporary_folder folder;
  run_store store = new_store(folder.path() / "run.db");
  write_run(store, synthetic_run({.customers = 4, .iterations = 1}));
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    INFO(entry.path());
    CHECK(mode_of(entry.path()) == 0600);
    ++files;
  }
  CHECK(files == 3);  // database, WAL, index
}

TEST_CASE("what is no journal, is damaged, or is newer is refused and named") {
  temporary_folder folder;
  const auto file = folder.path() / "run.db";
  CHECK(open_journal_file(file, open_mode::read_only).error().code == failure_code::not_found);
  std::ofstream(file) << "this is not a database, but it is long enough to look at";
  CHECK(open_journal_file(file, open_mode::read_write).error().code == failure_code::invalid_input);
  std::filesystem::remove(file);
  {
    auto other = database::open(file, open_mode::create);
    require(other->execute("CREATE TABLE mine (a)"));
  }
  CHECK(open_journal_file(file, open_mode::read_write).error().code == failure_code::invalid_input);
  std::filesystem::remove(file);
  {
    run_store store = new_store(file);
    require(store.db().execute("PRAGMA user_version = 999"));
  }
  const auto newer = open_journal_file(file, open_mode::read_write);
  REQUIRE_FALSE(newer.has_value());
  CHECK_THAT(newer.error().message, ContainsSubstring("newer parley") && ContainsSubstring("999"));
}

TEST_CASE(
    "replies outlive failures, and a call without an outcome is counted when its session is") {
  temporary_folder folder;
  const auto file = folder.path() / "run.db";
  {
    run_store store = new_store(file);
    write_run(store, synthetic_run({.customers = 4, .iterations = 1}));
    require(store.intent(1, 1, intent_for(1, "C1"), "t"));
    require(store.intent(1, 2, intent_for(1, "C1"), "t"));
    require(store.intent(1, 3, intent_for(1, "C2"), "t"));
    require(store.intent(1, 4, intent_for(1, "C3"), "t"));
    chat_reply reply;
    reply.text = "hola";
    reply.usage = {10, 4, 5, 0};
    reply.latency = std::chrono::microseconds(1234567);
    require(store.outcome(1, {reply, 2, 0.5}, "t"));
    require(store.outcome(2, {fail(failure_code::timed_out, "late"), 1, {}}, "t"));
    require(store.outcome(4, {fail(failure_code::cancelled, "cut"), 1, {}}, "t"));
  }
  run_store store = new_store(file);
  const auto open = read_lost(store.db());
  INFO((open ? "" : open.error().message));
  REQUIRE(open.has_value());
  CHECK(open->calls == 1);  // the cut one; 3 may still be in flight
  REQUIRE(store.begin_session({"t", "1", 43}).has_value());
  const auto lost = read_lost(store.db());
  REQUIRE(lost.has_value());
  CHECK(lost->calls == 2);
  CHECK(lost->worst_cost == 0.5);
  CHECK(*store.db().integer("SELECT in_flight_at_end FROM sessions WHERE session = 1") == 2);
  const auto calls = read_calls(store.db(), 1);
  REQUIRE(calls.has_value());
  REQUIRE(calls->size() == 3);
  const recorded_call& last = calls->back();
  CHECK(last.name == intent_for(1, "C1").name);
  REQUIRE(last.outcome.reply.has_value());
  CHECK(last.outcome.reply->text == "hola");
  CHECK(last.outcome.reply->usage == token_usage{10, 4, 5, 0});
  CHECK(last.outcome.reply->latency == std::chrono::microseconds(1234567));
  CHECK(last.outcome.reply->recorded);
  CHECK(last.outcome.attempts == 2);
}

TEST_CASE("every view can be read") {
  temporary_folder folder;
  run_store store = new_store(folder.path() / "run.db");
  write_run(store, synthetic_run({.customers = 8, .iterations = 2}));
  require(store.intent(1, 1, intent_for(1, "C0001"), "t"));
  for (const auto& [view, rows] :
       {std::pair{"v_calls", 1}, {"v_cost", 1}, {"v_iteration", 2}, {"v_cohort", 10}}) {
    INFO(view);
    CHECK(*store.db().integer(std::string("SELECT count(*) FROM ") + view) == rows);
  }
  CHECK(*store.db().integer("SELECT count(*) FROM v_transcript") ==
        *store.db().integer("SELECT count(*) FROM turns"));
}
