// parley plan: what it prints, and that it leaves nothing behind.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/exit_code.hpp"
#include "test/support/cli/captured_program.hpp"
#include "test/unit/output/schema_check.hpp"

using namespace parley;
using namespace parley::cli;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;

namespace {

program_output plan(const temporary_folder& folder, std::vector<std::string> more) {
  std::vector<std::string> words{"plan", "--provider", "sim", "--out", folder / "runs"};
  words.insert(words.end(), more.begin(), more.end());
  return run_parley(words);
}

}  // namespace

TEST_CASE("a plan fits its published schema, and no run is begun") {
  const temporary_folder folder;
  const auto said = plan(folder, {"--max-iterations", "2", "--json"});
  INFO(said.err);
  REQUIRE(said.exit == exit_ok);
  schema_check schemas(std::filesystem::path(PARLEY_SOURCE_DIR) / "docs/schemas");
  json::value document = json::parse(said.out);
  const auto problems = schemas.problems(document, "plan.schema.json");
  INFO((problems.empty() ? "" : problems.front()));
  CHECK(problems.empty());
  CHECK(document.at("customers") == 52);
  CHECK(document.at("iterations").as_array().size() == 2);
  document.as_object().erase("total");
  CHECK_FALSE(schemas.problems(document, "plan.schema.json").empty());
  CHECK_FALSE(std::filesystem::exists(folder / "runs"));
}

TEST_CASE("a plan fits 80 columns and names what would help") {
  const temporary_folder folder;
  const auto said = plan(folder, {"--max-open", "3", "--max-iterations", "3"});
  REQUIRE(said.exit == exit_ok);
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = said.out.find('\n', begin)) != said.out.npos; begin = end + 1) {
    const std::string line = said.out.substr(begin, end - begin);
    INFO(line);
    CHECK(display_width(line) <= 80);
  }
  CHECK_THAT(said.out, ContainsSubstring("Helps most: conversation.max_open 3 → 6: time −"));
  CHECK_THAT(said.out, ContainsSubstring("Nothing was sent, nothing was paid."));
}

TEST_CASE("a plan learns from the runs in the output folder") {
  const temporary_folder folder;
  const auto run = run_parley({"demo", "--time-scale", "0", "--max-iterations", "1", "--out",
                               folder / "runs", "--progress", "never"});
  REQUIRE(run.exit == exit_ok);
  CHECK_THAT(plan(folder, {"--max-iterations", "1"}).out, ContainsSubstring("of 1 earlier run"));
  CHECK_THAT(plan(folder, {"--max-iterations", "1", "--no-history"}).out,
             ContainsSubstring("built in for the simulated provider"));
}

TEST_CASE("a plan under a budget says how far it goes; a wrong setting is refused") {
  const temporary_folder folder;
  const auto poor = plan(folder, {"--max-cost", "0.05"});
  REQUIRE(poor.exit == exit_ok);
  CHECK_THAT(poor.out, ContainsSubstring("What binds: money"));
  CHECK_THAT(poor.out, ContainsSubstring("Ends early: "));
  CHECK(plan(folder, {"--max-open", "0"}).exit == exit_usage);
}
