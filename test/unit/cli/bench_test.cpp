// The benchmark of optimisers: what is made of runs, and that a run is the same wherever it plays.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "base/text.hpp"
#include "cli/bench_markdown.hpp"
#include "cli/bench_optimise.hpp"
#include "cli/bench_table.hpp"

using namespace parley;
using namespace parley::cli;
using Catch::Matchers::WithinAbs;

namespace {

run_result made_run(double gain, bool promoted, bool covers) {
  run_result out;
  out.baseline = 0.5;
  out.oracle = 0.2;
  out.random.gain = 0.05;
  out.single.gain = 0.08;
  out.greedy.gain = 0.1;
  out.greedy.claimed = 0.15;
  out.greedy.judge_change(true);
  out.own.gain = gain;
  out.own.claimed = gain + 0.01;
  out.own.judge_change(promoted);
  out.interval = {true, 0.01, covers, true};
  return out;
}

const bench_line& line(const std::vector<bench_line>& lines, std::string_view metric) {
  for (const bench_line& one : lines)
    if (one.metric == metric) return one;
  FAIL("no line " << metric);
  return lines.front();
}

}  // namespace

TEST_CASE("runs are summed up by method, with score, regret and shares") {
  const std::vector<run_result> runs = {made_run(0.14, true, true), made_run(0, false, true),
                                        made_run(-0.02, true, false), made_run(0.12, true, true)};
  const family_summary done = summarise(sim::world_family::standard, runs, true);
  REQUIRE(done.methods.size() == 5);
  const method_row& own = done.methods.back();
  CHECK_THAT(own.gain, WithinAbs(0.06, 1e-12));
  CHECK_THAT(own.value, WithinAbs(0.56, 1e-12));
  CHECK_THAT(own.score.value(), WithinAbs((0.06 - 0.05) / (0.2 - 0.05), 1e-12));
  CHECK_THAT(own.regret, WithinAbs(0.14, 1e-12));
  CHECK_THAT(own.changed.value(), WithinAbs(0.75, 1e-12));
  CHECK_THAT(own.in_vain.value(), WithinAbs(0.25, 1e-12));  // the promoted loss
  CHECK_THAT(own.worse.value(), WithinAbs(0.25, 1e-12));
  CHECK_THAT(done.covers_truth, WithinAbs(0.75, 1e-12));
  CHECK_THAT(done.error_of(0.75), WithinAbs(std::sqrt(0.75 * 0.25 / 4), 1e-12));
  const auto lines = lines_of(done, sim::world_family::standard);
  CHECK_FALSE(line(lines, "parley: truly worse, share").met());
  CHECK_FALSE(line(lines, "parley: true gain / greedy's").met());
  CHECK(line(lines, "parley: interval covers the true gain").met());  // a target in W0 alone
}

TEST_CASE("a family's table fits a terminal of 80 columns") {
  std::vector<run_result> runs(200, made_run(-0.1234, true, false));
  for (run_result& run : runs) run.random.changed = run.random.in_vain = run.random.worse = 1;
  console con(stdout, stderr);
  con.configure("never", "never");
  const auto done = summarise(sim::world_family::permuted, runs, true);
  for (const std::string& text : family_text(done, con)) CHECK(display_width(text) <= 80);
  for (const std::string& text : target_text(lines_of(done, sim::world_family::null_world), con))
    CHECK(display_width(text) <= 80);
}

TEST_CASE("the tables for the documentation have every family and say what was not played") {
  const std::vector<run_result> runs = {made_run(0.14, true, true), made_run(0.1, true, false)};
  const std::vector<family_summary> families = {summarise(sim::world_family::standard, runs, true),
                                                summarise(sim::world_family::sparse, runs, false)};
  const std::string text = markdown_of(families);
  CHECK(text.find("| W1 standard | 2 | 0.500 | +0.200 | +0.050 (0.00) | +0.080 (0.20) | +0.100 "
                  "(0.33) | +0.120 (0.47) | 0.080 |") != std::string::npos);
  CHECK(text.find(
            "| W9 one thing matters, nothing else | 2 | 0.500 | – | – | – | – | +0.120 | – |") !=
        std::string::npos);
  CHECK(text.find("50.0 ± 35.4 %") != std::string::npos);
}

TEST_CASE("families are named alone, in lists, or all at once") {
  optimise_options options;
  CHECK_FALSE(choose_families({}, options));
  CHECK(options.families.size() == 10);
  CHECK(options.harm);
  CHECK_FALSE(choose_families({"W9,W0", "w9"}, options));
  CHECK(options.families == std::vector{sim::world_family::sparse, sim::world_family::null_world});
  CHECK_FALSE(options.harm);
  CHECK_FALSE(choose_families({"harm"}, options));
  CHECK(options.families.empty());
  CHECK(choose_families({"all,W10"}, options) == "W10");
}

TEST_CASE("a run is the same whichever seeds are played beside it") {
  optimise_options options;
  options.families = {sim::world_family::standard};
  options.harm = false;
  options.runs = 2;
  options.budget = 300;
  options.customers = 60;
  options.truth = 240;
  options.references = false;
  options.threads = 2;
  const auto both = bench_optimisers(options, {});
  const auto again = bench_optimisers(options, {});
  REQUIRE(both.size() == again.size());
  for (std::size_t i = 0; i < both.size(); ++i) CHECK(both[i].value == again[i].value);
  options.runs = options.threads = 1;
  const double first = line(bench_optimisers(options, {}), "parley: true value").value;
  options.first = 2;
  const double second = line(bench_optimisers(options, {}), "parley: true value").value;
  CHECK_THAT(line(both, "parley: true value").value, WithinAbs((first + second) / 2, 1e-12));
}
