// Intervals, sequences, corrections: against the literature, and by what they promise.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>

#include "base/random_stream.hpp"
#include "engine/scoring/statistics.hpp"
#include "engine/truth/bootstrap.hpp"
#include "engine/truth/confidence_sequence.hpp"
#include "engine/truth/multiplicity.hpp"
#include "engine/truth/paired.hpp"
#include "engine/truth/special_functions.hpp"

using namespace parley;
using namespace parley::truth;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

std::vector<double> normals(std::size_t n, double mean, double sd, std::uint64_t seed) {
  random_stream random(seed, "test", "normals");
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(random.normal(mean, sd));
  return out;
}

}  // namespace

TEST_CASE("chi-square and F tails agree with the published tables") {
  // NIST/SEMATECH e-Handbook, sections 1.3.6.7.4 (chi-square) and 1.3.6.7.3 (F, 5 % and 1 %).
  CHECK_THAT(chi_square_tail(3.841, 1), WithinAbs(0.05, 2e-5));
  CHECK_THAT(chi_square_tail(18.307, 10), WithinAbs(0.05, 1e-5));
  CHECK_THAT(chi_square_tail(15.086, 5), WithinAbs(0.01, 1e-5));
  CHECK_THAT(chi_square_tail(10.828, 1), WithinAbs(0.001, 1e-6));
  CHECK_THAT(chi_square_tail(124.342, 100), WithinAbs(0.05, 1e-5));
  CHECK_THAT(f_tail(4.965, 1, 10), WithinAbs(0.05, 2e-5));
  CHECK_THAT(f_tail(3.326, 5, 10), WithinAbs(0.05, 2e-5));
  CHECK_THAT(f_tail(2.348, 10, 20), WithinAbs(0.05, 2e-5));
  CHECK_THAT(f_tail(5.636, 5, 10), WithinAbs(0.01, 1e-5));
}

TEST_CASE("a paired effect of independent customers is the paired t interval") {
  // Student (1908), hours of sleep (R's data set `sleep`): mean 1.58, 95 % 0.700 to 2.460.
  const std::vector<double> gained = {1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4};
  const effect e = paired_effect(independent_differences(gained), 0.95);
  CHECK_THAT(e.mean, WithinAbs(1.58, 1e-12));
  CHECK_THAT(*e.low, WithinAbs(0.7001142, 1e-6));
  CHECK_THAT(*e.high, WithinAbs(2.4598858, 1e-6));
  CHECK_THAT(e.z(), WithinAbs(4.0621, 1e-4));  // t of the same test
}

TEST_CASE("clusters that agree within themselves widen the interval") {
  // Every difference twice: as clusters of two the error is that of the single ones.
  const auto once = normals(20, 0.1, 1, 3);
  std::vector<difference> doubled;
  for (std::size_t i = 0; i < once.size(); ++i)
    for (int k = 0; k < 2; ++k) doubled.push_back({once[i], 0, i});
  const effect single = paired_effect(independent_differences(once), 0.95);
  const effect clustered = paired_effect(doubled, 0.95);
  CHECK_THAT(clustered.standard_error, WithinRel(single.standard_error, 1e-12));
  CHECK(clustered.clusters == 20);
  std::vector<double> naive;
  for (const difference& d : doubled) naive.push_back(d.value);
  const effect wrong = paired_effect(independent_differences(naive), 0.95);
  CHECK(wrong.standard_error < 0.75 * clustered.standard_error);
}

TEST_CASE("strata that are untouched add nothing, neither effect nor error") {
  std::vector<difference> d;
  const auto values = normals(30, 1, 0.5, 4);
  for (std::size_t i = 0; i < values.size(); ++i) d.push_back({values[i], 1, i});
  const double shares[] = {0.75, 0.25};
  const bool untouched[] = {true, false};
  const effect whole = stratified_effect(d, shares, untouched, 0.95);
  const effect part = paired_effect(d, 0.95);
  CHECK_THAT(whole.mean, WithinRel(0.25 * part.mean, 1e-12));
  CHECK_THAT(whole.standard_error, WithinRel(0.25 * part.standard_error, 1e-12));
  CHECK_THAT(*whole.high, WithinRel(0.25 * *part.high, 1e-9));
  const bool nothing_known[] = {false, false};
  CHECK_FALSE(stratified_effect(d, shares, nothing_known, 0.95).low);
}

TEST_CASE("stratified intervals hold what they promise") {
  const double shares[] = {0.5, 0.3, 0.2};
  const bool untouched[] = {false, false, false};
  const std::size_t sizes[] = {12, 8, 5};
  const double means[] = {0.1, -0.2, 0.4}, sds[] = {1, 0.3, 2};
  const double truth = 0.5 * 0.1 - 0.3 * 0.2 + 0.2 * 0.4;
  int covered = 0;
  constexpr int worlds = 2000;
  for (std::uint64_t w = 0; w < worlds; ++w) {
    random_stream random(w, "test", "strata");
    std::vector<difference> d;
    for (std::size_t s = 0; s < 3; ++s)
      for (std::size_t i = 0; i < sizes[s]; ++i)
        d.push_back({random.normal(means[s], sds[s]), s, d.size()});
    const effect e = stratified_effect(d, shares, untouched, 0.95);
    covered += *e.low <= truth && truth <= *e.high;
  }
  // 0.95 with a standard error of 0.005; Satterthwaite errs by a little more.
  CHECK(covered > 0.93 * worlds);
  CHECK(covered < 0.97 * worlds);
}

TEST_CASE("the normal mixture agrees with the reference implementation") {
  // Values of the R reference in confseq's unit tests (Howard et al., uniform_boundaries_test.cpp):
  // v_opt 100, alpha .05.
  const double rho = mixture_rho(100, 0.05);
  CHECK_THAT(rho, WithinAbs(12.60056, 1e-5));
  CHECK_THAT(mixture_log_evidence(10, 100, rho), WithinAbs(-0.6510052, 1e-5));
  CHECK_THAT(mixture_boundary(100, 0.05, rho), WithinAbs(30.35209, 1e-5));
  // At the boundary the evidence is 1/alpha.
  CHECK_THAT(mixture_log_evidence(30.35209, 100, rho), WithinAbs(std::log(20), 1e-5));
}

TEST_CASE("the t mixture is the ratio of marginal likelihoods that it claims to be") {
  // By definition: the noncentral t density averaged over the effect size, over the central one,
  // integrated numerically (Gonen et al. 2005, eq. 1): t = 2.24, n = 12, g = 0.5 and others.
  const auto log_density = [](double t, double degrees, double shift) {
    // Noncentral t as a normal shifted by `shift` over an independent chi: integral over the chi.
    double sum = 0;
    constexpr int steps = 4000;
    const double top = 8 * std::sqrt(degrees);
    for (int i = 1; i < steps; ++i) {
      const double s = top * i / steps;  // s^2 ~ chi-square
      const double z = t * s / std::sqrt(degrees) - shift;
      sum += std::exp(-z * z / 2 + degrees * std::log(s) - s * s / 2) * top / steps;
    }
    return std::log(sum);
  };
  struct which {
    double t;
    std::size_t n;
    double g;
  };
  for (const which w : {which{2.24, 12, 0.5}, which{0.5, 5, 1}, which{-3, 8, 0.25}}) {
    const double degrees = static_cast<double>(w.n) - 1;
    double above = 0;
    constexpr int steps = 400;
    for (int i = 0; i < steps; ++i) {
      const double z = -6 + 12 * (i + 0.5) / steps;
      const double shift = std::sqrt(static_cast<double>(w.n) * w.g) * z;
      above += std::exp(-z * z / 2 + log_density(w.t, degrees, shift)) * 12 / steps;
    }
    const double by_definition =
        std::log(above / std::sqrt(2 * 3.141592653589793)) - log_density(w.t, degrees, 0);
    CAPTURE(w.t, w.n, w.g);
    CHECK_THAT(t_mixture_log_evidence(w.t, w.n, w.g), WithinAbs(by_definition, 1e-4));
  }
}

TEST_CASE("the t mixture becomes the normal mixture when the sample grows") {
  // sd 1: S = t sqrt(n), V = n, rho = 1/g.
  const std::size_t n = 2'000'000;
  const double g = 0.25, t = 2.5;
  const auto v = static_cast<double>(n);
  CHECK_THAT(t_mixture_log_evidence(t, n, g),
             WithinAbs(mixture_log_evidence(t * std::sqrt(v), v, 1 / g), 1e-4));
}

TEST_CASE("the t boundary is where the evidence is enough") {
  for (const std::size_t n : {6, 12, 40, 400})
    for (const double alpha : {0.05, 0.01}) {
      const double t = t_mixture_boundary(n, alpha, 0.25);
      if (!std::isfinite(t)) continue;
      CAPTURE(n, alpha);
      CHECK_THAT(t_mixture_log_evidence(t, n, 0.25), WithinAbs(std::log(1 / alpha), 1e-9));
    }
  CHECK(t_mixture_boundary(2, 0.01, 0.25) == std::numeric_limits<double>::infinity());
}

TEST_CASE("looking after every customer does not break the error rate") {
  constexpr int worlds = 2000;
  int anytime = 0, classical = 0, found = 0;
  for (std::uint64_t w = 0; w < worlds; ++w) {
    const auto null = normals(60, 0, 1, w), real = normals(60, 0.6, 1, 100'000 + w);
    running_test test, power;
    bool peeked = false;
    for (std::size_t n = 4; n <= 60; ++n) {
      const effect e = paired_effect(independent_differences(std::span(null).first(n)), 0.95);
      test.look(n, e.mean, e.standard_error);
      peeked = peeked || *e.low > 0 || *e.high < 0;
      const effect r = paired_effect(independent_differences(std::span(real).first(n)), 0.95);
      power.look(n, r.mean, r.standard_error);
    }
    anytime += test.p() <= 0.05;
    classical += peeked;
    found += power.p() <= 0.05;
  }
  CHECK(anytime <= 0.055 * worlds);
  CHECK(classical > 0.15 * worlds);  // what peeking does to an ordinary interval
  CHECK(found > 0.9 * worlds);
}

TEST_CASE("a one-sided sequence errs no more often than stated, and finds more") {
  constexpr int worlds = 2000;
  int wrong = 0, one_sided = 0, two_sided = 0;
  for (std::uint64_t w = 0; w < worlds; ++w) {
    const auto null = normals(60, 0, 1, w), real = normals(60, 0.35, 1, 200'000 + w);
    running_test test(sides::greater), greater(sides::greater), both;
    for (std::size_t n = 4; n <= 60; ++n) {
      const effect e = paired_effect(independent_differences(std::span(null).first(n)), 0.95);
      test.look(n, e.mean, e.standard_error);
      const effect r = paired_effect(independent_differences(std::span(real).first(n)), 0.95);
      greater.look(n, r.mean, r.standard_error);
      both.look(n, r.mean, r.standard_error);
    }
    wrong += test.p() <= 0.05;
    one_sided += greater.p() <= 0.05;
    two_sided += both.p() <= 0.05;
  }
  CHECK(wrong <= 0.055 * worlds);
  CHECK(one_sided > two_sided);
}

TEST_CASE("no variation is no evidence") {
  running_test test;
  test.look(20, 0, 0);
  test.look(30, 0.1, 0);
  CHECK(test.p() == 1);
}

TEST_CASE("Holm and Benjamini-Hochberg agree with the published examples") {
  // Wikipedia, "Holm-Bonferroni method", example: H4 (.005) and H1 (.01) are rejected at .05.
  const double p[] = {0.01, 0.04, 0.03, 0.005};
  const std::vector<double> adjusted = holm(p);
  CHECK_THAT(adjusted[0], WithinAbs(0.03, 1e-12));
  CHECK_THAT(adjusted[1], WithinAbs(0.06, 1e-12));
  CHECK_THAT(adjusted[2], WithinAbs(0.06, 1e-12));
  CHECK_THAT(adjusted[3], WithinAbs(0.02, 1e-12));
  // Benjamini and Hochberg (1995), section 3.2 (thrombolysis): at .05 the first four are rejected.
  const double trial[] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                          0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0};
  const auto fdr = benjamini_hochberg(trial);
  CHECK(std::count_if(fdr.begin(), fdr.end(), [](double q) { return q <= 0.05; }) == 4);
  const auto fwer = holm(trial);
  CHECK(std::count_if(fwer.begin(), fwer.end(), [](double q) { return q <= 0.05; }) == 3);
}

TEST_CASE("weights move the error to where it is wanted, and keep its sum") {
  const double p[] = {0.02, 0.02};
  const double weights[] = {3, 1};
  const auto adjusted = weighted_holm(p, weights);
  CHECK_THAT(adjusted[0], WithinAbs(0.02 / 3 * 4, 1e-12));
  CHECK_THAT(adjusted[1], WithinAbs(0.02 / 3 * 4, 1e-12));  // never below the one before
  int wrong = 0;
  constexpr int worlds = 4000;
  for (std::uint64_t w = 0; w < worlds; ++w) {
    random_stream random(w, "test", "p values");
    const double drawn[] = {random.uniform(), random.uniform(), random.uniform()};
    const double unequal[] = {4, 1, 1};
    bool any = false;
    for (const double q : weighted_holm(drawn, unequal)) any = any || q <= 0.05;
    wrong += any;
  }
  CHECK(wrong <= 0.06 * worlds);
}

TEST_CASE("alpha spent over an endless series adds up to alpha") {
  double sum = 0;
  for (int k = 1; k <= 100'000; ++k) sum += spent_alpha(0.05, k);
  CHECK(sum < 0.05);
  CHECK_THAT(sum, WithinAbs(0.05, 1e-6));
}

TEST_CASE("BCa agrees with Efron and Tibshirani's spatial test data") {
  // An Introduction to the Bootstrap (1993), chapter 14: 26 patients, variance 171.5,
  // a = .061, z0 = .146, 90 % BCa interval (115.8, 259.6) from 2000 resamples.
  const double a[] = {48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6,
                      0,  33, 28, 34, 4,  32, 24, 47, 41, 24, 26, 30, 41};
  const std::vector<std::size_t> one_stratum(26, 0);
  const weighted_statistic variance = [&](std::span<const double> w) {
    double n = 0, sum = 0, squares = 0;
    for (std::size_t i = 0; i < w.size(); ++i) {
      n += w[i];
      sum += w[i] * a[i];
    }
    for (std::size_t i = 0; i < w.size(); ++i)
      squares += w[i] * (a[i] - sum / n) * (a[i] - sum / n);
    return squares / n;
  };
  const bootstrap_interval out = bca(one_stratum, variance, 0.9, 20'000, 1);
  CHECK_THAT(out.value, WithinAbs(171.5, 0.05));
  CHECK_THAT(out.acceleration, WithinAbs(0.061, 0.0005));
  // The book's z0 rests on 2000 resamples: a standard error of sqrt(.25/2000) / .4 = .028.
  CHECK_THAT(out.bias, WithinAbs(0.146, 0.06));
  CHECK_THAT(out.low, WithinAbs(115.8, 3));
  CHECK_THAT(out.high, WithinAbs(259.6, 5));
  const bootstrap_interval again = bca(one_stratum, variance, 0.9, 20'000, 1);
  CHECK(again.low == out.low);
}

TEST_CASE("BCa intervals of a skewed mean hold about what they promise") {
  constexpr int worlds = 300;
  int covered = 0;
  const double shares[] = {0.6, 0.4};
  const bool untouched[] = {false, false};
  for (std::uint64_t w = 0; w < worlds; ++w) {
    random_stream random(w, "test", "skewed");
    std::vector<difference> d;
    for (std::size_t i = 0; i < 40; ++i) d.push_back({random.exponential(1), i % 2, i});
    const auto interval = bca_of_mean(d, shares, untouched, 0.95, 400, w);
    covered += interval.low <= 1 && 1 <= interval.high;
  }
  CHECK(covered > 0.90 * worlds);
  CHECK(covered < 0.985 * worlds);
}
