#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "output/people_values.hpp"
#include "output/run_logger.hpp"
#include "synthetic_run.hpp"

using namespace parley;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string document = R"({"format": "parley-people", "conversations": 8, "raters": 2,
  "skipped": 1, "said": ["People scored 8 <of> 16."],
  "means": [{"iteration": 3, "population": 16, "labels": 8, "claimed": true,
    "metrics": {"reward": {"judge": 0.6, "corrected": {"mean": 0.55, "low": 0.5, "high": 0.6,
      "n": 8}, "person_minus_judge": {"mean": -0.05, "low": -0.1, "high": -0.01, "n": 8}}},
    "cohorts": {"vocal_satisfecho": {"population": 4, "labels": 2, "metrics": {"reward":
      {"judge": 0.7, "corrected": null, "person_minus_judge": null}}}}}],
  "gain": {"iteration": 4, "population": 5, "labels": 0, "outside_sample": 3, "claimed": false,
    "metrics": {}, "cohorts": {}},
  "person_and_judge": {"nps": {"n": 8, "alpha": 0.71, "icc": null, "correlation": 0.8}},
  "between_people": {"nps": {"n": 3, "alpha": 0.9}}})";

}  // namespace

TEST_CASE("the page shows what people said, and that nobody has said anything") {
  auto run = test::synthetic_run({.customers = 8, .iterations = 2});
  CHECK_THAT(report_html(run), ContainsSubstring("Nobody has scored conversations") &&
                                   ContainsSubstring("parley label " + run.run_id));
  run.people = document;
  const std::string page = report_html(run);
  CHECK_THAT(page, ContainsSubstring("People scored 8 &lt;of&gt; 16.") &&
                       ContainsSubstring("0.550 (0.500–0.600)") &&
                       ContainsSubstring("−0.050 (−0.100 to −0.010)") &&
                       ContainsSubstring("8 of 16") && ContainsSubstring("3 of 5") &&
                       ContainsSubstring("0.90 (3 conversations)") &&
                       !ContainsSubstring("Nobody has scored"));
}

TEST_CASE("a run's files are the same bytes whether it was labelled or not") {
  auto run = test::synthetic_run({.customers = 8, .iterations = 1});
  const std::string before = run_to_json(run);
  run.people = document;
  CHECK(run_to_json(run) == before);
}

TEST_CASE("what is no people.json shows nothing and breaks nothing") {
  for (const char* text : {"", "[]", "{", "null", "7"}) CHECK_FALSE(read_people_values(text));
  for (
      const char* text :
      {"{}", R"({"said": [1, null], "means": 3, "gain": []})",
       R"({"means": [{"metrics": {"reward": {"judge": "x", "corrected": [1]}}, "labels": -4}]})"}) {
    const auto read = read_people_values(text);
    REQUIRE(read);
    CHECK(read->agreement.size() == 4);
  }
}
