#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <vector>

#include "base/random_stream.hpp"
#include "engine/scoring/statistics.hpp"

using namespace parley;
using Catch::Matchers::WithinAbs;

TEST_CASE("a ratio of totals and its interval, by hand") {
  // R = 7/8; residuals -3/4, 1/4, 1/2; s = sqrt(7/16); mean x = 8/3; t(2) at .975 = 4.302653
  // (any t table): half-width 4.302653 * sqrt(7/16) / (8/3) / sqrt(3).
  const std::vector<double> y = {1, 2, 4}, x = {2, 2, 4};
  const estimate ratio = ratio_estimate(y, x, 0.95);
  CHECK_THAT(ratio.mean, WithinAbs(0.875, 1e-12));
  CHECK(ratio.n == 3);
  CHECK_THAT(*ratio.high - ratio.mean, WithinAbs(0.616162, 1e-5));
  CHECK_THAT(ratio.mean - *ratio.low, WithinAbs(0.616162, 1e-5));
}

TEST_CASE("with equal denominators a ratio is a mean") {
  const std::vector<double> y = {2, 3, 7, 4}, ones = {2, 2, 2, 2}, halves = {1, 1.5, 3.5, 2};
  const estimate ratio = ratio_estimate(y, ones, 0.9);
  const estimate mean = mean_estimate(halves, 0.9);
  CHECK_THAT(ratio.mean, WithinAbs(mean.mean, 1e-12));
  CHECK_THAT(*ratio.low, WithinAbs(*mean.low, 1e-12));
  CHECK_THAT(*ratio.high, WithinAbs(*mean.high, 1e-12));
}

TEST_CASE("one customer with next to no value does not decide the ratio") {
  const std::vector<double> expected = {1000, 1100, 900, 30}, baseline = {1000, 1000, 1000, 1};
  CHECK(ratio_estimate(expected, baseline, 0.95).mean < 1.02);  // the mean of ratios is 8.25
}

TEST_CASE("without denominators or with one row there is no interval") {
  CHECK(ratio_estimate({}, {}, 0.95).n == 0);
  const std::vector<double> zero = {0, 0};
  CHECK(ratio_estimate(zero, zero, 0.95).n == 0);
  const std::vector<double> one = {2}, two = {4};
  const estimate single = ratio_estimate(one, two, 0.95);
  CHECK(single.mean == 0.5);
  CHECK_FALSE(single.low);
}

TEST_CASE("the ratio's interval covers the truth about as often as it says") {
  constexpr int runs = 2000;
  int covered = 0;
  for (int run = 0; run < runs; ++run) {
    random_stream random(11, "ratio coverage", "test", static_cast<std::uint64_t>(run));
    std::vector<double> y, x;
    for (int i = 0; i < 50; ++i) {
      x.push_back(random.log_normal(1000, 0.5));
      y.push_back(1.2 * x.back() + random.normal(0, 200));
    }
    const estimate ratio = ratio_estimate(y, x, 0.95);
    if (*ratio.low <= 1.2 && 1.2 <= *ratio.high) ++covered;
  }
  CHECK(covered > 0.93 * runs);
  CHECK(covered < 0.97 * runs);
}
