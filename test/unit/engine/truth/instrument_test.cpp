// The judge as an instrument: agreement, people's scores, drift, length.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>

#include "base/random_stream.hpp"
#include "engine/truth/drift.hpp"
#include "engine/truth/human_correction.hpp"
#include "engine/truth/linear_model.hpp"
#include "engine/truth/reliability.hpp"

using namespace parley;
using namespace parley::truth;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

TEST_CASE("Krippendorff's alpha agrees with his own example") {
  // Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", example C and after: four
  // observers, twelve units, missing data. Nominal .743, ordinal .815, interval .849.
  constexpr double none = -1;
  const double rows[4][12] = {{1, 2, 3, 3, 2, 1, 4, 1, 2, none, none, none},
                              {1, 2, 3, 3, 2, 2, 4, 1, 2, 5, none, 3},
                              {none, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, none},
                              {1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, none}};
  std::vector<std::vector<double>> units(12);
  for (std::size_t u = 0; u < 12; ++u)
    for (const auto& row : rows)
      if (row[u] != none) units[u].push_back(row[u]);
  CHECK_THAT(*krippendorff_alpha(units, scale_kind::nominal), WithinAbs(0.743, 0.0006));
  CHECK_THAT(*krippendorff_alpha(units, scale_kind::ordinal), WithinAbs(0.815, 0.0006));
  CHECK_THAT(*krippendorff_alpha(units, scale_kind::interval), WithinAbs(0.849, 0.0006));
}

TEST_CASE("alpha is 1 for agreement, about 0 for chance, unknown without variation") {
  CHECK(*krippendorff_alpha({{1, 1}, {2, 2}, {5, 5}}, scale_kind::interval) == 1);
  CHECK_FALSE(krippendorff_alpha({{3, 3}, {3, 3}}, scale_kind::interval));
  CHECK_FALSE(krippendorff_alpha({{3}, {4}}, scale_kind::interval));
  random_stream random(1, "test", "alpha");
  std::vector<std::vector<double>> noise;
  for (int i = 0; i < 3000; ++i) noise.push_back({random.uniform(), random.uniform()});
  CHECK_THAT(*krippendorff_alpha(noise, scale_kind::interval), WithinAbs(0, 0.06));
}

TEST_CASE("the intraclass correlation agrees with Shrout and Fleiss") {
  // Shrout and Fleiss 1979, table 2: six targets, four judges; ICC(2,1) = .29.
  const std::vector<std::vector<double>> targets = {{9, 2, 5, 8}, {6, 1, 3, 2},  {8, 4, 6, 8},
                                                    {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}};
  CHECK_THAT(*icc_2_1(targets), WithinAbs(0.29, 0.005));
  CHECK_FALSE(icc_2_1({{1, 2}}));
  CHECK_FALSE(icc_2_1({{1, 2}, {1}}));
}

TEST_CASE("the error of one rating is what was put into it") {
  random_stream random(2, "test", "repeats");
  std::vector<std::vector<double>> targets;
  for (int i = 0; i < 4000; ++i) {
    const double level = random.normal(5, 2);
    targets.push_back({level + random.normal(0, 0.7), level + random.normal(0, 0.7)});
  }
  CHECK_THAT(*repeat_sd(targets), WithinAbs(0.7, 0.02));
  CHECK_THAT(*icc_2_1(targets), WithinAbs(4 / (4 + 0.49), 0.02));
}

TEST_CASE("within-group least squares agrees with a published fixed-effects example") {
  // Exact by construction: y = level + 2 x1 - 3 x2.
  std::vector<observation> rows;
  random_stream random(3, "test", "rows");
  for (std::size_t g = 0; g < 30; ++g)
    for (int i = 0; i < 3; ++i) {
      const double a = random.normal(), b = random.normal();
      rows.push_back({{a, b}, static_cast<double>(g) + 2 * a - 3 * b, g});
    }
  const linear_fit exact = fit_within_groups(rows);
  CHECK_THAT(exact.columns[0].value, WithinAbs(2, 1e-9));
  CHECK_THAT(exact.columns[1].value, WithinAbs(-3, 1e-9));
  CHECK_THAT(exact.columns[0].standard_error, WithinAbs(0, 1e-9));
  CHECK(exact.groups == 30);
}

TEST_CASE("a column that does not vary, or repeats another, is unknown") {
  std::vector<observation> rows;
  for (std::size_t g = 0; g < 10; ++g)
    for (double x : {0.0, 1.0})
      rows.push_back({{x, 7, 2 * x}, x + 0.1 * static_cast<double>(g % 3), g});
  const linear_fit fit = fit_within_groups(rows);
  CHECK(fit.columns[0].known);
  CHECK_FALSE(fit.columns[1].known);
  CHECK_FALSE(fit.columns[2].known);
}

TEST_CASE("cluster errors cover, with two rows a customer") {
  int covered = 0;
  constexpr int worlds = 1000;
  for (std::uint64_t w = 0; w < worlds; ++w) {
    random_stream random(w, "test", "clusters");
    std::vector<observation> rows;
    for (std::size_t g = 0; g < 40; ++g) {
      const double level = random.normal(0, 3);
      const double slope = 0.5 + random.normal(0, 0.5);  // customers differ in the effect too
      for (int i = 0; i < 4; ++i) {
        const double x = random.chance(0.5) ? 1 : 0;
        rows.push_back({{x}, level + slope * x + random.normal(), g});
      }
    }
    const linear_fit fit = fit_within_groups(rows);
    covered += std::abs(fit.columns[0].value - 0.5) < 2.02 * fit.columns[0].standard_error;
  }
  CHECK(covered > 0.925 * worlds);
  CHECK(covered < 0.97 * worlds);
}

TEST_CASE("people's scores take the judge's bias away, and the judge narrows their interval") {
  int covered = 0, judge_right = 0;
  double width = 0, alone = 0, trust = 0;
  constexpr int worlds = 500;
  for (std::uint64_t w = 0; w < worlds; ++w) {
    random_stream random(w, "test", "people");
    std::vector<double> judge, human, rest;
    for (int i = 0; i < 400; ++i) {
      const double truth = random.normal(6, 1.5);
      const double score = truth + 0.8 + random.normal(0, 0.5);  // too kind by 0.8
      if (i < 60) {
        judge.push_back(score);
        human.push_back(truth);
      } else {
        rest.push_back(score);
      }
    }
    const corrected_mean out = correct_by_people(judge, human, rest, 0.95);
    covered += *out.value.low <= 6 && 6 <= *out.value.high;
    judge_right += std::abs(out.judge - 6) < 0.3;
    trust += out.trust / worlds;
    width += *out.value.high - *out.value.low;
    const corrected_mean none = correct_by_people(judge, human, {}, 0.95);
    alone += *none.value.high - *none.value.low;
    if (w == 0) {
      CHECK(out.effective_n > 100);
      CHECK(none.trust == 0);  // nothing to extrapolate to
    }
  }
  CHECK(covered > 0.93 * worlds);
  CHECK(covered < 0.975 * worlds);
  // cov(y, f) / ((1 + n/N) var(f)) = 2.25 / ((1 + 60/340) * 2.5)
  CHECK_THAT(trust, WithinAbs(0.765, 0.02));
  CHECK(judge_right == 0);
  CHECK(width < 0.75 * alone);
}

TEST_CASE("one conversation that nobody scored is not taken for certain") {
  const std::vector<double> scores{1, 2, 3, 4}, rest{5};
  const corrected_mean out = correct_by_people(scores, scores, rest, 0.95);
  // By hand: lambda (5/3) / ((1 + 4) * 2), variance 1.25 * (5/6)^2 / 3 + (1/6)^2 * 2.
  CHECK_THAT(out.trust, WithinAbs(1.0 / 6, 1e-12));
  CHECK_THAT(out.value.mean, WithinAbs(35.0 / 12, 1e-12));
  const double half = 3.182446305 * std::sqrt(1.25 * 25 / 36 / 3 + 2.0 / 36);  // t, 3 degrees
  CHECK_THAT(*out.value.low, WithinAbs(35.0 / 12 - half, 1e-6));
}

TEST_CASE("a judge that says nothing about people's scores is not trusted") {
  random_stream random(5, "test", "useless judge");
  std::vector<double> judge, human, rest;
  for (int i = 0; i < 2000; ++i) {
    judge.push_back(random.normal());
    human.push_back(random.normal(3, 1));
    rest.push_back(random.normal());
  }
  CHECK(correct_by_people(judge, human, rest, 0.95).trust < 0.06);
}

TEST_CASE("a judge that drifts raises the alarm, one that only wavers does not") {
  int false_alarms = 0, caught = 0;
  for (std::uint64_t w = 0; w < 300; ++w) {
    random_stream random(w, "test", "drift");
    std::vector<double> first, same, moved;
    for (int i = 0; i < 20; ++i) {
      first.push_back(random.normal(0.5, 0.1));
      same.push_back(first.back() + random.normal(0, 0.03));
      moved.push_back(first.back() + 0.05 + random.normal(0, 0.03));
    }
    bool any = false;
    for (int look = 1; look <= 3; ++look)
      any = any || check_drift(first, same, 0.01, look, 0.01).alarm;
    false_alarms += any;
    caught += check_drift(first, moved, 0.01, 3, 0.01).alarm;
  }
  CHECK(false_alarms <= 6);
  CHECK(caught >= 290);
}

TEST_CASE("a gain that is only length is told from one that is not") {
  const auto rows_with = [](double true_gain, double length_slope, std::uint64_t seed) {
    random_stream random(seed, "test", "length");
    std::vector<worded_score> rows;
    for (std::size_t c = 0; c < 120; ++c) {
      const double level = random.normal(0.5, 0.1);
      for (std::size_t arm : {0, 1})
        for (int r = 0; r < 2; ++r) {
          const double words = random.log_normal(arm == 0 ? 50 : 75, 0.35);
          rows.push_back({level + true_gain * static_cast<double>(arm) +
                              length_slope * std::log(words / 50) + random.normal(0, 0.03),
                          c, arm, words});
        }
    }
    return rows;
  };
  const length_finding biased = check_length(rows_with(0, 0.1, 1), 0.95);
  CHECK(biased.known);
  CHECK(biased.raw_gain > 0.02);
  CHECK(biased.alarm);
  const length_finding honest = check_length(rows_with(0.06, 0, 2), 0.95);
  CHECK_FALSE(honest.alarm);
  CHECK_THAT(honest.controlled_gain, WithinAbs(0.06, 0.02));
}
