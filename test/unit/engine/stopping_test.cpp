#include "engine/stopping.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace parley;
using Catch::Matchers::ContainsSubstring;

namespace {

estimate change(double mean, double half) {
  return estimate{mean, mean - half, mean + half, 20};
}

loop_settings five_iterations() {
  loop_settings limits;
  limits.max_iterations = 5;
  limits.min_iterations = 3;
  limits.convergence_threshold = 0.01;
  return limits;
}

std::optional<stop_decision> decide(const loop_settings& limits, int done,
                                    std::vector<estimate> changes, budget_use used = {}) {
  return decide_stop(limits, done, changes, used, "USD");
}

}  // namespace

TEST_CASE("progress must exceed the threshold and its own interval") {
  CHECK(is_progress(change(0.05, 0.02), 0.01));
  CHECK_FALSE(is_progress(change(0.05, 0.06), 0.01));    // could be chance
  CHECK_FALSE(is_progress(change(0.005, 0.001), 0.01));  // real, but too small to go on for
  CHECK_FALSE(is_progress(change(-0.05, 0.01), 0.01));   // worse is no progress
  CHECK_FALSE(is_progress(estimate{0.5, std::nullopt, std::nullopt, 1}, 0.01));
}

TEST_CASE("the loop converges after two changes in a row without progress") {
  const auto limits = five_iterations();
  CHECK_FALSE(decide(limits, 3, {change(0.05, 0.02), change(0.001, 0.002)}));
  const auto still = decide(limits, 3, {change(0.002, 0.003), change(-0.001, 0.004)});
  REQUIRE(still);
  CHECK(still->reason == stop_reason::converged);
  CHECK_THAT(still->sentence, ContainsSubstring("changed by less than 0.01"));
}

TEST_CASE("wide intervals are not called no change") {
  const auto unsure = decide(five_iterations(), 3, {change(0.03, 0.08), change(0.02, 0.07)});
  REQUIRE(unsure);
  CHECK(unsure->reason == stop_reason::converged);
  CHECK_THAT(unsure->sentence, ContainsSubstring("no gain of the LTV ratio above 0.01"));
}

TEST_CASE("convergence is not tested before min_iterations") {
  auto limits = five_iterations();
  limits.min_iterations = 4;
  CHECK_FALSE(decide(limits, 3, {change(0, 0.001), change(0, 0.001)}));
  CHECK(decide(limits, 4, {change(0, 0.001), change(0, 0.001), change(0, 0.001)}));
}

TEST_CASE("the loop ends at max_iterations") {
  const auto limits = five_iterations();
  CHECK_FALSE(decide(limits, 4, {change(0.1, 0.01)}));
  const auto end = decide(limits, 5, {change(0.1, 0.01)});
  REQUIRE(end);
  CHECK(end->reason == stop_reason::max_iterations);
}

TEST_CASE("an iteration that would not fit a budget is not started") {
  auto limits = five_iterations();
  budget_use used;
  used.tokens = 600;
  used.last_tokens = 300;
  used.requests = 60;
  used.last_requests = 30;
  used.cost = 0.6;
  used.last_cost = 0.3;
  used.elapsed = std::chrono::seconds(60);
  used.last_elapsed = std::chrono::seconds(30);
  CHECK_FALSE(decide(limits, 2, {}, used));  // no budget at all

  limits.max_tokens = 900;
  CHECK_FALSE(decide(limits, 2, {}, used));  // exactly fits
  limits.max_tokens = 899;
  CHECK(decide(limits, 2, {}, used)->reason == stop_reason::token_budget);
  CHECK_THAT(decide(limits, 2, {}, used)->sentence, ContainsSubstring("600 of 899"));
  limits.max_tokens = 0;
  limits.max_requests = 89;
  CHECK(decide(limits, 2, {}, used)->reason == stop_reason::request_budget);
  limits.max_requests = 0;
  limits.max_cost = 0.85;
  CHECK(decide(limits, 2, {}, used)->reason == stop_reason::cost_budget);
  limits.max_cost = 0;
  limits.time_budget = std::chrono::seconds(89);
  CHECK(decide(limits, 2, {}, used)->reason == stop_reason::time_budget);
}
