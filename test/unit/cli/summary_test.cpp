#include "cli/summary.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdio>

#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/exit_code.hpp"

using namespace parley;
using namespace parley::cli;
using Catch::Matchers::ContainsSubstring;

namespace {

estimate around(double mean, double half) {
  return {mean, mean - half, mean + half, 12};
}

run_record finished_run() {
  run_record run;
  run.run_id = "20261122-140305-1a2b";
  run.provider = "sim";
  run.iterations.resize(3);
  run.stop_detail = "the LTV ratio changed by less than 0.01";
  run.stopped = stop_reason::converged;
  before_after change{1, 3, {}, "The reward rose by 0.10."};
  for (int i = 0; i < 5; ++i) {
    comparison_row row;
    if (i < 4) row.cohort = all_cohorts[static_cast<std::size_t>(i)];
    row.n = 12;
    row.nps_before = around(5.5, 0.4);
    row.nps_after = around(6.5, 0.4);
    row.nps_change = around(1.0, i == 0 ? 1.5 : 0.3);
    row.ltv_before = around(0.998, 0.1);
    row.ltv_after = around(1.195, 0.1);
    row.ltv_change = around(0.197, 0.107);
    row.churn_before = around(0.35, 0.04);
    row.churn_after = around(0.25, 0.04);
    row.churn_change = around(-0.10, 0.03);
    change.rows.push_back(row);
  }
  run.comparison = change;
  return run;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace

TEST_CASE("the summary shows levels, paired changes with intervals, the verdict and the report") {
  console con(std::tmpfile(), std::tmpfile());
  const std::string text = joined(run_summary(finished_run(), con, 120, "runs/x/report.html"));
  CHECK_THAT(text, ContainsSubstring("5.50 → 6.50") && ContainsSubstring("+1.00 [+0.70, +1.30]"));
  CHECK_THAT(text, ContainsSubstring("35.0 → 25.0") && ContainsSubstring("all customers"));
  CHECK_THAT(text, ContainsSubstring("The reward rose") && ContainsSubstring("runs/x/report.html"));
  CHECK_THAT(text, ContainsSubstring("simulated") && ContainsSubstring("Stopped: the LTV ratio"));
}

TEST_CASE("better is green and worse is red, whichever way the figure runs; unclear is neither") {
  console con(std::tmpfile(), std::tmpfile());
  con.configure("always", "never");
  const std::string text = joined(run_summary(finished_run(), con, 120, "r"));
  CHECK_THAT(text, ContainsSubstring("\x1b[32m+1.00 [+0.70"));  // recommend rose
  CHECK_THAT(text, ContainsSubstring("\x1b[32m−10.0 [−13.0"));  // churn fell
  CHECK_THAT(text, ContainsSubstring("\x1b[2m+1.00 [−0.50"));   // interval includes zero
}

TEST_CASE("where room is short, intervals are written as half-widths before metrics are dropped") {
  console con(std::tmpfile(), std::tmpfile());
  const std::string text = joined(run_summary(finished_run(), con, 80, "r"));
  CHECK_THAT(text, ContainsSubstring("+1.00 ± 0.30") && ContainsSubstring("LTV ratio"));
}

TEST_CASE("the table gives up columns before it gives up fitting") {
  console con(std::tmpfile(), std::tmpfile());
  for (const std::size_t width : {40u, 60u, 80u, 100u, 140u})
    for (const std::string& line : run_summary(finished_run(), con, width, "r"))
      CHECK(display_width(line) <= width);
}

TEST_CASE("runs without a comparison, or without an iteration, say so") {
  console con(std::tmpfile(), std::tmpfile());
  run_record run = finished_run();
  run.comparison.reset();
  run.iterations.resize(1);
  CHECK_THAT(joined(run_summary(run, con, 80, "r")), ContainsSubstring("One iteration only"));
  run.iterations.clear();
  CHECK_THAT(joined(run_summary(run, con, 80, "r")),
             ContainsSubstring("No iteration was finished"));
}

TEST_CASE("an interval beyond the scale is shown up to its end, and the summary says so") {
  console con(std::tmpfile(), std::tmpfile());
  run_record run = finished_run();
  CHECK_THAT(joined(run_summary(run, con, 120, "r")), !ContainsSubstring("shown up to"));
  run.comparison->rows[0].churn_change = around(-0.5, 0.9);
  for (const std::size_t width : {80u, 120u}) {
    const std::string text = joined(run_summary(run, con, width, "r"));
    CHECK_THAT(text,
               ContainsSubstring("−50.0 [−100.0, +40.0]") && ContainsSubstring("shown up to"));
  }
  cohort_report report;
  report.all.n = 3;
  report.all.nps = around(9.5, 2.3);
  report.all.churn = around(0.05, 0.2);
  const std::string table = joined(iteration_table(report, con, 80));
  CHECK_THAT(table, ContainsSubstring("9.5 (7.2–10.0)") && ContainsSubstring("5 (0–25)"));
  CHECK_THAT(table, ContainsSubstring("shown up to"));
}

TEST_CASE("a run that goes on from another says which, and what it is compared with") {
  console con(std::tmpfile(), std::tmpfile());
  run_record run = finished_run();
  run.iterations.resize(1);
  run.iterations[0].iteration = 3;
  run.comparison->before_iteration = 2;
  run.continues = earlier_run{"20261122-1", 2, 12};
  CHECK_THAT(joined(run_summary(run, con, 120, "r")),
             ContainsSubstring("iteration 2 of run 20261122-1 → 3"));
  run.comparison.reset();
  run.continues->customers_in_common = 0;
  CHECK_THAT(joined(run_summary(run, con, 120, "r")),
             ContainsSubstring("Not compared with iteration 2 of run 20261122-1: it had other"));
}

TEST_CASE("calls that failed are counted as calls") {
  console con(std::tmpfile(), std::tmpfile());
  run_record run = finished_run();
  run.spend[0].calls = 10;
  run.spend[0].failures = 2;
  run.spend[0].retries = 6;
  CHECK_THAT(joined(run_summary(run, con, 120, "r")),
             ContainsSubstring("12 calls (2 failed, 6 retries)"));
  run.spend[0] = {};
  run.spend[0].failures = 1;
  CHECK_THAT(joined(run_summary(run, con, 120, "r")),
             ContainsSubstring("1 call (1 failed, 0 retries)"));
}

TEST_CASE("the JSON summary is one document with the comparison") {
  const auto parsed = parse_json(run_summary_json(finished_run(), "runs/x", "runs/x/report.html"));
  REQUIRE(parsed);
  CHECK(parsed->at("stopped").as_string() == "converged");
  CHECK(parsed->at("comparison").at("rows").as_array().size() == 5);
}

TEST_CASE("how a run stopped becomes its exit code") {
  run_record run;
  const auto code = [&](stop_reason reason, failure_code why = failure_code::none) {
    run.stopped = reason;
    run.stop_code = why;
    return exit_code_of(run);
  };
  CHECK(code(stop_reason::converged) == exit_ok);
  CHECK(code(stop_reason::max_iterations) == exit_ok);
  CHECK(code(stop_reason::token_budget) == exit_budget);
  CHECK(code(stop_reason::cost_budget) == exit_budget);
  CHECK(code(stop_reason::time_budget) == exit_budget);
  CHECK(code(stop_reason::request_budget) == exit_budget);
  CHECK(code(stop_reason::interrupted) == exit_incomplete);
  CHECK(code(stop_reason::provider_failure, failure_code::connect_failed) == exit_provider);
  CHECK(code(stop_reason::provider_failure, failure_code::authentication) == exit_authentication);
}
