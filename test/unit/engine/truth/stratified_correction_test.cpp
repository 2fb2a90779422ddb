#include "engine/truth/stratified_correction.hpp"

#include <array>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "base/random_stream.hpp"

using namespace parley;
using namespace parley::truth;
using Catch::Approx;

namespace {

/// A judge who is off by `off` and disagrees by chance, and people who do so too.
struct world {
  std::array<std::size_t, 4> sizes;    ///< conversations by stratum
  std::array<std::size_t, 4> labels;   ///< of these scored by people
  double off = 0.06, disagree = 0.08;  ///< of the judge
  bool skewed = false;
};

std::vector<label_stratum> draw(const world& w, std::uint64_t seed) {
  random_stream random(seed, "people", "coverage");
  std::vector<label_stratum> out;
  double total = 0;
  for (const std::size_t size : w.sizes) total += static_cast<double>(size);
  for (std::size_t s = 0; s < w.sizes.size(); ++s) {
    label_stratum one;
    one.share = static_cast<double>(w.sizes[s]) / total;
    for (std::size_t i = 0; i < w.sizes[s]; ++i) {
      const double spread = w.skewed ? 0.12 * (random.exponential(1) - 1) : random.normal(0, 0.12);
      const double truth = 0.4 + 0.1 * static_cast<double>(s) + spread;
      const double judge = truth + w.off + random.normal(0, w.disagree);
      if (i < w.labels[s]) {
        one.judge.push_back(judge);
        one.human.push_back(truth + random.normal(0, 0.05));
      } else {
        one.rest.push_back(judge);
      }
    }
    out.push_back(std::move(one));
  }
  return out;
}

/// The mean over all customers of the kind.
double truth_of(const world& w) {
  double sum = 0, total = 0;
  for (std::size_t s = 0; s < w.sizes.size(); ++s) {
    sum += static_cast<double>(w.sizes[s]) * (0.4 + 0.1 * static_cast<double>(s));
    total += static_cast<double>(w.sizes[s]);
  }
  return sum / total;
}

struct tally {
  double covered = 0, width = 0, trust = 0, mean = 0, stratum = 0;
};

tally repeat(const world& w, int times) {
  tally out;
  const double truth = truth_of(w);
  for (int i = 0; i < times; ++i) {
    const auto found = correct_by_strata(draw(w, static_cast<std::uint64_t>(i)), 0.95);
    const double each = 1.0 / times;
    out.covered += *found.value.low <= truth && truth <= *found.value.high ? each : 0;
    out.width += (*found.value.high - *found.value.low) * each;
    out.stratum += *found.strata[1].low <= 0.5 && 0.5 <= *found.strata[1].high ? each : 0;
    out.trust += found.trust * each;
    out.mean += found.value.mean * each;
  }
  return out;
}

}  // namespace

TEST_CASE("with one stratum the correction is that of PPI++") {
  // correct_by_people() is tested against the authors' package.
  const std::vector<double> judge = {0.2, 0.5, 0.9, 0.4, 0.7}, human = {0.1, 0.5, 0.8, 0.5, 0.6},
                            rest = {0.3, 0.6, 0.8, 0.4, 0.5, 0.9, 0.7};
  const corrected_mean plain = correct_by_people(judge, human, rest, 0.95);
  const label_stratum one{judge, human, rest, 1};
  const auto found = correct_by_strata(std::span(&one, 1), 0.95);
  CHECK(found.judge == Approx(plain.judge));
  CHECK(found.trust == Approx(plain.trust));
  CHECK(found.value.mean == Approx(plain.value.mean));
  CHECK(found.value.n == 5);
  CHECK(found.strata[0].mean == Approx(plain.value.mean));
}

TEST_CASE("strata count by their shares, and variances by the squares of these") {
  // Nobody but people: the stratified mean of Cochran, worked out by hand. Means 0.2 and 0.6,
  // variances of the means 0.01 / 3 each, so se = sqrt(0.3^2 + 0.7^2) * sqrt(0.01 / 3).
  const label_stratum strata[] = {{{0, 0, 0}, {0.1, 0.2, 0.3}, {}, 0.3},
                                  {{0, 0, 0}, {0.5, 0.6, 0.7}, {}, 0.7}};
  const auto found = correct_by_strata(strata, 0.95);
  CHECK(found.trust == 0);
  CHECK(found.value.mean == Approx(0.3 * 0.2 + 0.7 * 0.6));
  const double error = std::sqrt((0.09 + 0.49) * 0.01 / 3);
  // Satterthwaite: (0.09 + 0.49)^2 / ((0.09^2 + 0.49^2) / 2) = 2.7108; t(0.975) of it 3.3851.
  CHECK(*found.value.high - found.value.mean == Approx(3.3851 * error).epsilon(1e-3));
  CHECK(found.effective_n == Approx(6));
}

TEST_CASE("a judge who always agrees up to a constant leaves the constant") {
  std::vector<label_stratum> strata(2);
  random_stream random(3, "people", "constant");
  for (label_stratum& s : strata) {
    s.share = 0.5;
    for (int i = 0; i < 20; ++i) {
      const double judge = random.uniform();
      if (i < 5) s.human.push_back(judge - 0.1);
      (i < 5 ? s.judge : s.rest).push_back(judge);
    }
  }
  const auto found = correct_by_strata(strata, 0.95);
  CHECK(found.trust > 0.5);
  CHECK(found.trust <= 1);
  CHECK(found.effective_n > 10);
}

TEST_CASE("what too few labels cannot say is not said") {
  std::vector<label_stratum> strata = {{{0.5}, {0.4}, {0.6, 0.7}, 0.5},
                                       {{0.5, 0.6}, {0.4, 0.7}, {0.6}, 0.5}};
  auto found = correct_by_strata(strata, 0.95);
  CHECK(found.value.n == 3);
  CHECK_FALSE(found.value.low);
  CHECK(found.strata[1].low);
  strata[0] = {{}, {}, {0.6, 0.7}, 0.5};
  found = correct_by_strata(strata, 0.95);
  CHECK(found.value.n == 0);
  CHECK(found.judge == Approx(0.5 * 0.65 + 0.5 * (0.5 + 0.6 + 0.6) / 3));
  strata[0].share = 0;  // it is of no account
  CHECK(correct_by_strata(strata, 0.95).value.low);
  CHECK(correct_by_strata({}, 0.95).value.n == 0);
}

TEST_CASE("the interval holds the people's mean as often as it says, at any size of the sample") {
  const world worlds[] = {
      {{13, 13, 13, 13}, {2, 2, 2, 2}},
      {{13, 13, 13, 13}, {5, 5, 5, 5}},
      {{4, 5, 4, 3}, {3, 4, 3, 2}, 0.06, 0.03},  // one or none left that nobody labelled
      {{13, 13, 13, 13}, {12, 12, 12, 12}, 0.06, 0.02},
      {{100, 60, 30, 10}, {10, 6, 3, 2}},
      {{13, 13, 13, 13}, {5, 5, 5, 5}, 0.2, 0.3},
      {{40, 40, 40, 40}, {10, 10, 10, 10}, 0.06, 0.02, true}};
  for (const world& w : worlds) {
    const tally seen = repeat(w, 2000);
    INFO(w.labels[0] << " of " << w.sizes[0] << ", disagree " << w.disagree << ": covered "
                     << seen.covered << ", stratum " << seen.stratum << ", trust " << seen.trust
                     << ", width " << seen.width);
    // Scores as skewed as the exponential distribution cost every t interval some of its promise.
    CHECK(seen.covered >= (w.skewed ? 0.91 : 0.935));
    CHECK(seen.stratum >= (w.skewed ? 0.91 : 0.935));
    CHECK(std::abs(seen.mean - truth_of(w)) < 0.006);
  }
}

TEST_CASE("a judge who agrees makes the interval narrower than people alone would") {
  const world good{{100, 100, 100, 100}, {10, 10, 10, 10}, 0.1, 0.03};
  const world useless{{100, 100, 100, 100}, {10, 10, 10, 10}, 0.1, 1.0};
  const tally with = repeat(good, 300), without = repeat(useless, 300);
  CHECK(with.trust > 0.7);
  CHECK(without.trust < 0.1);
  CHECK(with.width < 0.75 * without.width);
}
