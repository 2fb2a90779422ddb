#include "engine/scoring/statistics.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

using namespace parley;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

TEST_CASE("t quantiles agree with the published table") {
  // NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.2, "Critical Values of the
  // Student's t Distribution" (three decimals).
  struct entry {
    double degrees, p, t;
  };
  const entry table[] = {
      {1, 0.90, 3.078},   {1, 0.975, 12.706}, {1, 0.999, 318.309}, {2, 0.975, 4.303},
      {2, 0.995, 9.925},  {3, 0.95, 2.353},   {3, 0.975, 3.182},   {4, 0.99, 3.747},
      {5, 0.975, 2.571},  {5, 0.999, 5.893},  {7, 0.975, 2.365},   {9, 0.975, 2.262},
      {10, 0.95, 1.812},  {10, 0.995, 3.169}, {15, 0.975, 2.131},  {20, 0.99, 2.528},
      {29, 0.975, 2.045}, {30, 0.999, 3.385}, {60, 0.975, 2.000},  {100, 0.975, 1.984},
  };
  for (const entry& e : table) {
    CAPTURE(e.degrees, e.p);
    CHECK_THAT(student_t_quantile(e.p, e.degrees), WithinAbs(e.t, 0.0006));
    CHECK_THAT(student_t_quantile(1 - e.p, e.degrees), WithinAbs(-e.t, 0.0006));
  }
}

TEST_CASE("t quantiles and the cdf are inverse to nine digits") {
  for (const double degrees : {1.0, 2.0, 3.0, 4.5, 7.0, 12.0, 30.0, 51.0, 200.0, 5000.0})
    for (const double p : {0.0005, 0.025, 0.3, 0.5, 0.7, 0.9, 0.975, 0.9995}) {
      CAPTURE(degrees, p);
      CHECK_THAT(student_t_cdf(student_t_quantile(p, degrees), degrees), WithinAbs(p, 1e-9));
    }
}

TEST_CASE("the t distribution has its closed forms at 1, 2 and 4 degrees of freedom") {
  // Cauchy: F(1) = 3/4. Two degrees: F(t) = 1/2 + t / (2 sqrt(2 + t^2)). Four degrees:
  // F(t) = 1/2 + 3/8 * t/sqrt(1 + t^2/4) * (1 - t^2 / (12 (1 + t^2/4)))  (Shaw 2006).
  CHECK_THAT(student_t_cdf(1, 1), WithinRel(0.75, 1e-12));
  CHECK_THAT(student_t_cdf(1.5, 2), WithinRel(0.5 + 1.5 / (2 * std::sqrt(2 + 2.25)), 1e-12));
  const double t = 1.7, u = 1 + t * t / 4;
  CHECK_THAT(student_t_cdf(t, 4),
             WithinRel(0.5 + 0.375 * t / std::sqrt(u) * (1 - t * t / (12 * u)), 1e-12));
}

TEST_CASE("normal quantiles agree with published values") {
  // Abramowitz and Stegun (1964), table 26.5 and the constants in common use.
  CHECK_THAT(normal_quantile(0.975), WithinAbs(1.959963984540054, 1e-12));
  CHECK_THAT(normal_quantile(0.95), WithinAbs(1.644853626951473, 1e-12));
  CHECK_THAT(normal_quantile(0.5), WithinAbs(0, 1e-12));
  CHECK_THAT(normal_quantile(0.001), WithinAbs(-3.090232306167814, 1e-11));
  CHECK_THAT(normal_cdf(1), WithinAbs(0.841344746068543, 1e-12));
}

TEST_CASE("a mean comes with the textbook interval") {
  // Student (1908), "The probable error of a mean", table of hours of sleep gained with two drugs
  // (R's data set `sleep`): difference of ten patients, mean 1.58, 95 % interval 0.70 to 2.46.
  const std::vector<double> drug1 = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
  const std::vector<double> drug2 = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
  const estimate change = paired_difference(drug1, drug2, 0.95);
  CHECK(change.n == 10);
  CHECK_THAT(change.mean, WithinAbs(1.58, 1e-12));
  CHECK_THAT(*change.low, WithinAbs(0.7001142, 1e-6));  // R 4: t.test(paired = TRUE)
  CHECK_THAT(*change.high, WithinAbs(2.4598858, 1e-6));
}

TEST_CASE("too few values give no interval, none give nothing") {
  CHECK(mean_estimate({}, 0.95).n == 0);
  CHECK(mean_estimate({}, 0.95).mean == 0);
  const double one[] = {0.4};
  const estimate single = mean_estimate(one, 0.95);
  CHECK(single.mean == 0.4);
  CHECK_FALSE(single.low);
  CHECK_FALSE(single.high);
}

TEST_CASE("a higher confidence gives a wider interval around the same mean") {
  const double values[] = {1, 2, 4, 8};
  const estimate narrow = mean_estimate(values, 0.8);
  const estimate wide = mean_estimate(values, 0.99);
  CHECK(narrow.mean == wide.mean);
  CHECK(*wide.low < *narrow.low);
  CHECK(*wide.high > *narrow.high);
}
