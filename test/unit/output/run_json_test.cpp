#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>

#include "base/json.hpp"
#include "output/run_logger.hpp"
#include "synthetic_run.hpp"

using namespace parley;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a run read back from its file writes the same file again") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const std::string first = run_to_json(test::random_run(seed));
    const auto record = run_from_json(first);
    INFO("seed " << seed << ": " << (record ? "" : record.error().message));
    REQUIRE(record.has_value());
    const std::string second = run_to_json(*record);
    if (second != first) {
      const auto at = std::mismatch(first.begin(), first.end(), second.begin(), second.end()).first;
      const auto offset = static_cast<std::size_t>(at - first.begin());
      INFO("differs at: " << first.substr(offset > 120 ? offset - 120 : 0, 200));
      FAIL("not the same text");
    }
  }
}

TEST_CASE("a believable run survives its file with every number") {
  const run_record run = test::synthetic_run();
  const auto back = run_from_json(run_to_json(run));
  REQUIRE(back.has_value());
  CHECK(back->iterations.size() == 4);
  CHECK(back->seed == run.seed);
  CHECK(back->iterations[1].used == run.iterations[1].used);
  CHECK(back->iterations[1].proposal == run.iterations[1].proposal);
  CHECK(back->comparison->rows.size() == run.comparison->rows.size());
  CHECK(back->comparison->rows.back().reward_change.low ==
        run.comparison->rows.back().reward_change.low);
  CHECK(back->profiles.size() == 52);
  CHECK(back->stopped == stop_reason::converged);
  const bool same = run_to_json(*back) == run_to_json(run);
  CHECK(same);
}

TEST_CASE("an iteration's file has the specification's shapes") {
  const auto run = test::synthetic_run({.customers = 8, .iterations = 2});
  const auto value = parse_json(iteration_to_json(run.iterations[0]));
  REQUIRE(value.has_value());
  CHECK(value->at("iteration") == 1);
  CHECK(value->at("plan").at("template") == "seguimiento");
  CHECK(value->at("plan").at("max_turns") == 3);
  const auto& transcript = value->at("transcripts").at(0);
  CHECK(transcript.at("customer_id") == "C0001");
  CHECK(transcript.at("turns").at(0).at("role") == "customer");
  CHECK(transcript.at("metadata").at("tokens").is_int64());
  CHECK(transcript.at("metadata").at("duration_sec").is_number());
  CHECK(value->at("scores").at(0).at("NPS_expected").is_number());
  CHECK(value->at("scores").at(0).at("AspectSentiment").at("finanzas").is_number());
  CHECK(
      value->at("cohort_report").at("cohorts").at("vocal_insatisfecho").at("avg_nps").is_number());
  CHECK(value->at("cohort_report").at("global").at("tokens_used").is_int64());
  CHECK(value->at("tuning").at("experiments").is_array());
}

TEST_CASE("the last iteration has no tuning, and says so with null") {
  const auto run = test::synthetic_run({.customers = 4, .iterations = 1});
  const auto value = parse_json(iteration_to_json(run.iterations[0]));
  REQUIRE(value.has_value());
  CHECK(value->at("tuning").is_null());
}

TEST_CASE("text cut in the middle of a character leaves a readable file") {
  auto run = test::synthetic_run({.customers = 4, .iterations = 1});
  run.iterations[0].conversations[0].detail = "cut \xC3";
  run.iterations[0].judgements[0].unscored_reason = "\xED\xA0\x80 \xF5 \xC0\xAF";
  const auto back = run_from_json(run_to_json(run));
  REQUIRE(back.has_value());
  CHECK(back->iterations[0].conversations[0].detail == "cut \uFFFD");
}

TEST_CASE("a file that is not a run's is refused with the reason") {
  const auto message = [](std::string_view text) {
    const auto record = run_from_json(text);
    REQUIRE_FALSE(record.has_value());
    CHECK(record.error().code == failure_code::malformed_output);
    return record.error().message;
  };
  CHECK_THAT(message("{"), ContainsSubstring("not valid JSON"));
  CHECK_THAT(message("[]"), ContainsSubstring("not the record of a run"));
  CHECK_THAT(message(R"({"format":"other"})"), ContainsSubstring("/format"));
  CHECK_THAT(message(R"({"format":"parley-run","format_version":9})"),
             ContainsSubstring("/format_version: found 9"));
}

TEST_CASE("a damaged run names the place of the damage") {
  auto value = json::parse(run_to_json(test::synthetic_run({.customers = 4, .iterations = 2})));
  value.at("iterations").at(1).at("values").at(0).at("reward") = "high";
  const auto record = run_from_json(json::serialize(value));
  REQUIRE_FALSE(record.has_value());
  CHECK_THAT(record.error().message, ContainsSubstring("/iterations/1/values/0/reward"));
}

TEST_CASE("the cohort report stands alone as JSON") {
  const auto run = test::synthetic_run({.customers = 8, .iterations = 1});
  const auto value = parse_json(cohort_report_to_json(run.iterations[0].report));
  REQUIRE(value.has_value());
  CHECK(value->at("iteration") == 1);
  CHECK(value->at("cohorts").as_object().size() == 4);
}
