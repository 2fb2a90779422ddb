// Real outcomes: reading them, comparing prompts, calibrating the simulation.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "engine/truth/field.hpp"
#include "profiles/generator.hpp"

using namespace parley;
using namespace parley::truth;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

run_record small_run() {
  run_record run;
  run.profiles = generate_profiles(12, 3);
  for (const int iteration : {1, 3}) {
    iteration_record one;
    one.iteration = iteration;
    for (const customer_profile& p : run.profiles) {
      judgement j;
      j.customer_id = p.customer_id;
      j.cohort = p.cohort;
      j.value.emplace();
      j.value->nps_expected = iteration == 1 ? 5 : 8;
      one.judgements.push_back(std::move(j));
    }
    run.iterations.push_back(std::move(one));
  }
  return run;
}

read_outcomes read(std::string_view csv) {
  const auto table = read_csv(csv);
  REQUIRE(table.has_value());
  return outcomes_from(*table, small_run());
}

}  // namespace

TEST_CASE("a CSV of outcomes is read whatever the order of its columns") {
  const read_outcomes out = read(
      "value,nps,customer,note,replied,prompt_version,churned\r\n"
      "1200.5,9,C0001,\"said, \"\"yes\"\"\",yes,3,0\r\n"
      ",,C0002,,0,1,\r\n");
  CHECK(out.problems.empty());
  REQUIRE(out.rows.size() == 2);
  CHECK(out.rows[0].customer_id == "C0001");
  CHECK(out.rows[0].version == 3);
  CHECK(out.rows[0].nps == 9);
  CHECK(out.rows[0].replied == 1);
  CHECK(out.rows[0].churned == 0);
  CHECK(out.rows[0].value == 1200.5);
  CHECK_FALSE(out.rows[1].nps);
  CHECK(out.rows[1].replied == 0);
}

TEST_CASE("what is wrong is said with its line, its column and what was expected") {
  const read_outcomes out = read(
      "customer,prompt_version,nps,replied\n"
      "C0001,1,11,1\nNOBODY,1,5,1\nC0002,2,5,1\nC0003,1,5,maybe\nC0004,1,5,1\nC0004,3,5,1\n");
  REQUIRE(out.problems.size() == 5);
  CHECK_THAT(out.problems[0], ContainsSubstring("line 2, nps") && ContainsSubstring("0 to 10"));
  CHECK_THAT(out.problems[1], ContainsSubstring("line 3, customer"));
  CHECK_THAT(out.problems[2], ContainsSubstring("line 4, prompt_version"));
  CHECK_THAT(out.problems[3], ContainsSubstring("line 5, replied"));
  CHECK_THAT(out.problems[4], ContainsSubstring("line 7") && ContainsSubstring("once"));
  CHECK(out.rows.size() == 1);
  CHECK_THAT(read("customer,nps\nC0001,3\n").problems.at(0), ContainsSubstring("prompt_version"));
}

TEST_CASE("two prompts are compared, and the simulation's error is found in each cohort") {
  const run_record run = small_run();
  std::vector<field_outcome> rows;
  for (std::size_t i = 0; i < run.profiles.size(); ++i) {
    field_outcome one;
    one.customer_id = run.profiles[i].customer_id;
    one.version = i % 2 == 0 ? 1 : 3;
    one.replied = one.version == 3;
    one.nps = (one.version == 1 ? 4 : 7) + 0.1 * static_cast<double>(i % 3);  // a point lower
    rows.push_back(one);
  }
  const field_report report = compare_outcomes(rows, run, 1, 3, 0.5, 0.95);
  CHECK(report.customers_before == 6);
  CHECK(report.customers_after == 6);
  CHECK_FALSE(report.ratio.alarm);
  REQUIRE(report.metrics.size() == 2);
  CHECK_THAT(report.metrics[1].change.mean, WithinAbs(3, 0.11));
  REQUIRE(report.calibration.size() == 4);
  for (const cohort_calibration& c : report.calibration)
    CHECK_THAT(c.bias.mean, WithinAbs(0.9, 0.11));
}
