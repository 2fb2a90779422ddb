// A run that stopped goes on, is compared, locked, replayed; and what disks and clocks do to it.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>

#include "cli/exit_code.hpp"
#include "output/open_run.hpp"
#include "output/run_lock.hpp"
#include "output/store/schema.hpp"
#include "small_run.hpp"

using namespace parley;
using namespace parley::cli;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;

namespace fs = std::filesystem;

TEST_CASE("a run that its budget stopped goes on with more, and ends as if it never had") {
  small_run small;
  REQUIRE(run_parley(small.line({}, "whole")).exit == exit_ok);
  const auto stopped = run_parley(small.line({"--max-requests", "20"}));
  INFO(stopped.err << stopped.out);
  REQUIRE(stopped.exit == exit_budget);
  CHECK(count(small.run(), "SELECT sum(attempts) FROM v_calls") <= 20);
  const auto again = small.resume({"--max-requests", "35"});
  INFO(again.err << again.out);
  REQUIRE(again.exit == exit_budget);
  CHECK_THAT(again.err, ContainsSubstring("loop.max_requests: 20 → 35"));
  CHECK(count(small.run(), "SELECT sum(attempts) FROM v_calls") <= 35);
  const auto done = small.resume({"--max-requests", "0"});
  INFO(done.err << done.out);
  REQUIRE(done.exit == exit_ok);
  CHECK(count(small.run(),
              "SELECT count(*) FROM (SELECT 1 FROM v_calls WHERE state ="
              " 'answered' GROUP BY iteration, customer_id, role, turn, replicate, reask, digest "
              "HAVING count(*) > 1)") == 0);
  small.must_equal(small.run("whole"), small.run());
}

TEST_CASE("cost and tokens never exceed their budget, at any concurrency") {
  small_run small;
  for (const auto& [flag, limit, sum] :
       {std::tuple{"--max-cost", 0.012, "sum(cost)"},
        std::tuple{"--max-tokens", 21000.0, "sum(input_tokens + output_tokens)"}}) {
    const auto run = run_parley(small.line({flag, std::to_string(limit).substr(0, 5)}, flag));
    INFO(flag << "\n" << run.err << run.out);
    CHECK(run.exit == exit_budget);
    auto db = open_journal_file(small.run(flag) / journal_name, open_mode::read_write);
    REQUIRE(db.has_value());
    auto spent = db->prepare(std::string("SELECT 1.0 * ") + sum + " FROM v_calls");
    REQUIRE(spent.has_value());
    REQUIRE(spent->step().has_value());
    CHECK(spent->number() <= limit);
  }
}

TEST_CASE("what changed is named, and only taken over when that is said") {
  small_run small;
  REQUIRE(run_parley(small.line({"--max-requests", "20"})).exit == exit_budget);
  const auto changed = run_parley(small.line({"--seed", "9"}));
  CHECK(changed.exit == exit_usage);
  CHECK_THAT(changed.err, ContainsSubstring("run.seed: 1 → 9") &&
                              ContainsSubstring("--accept-changes") && ContainsSubstring("--new"));
  const std::string profile = small.folder / "p/C0002.json";
  std::string text = read_file(profile);
  text.replace(text.find("\"persona\""), 9, "\"persona\" ");
  const auto at = text.find("\"price\":");
  REQUIRE(at != std::string::npos);
  text.insert(text.find_first_of("0123456789", at), "1");
  std::ofstream(profile) << text;
  const auto person = small.resume({"--max-requests", "0"});
  CHECK(person.exit == exit_usage);
  CHECK_THAT(person.err, ContainsSubstring("profile C0002"));
  const auto accepted = small.resume({"--max-requests", "0", "--accept-changes"});
  INFO(accepted.err);
  CHECK(accepted.exit == exit_ok);
  CHECK(count(small.run(), "SELECT count(*) FROM config_changes WHERE how = 'resume'") >= 1);
}

TEST_CASE("the same command again goes on without a name; a finished run is not gone on with") {
  small_run small;
  words line = small.line({"--max-requests", "20"});
  const auto name = std::find(line.begin(), line.end(), "--name");
  line.erase(name, name + 2);
  REQUIRE(run_parley(line).exit == exit_budget);
  line.back() = "0";
  const auto again = run_parley(line);
  INFO(again.err);
  CHECK(again.exit == exit_ok);
  CHECK_THAT(again.err, ContainsSubstring("going on with"));
  const auto third = run_parley(line);
  CHECK(third.exit == exit_ok);
  CHECK(third.err.find("going on with") == std::string::npos);
}

TEST_CASE("a second process on the same run is refused and named") {
  small_run small;
  REQUIRE(run_parley(small.line({"--max-requests", "20"})).exit == exit_budget);
  const auto lock = run_lock::take(small.run());
  REQUIRE(lock.has_value());
  const auto second = small.resume({});
  CHECK(second.exit == exit_usage);
  CHECK_THAT(second.err, ContainsSubstring("process " + std::to_string(::getpid())));
}

TEST_CASE("every file comes back from the journal alone") {
  small_run small;
  REQUIRE(run_parley(small.line({})).exit == exit_ok);
  fs::copy(small.run(), small.folder / "copy", fs::copy_options::recursive);
  for (const auto& entry : fs::directory_iterator(small.run()))
    if (!entry.path().filename().string().starts_with("run.db")) fs::remove_all(entry.path());
  const auto shown = run_parley({"report", "x", "--out", small.folder / "runs"});
  CHECK(shown.exit == exit_ok);
  const auto replayed = run_parley({"replay", "x", "--out", small.folder / "runs"});
  INFO(replayed.err);
  REQUIRE(replayed.exit == exit_ok);
  small.must_equal(small.folder / "copy", small.run());
}

TEST_CASE("torn files: the journal drops what is broken, or is refused; others are written again") {
  small_run small;
  REQUIRE(run_parley(small.line({}, "whole")).exit == exit_ok);
  REQUIRE(run_parley(small.line({"--max-requests", "25"})).exit == exit_budget);
  const fs::path whole_db = small.run() / "run.db";
  std::ofstream(small.run() / "iteration_1.json") << "{\"torn";
  fs::copy_file(whole_db, small.folder / "kept");
  const auto size = fs::file_size(whole_db);
  for (const auto left : {size / 2, std::uintmax_t{4096}, std::uintmax_t{100}}) {
    fs::resize_file(whole_db, left);
    const auto torn = small.resume({"--max-requests", "0"});
    INFO(left << ": " << torn.err);
    CHECK(torn.exit != exit_ok);
    CHECK_THAT(torn.err, ContainsSubstring("error:"));
    fs::copy_file(small.folder / "kept", whole_db, fs::copy_options::overwrite_existing);
  }
  REQUIRE(small.resume({"--max-requests", "0"}).exit == exit_ok);
  small.must_equal(small.run("whole"), small.run());
}

TEST_CASE("a full disk stops the run with what to do, and the run goes on when there is room") {
  if (std::string(PARLEY_FAULTS).empty()) SKIP("sanitizers want to be loaded first");
  small_run small;
  REQUIRE(run_parley(small.line({}, "whole")).exit == exit_ok);
  words line = small.line({});
  line.insert(line.begin(), PARLEY_PROGRAM);
  for (const char* nth : {"60", "150"}) {
    child_process full(
        line,
        {{"LD_PRELOAD", PARLEY_FAULTS}, {"PARLEY_FAULT", std::string("write:") + nth + ":full"}},
        small.folder / "out", small.folder / "err");
    const int status = full.wait(120);
    INFO(read_file(small.folder / "err"));
    CHECK(status == exit_provider);
    CHECK_THAT(read_file(small.folder / "err"), ContainsSubstring("free some space"));
  }
  const auto done = small.resume({});
  INFO(done.err);
  REQUIRE(done.exit == exit_ok);
  small.must_equal(small.run("whole"), small.run());
}

TEST_CASE("a wall clock that jumps changes nothing but stamps") {
  if (std::string(PARLEY_FAULTS).empty()) SKIP("sanitizers want to be loaded first");
  small_run small;
  REQUIRE(run_parley(small.line({}, "whole")).exit == exit_ok);
  words line = small.line({});
  line.insert(line.begin(), PARLEY_PROGRAM);
  child_process jumping(line, {{"LD_PRELOAD", PARLEY_FAULTS}, {"PARLEY_CLOCK", "jump"}},
                        small.folder / "out", small.folder / "err");
  CHECK(jumping.wait(120) == exit_ok);
  small.must_equal(small.run("whole"), small.run());
}
