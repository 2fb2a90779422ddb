#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "output/run_folder.hpp"
#include "output/run_logger.hpp"
#include "synthetic_run.hpp"
#include "temporary_folder.hpp"

using namespace parley;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

fs::path log_everything(const fs::path& output, const run_record& run, bool csv) {
  auto logger = run_logger::create(output, run.run_id, csv);
  REQUIRE(logger.has_value());
  for (std::size_t i = 0; i < run.iterations.size(); ++i)
    REQUIRE(logger->iteration(run.iterations[i], run.history[i]));
  const auto report = logger->finish(run);
  REQUIRE(report.has_value());
  CHECK(*report == logger->folder() / "report.html");
  return logger->folder();
}

}  // namespace

TEST_CASE("a run leaves all of its files, private to their owner") {
  test::temporary_folder folder;
  const auto run = test::synthetic_run({.customers = 8, .iterations = 2});
  const fs::path made = log_everything(folder.path() / "runs", run, true);
  for (const char* name :
       {"iteration_1.json", "iteration_2.json", "run.json", "report.html", "conversations.csv",
        "turns.csv", "scores.csv", "cohorts.csv", "prompt_history/iter_1.json",
        "prompt_history/iter_1.txt", "prompt_history/iter_2.json", "prompt_history/iter_2.txt"}) {
    INFO(name);
    CHECK(fs::is_regular_file(made / name));
    CHECK(test::mode_of(made / name) == 0600);
  }
  CHECK(test::mode_of(made) == 0700);
  CHECK(test::entries_in(made) == 9);
  CHECK(test::read_all(made / "run.json") == run_to_json(run));
  CHECK(test::read_all(made / "iteration_2.json") == iteration_to_json(run.iterations[1]));
  CHECK_THAT(test::read_all(made / "prompt_history/iter_2.txt"),
             ContainsSubstring("written by tuner") && ContainsSubstring("72 horas"));
}

TEST_CASE("without CSV no table is written") {
  test::temporary_folder folder;
  const auto made =
      log_everything(folder.path(), test::synthetic_run({.customers = 4, .iterations = 1}), false);
  CHECK_FALSE(fs::exists(made / "turns.csv"));
}

TEST_CASE("tables grow by iteration and end the same as written at once") {
  test::temporary_folder folder;
  const auto run = test::synthetic_run({.customers = 6, .iterations = 3});
  auto logger = run_logger::create(folder.path(), "run", true);
  REQUIRE(logger.has_value());
  for (std::size_t i = 0; i < 3; ++i) REQUIRE(logger->iteration(run.iterations[i], run.history[i]));
  const std::string grown = test::read_all(logger->folder() / "turns.csv");
  REQUIRE(logger->iteration(run.iterations[2], run.history[2]));  // written twice by accident
  REQUIRE(logger->finish(run));
  CHECK(test::read_all(logger->folder() / "turns.csv") == grown);
  CHECK_THAT(grown, ContainsSubstring("\r\n3,C0006,"));
}

TEST_CASE("a run folder that exists, or a bad name, is refused") {
  test::temporary_folder folder;
  REQUIRE(run_logger::create(folder.path(), "a-run", false).has_value());
  const auto again = run_logger::create(folder.path(), "a-run", false);
  REQUIRE_FALSE(again.has_value());
  CHECK(again.error().code == failure_code::invalid_input);
  CHECK_THAT(again.error().message, ContainsSubstring("already exists"));
  for (const char* name : {"", "..", ".hidden", "latest", "a/b", "ñ"}) {
    const auto bad = run_logger::create(folder.path(), name, false);
    INFO(name);
    REQUIRE_FALSE(bad.has_value());
    CHECK(bad.error().code == failure_code::invalid_input);
  }
}

TEST_CASE("an output folder that cannot be made says why") {
  test::temporary_folder folder;
  REQUIRE(write_file(folder.path() / "file", "x"));
  auto logger = run_logger::create(folder.path() / "file" / "runs", "run", false);
  REQUIRE_FALSE(logger.has_value());
  CHECK(logger.error().code == failure_code::not_writable);
  CHECK_THAT(logger.error().message, ContainsSubstring("cannot create"));
}

TEST_CASE("latest is a relative link that follows the newest run") {
  test::temporary_folder folder;
  auto run = test::synthetic_run({.customers = 4, .iterations = 1});
  run.run_id = "20260101-000000-aaaa";
  log_everything(folder.path(), run, false);
  run.run_id = "20260102-000000-bbbb";
  log_everything(folder.path(), run, false);
  CHECK(fs::read_symlink(folder.path() / "latest") == "20260102-000000-bbbb");
  CHECK(find_run(folder.path(), "latest").value() == folder.path() / "20260102-000000-bbbb");
  CHECK(load_run(folder.path() / "latest").value().run_id == "20260102-000000-bbbb");
  CHECK(test::entries_in(folder.path()) == 3);
}

TEST_CASE("a run is found by id, path, file and the text form of latest") {
  test::temporary_folder folder;
  auto run = test::synthetic_run({.customers = 4, .iterations = 1});
  run.run_id = "one";
  const fs::path made = log_everything(folder.path(), run, false);
  CHECK(find_run(folder.path(), "one").value() == made);
  CHECK(find_run("/nowhere", made.string()).value() == made);
  CHECK(find_run("/nowhere", (made / "run.json").string()).value() == made);
  fs::remove(folder.path() / "latest");
  REQUIRE(write_file(folder.path() / "latest", "one\n"));
  CHECK(find_run(folder.path(), "latest").value() == made);
}

TEST_CASE("a run that is not there is answered with those that are") {
  test::temporary_folder folder;
  const auto none = find_run(folder.path(), "latest");
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().code == failure_code::not_found);
  CHECK_THAT(none.error().message, ContainsSubstring("holds no runs yet"));
  auto run = test::synthetic_run({.customers = 4, .iterations = 1});
  for (const char* id : {"a", "b", "c", "d", "e", "f", "g"}) {
    run.run_id = id;
    log_everything(folder.path(), run, false);
  }
  const auto other = find_run(folder.path(), "zz");
  REQUIRE_FALSE(other.has_value());
  CHECK_THAT(other.error().message,
             ContainsSubstring("no run \"zz\"") && ContainsSubstring("g, f, e, d, c and 2 older"));
}

TEST_CASE("a run that did not finish has nothing to load, and says so") {
  test::temporary_folder folder;
  const auto run = test::synthetic_run({.customers = 4, .iterations = 1});
  auto logger = run_logger::create(folder.path(), "cut", false);
  REQUIRE(logger.has_value());
  REQUIRE(logger->iteration(run.iterations[0], run.history[0]));
  const auto found = find_run(folder.path(), "cut");
  REQUIRE(found.has_value());
  const auto record = load_run(*found);
  REQUIRE_FALSE(record.has_value());
  CHECK(record.error().code == failure_code::not_found);
}
