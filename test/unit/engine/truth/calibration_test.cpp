// Real outcomes as a measure of the simulation: slopes, their errors, what a gain is worth by them.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>

#include "base/random_stream.hpp"
#include "engine/calibrated.hpp"

using namespace parley;
using namespace parley::truth;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

constexpr double confidence = 0.95;
const scoring_settings constants;

// NPS alone: a point of reward is 20 points of it, so rewards are set through it.
field_pair pair_of(cohort which, double simulated, double real, int number) {
  field_pair one;
  one.customer_id = "C" + std::to_string(number);
  one.cohort = which;
  one.version = 1;
  one.simulated = simulated_outcome{simulated, 0.5, 0.2, false};
  one.nps = real;
  return one;
}

/// Customers of all cohorts whose NPS follows `slopes` of the simulated one, with luck.
std::vector<field_pair> field(const std::array<double, 4>& slopes, int per_cohort, double luck,
                              std::uint64_t seed) {
  std::vector<field_pair> out;
  random_stream random(seed, "", "field");
  for (const cohort which : all_cohorts)
    for (int i = 0; i < per_cohort; ++i) {
      const double simulated = random.uniform(3, 7);
      const double real = 1 + slopes[index_of(which)] * (simulated - 1) + luck * random.normal();
      out.push_back(pair_of(which, simulated, real, static_cast<int>(out.size())));
    }
  return out;
}

effect gain_of(double mean, double error, std::size_t customers) {
  effect out;
  out.mean = mean;
  out.standard_error = error;
  out.n = out.clusters = customers;
  return out;
}

constexpr std::array<double, 4> shares{0.25, 0.25, 0.25, 0.25};
constexpr std::array<bool, 4> all_touched{};

}  // namespace

TEST_CASE("values are pooled as the metafor package pools them") {
  // 13 trials of the BCG vaccine (Colditz et al. 1994; R package metafor, dat.bcg), log relative
  // risks; rma(method = "DL"): Q 152.2330, tau^2 0.3088, mean -0.7141, standard error 0.1787.
  const double trials[][4] = {
      {4, 119, 11, 128},       {6, 300, 29, 274},        {3, 228, 11, 209},
      {62, 13536, 248, 12619}, {33, 5036, 47, 5761},     {180, 1361, 372, 1079},
      {8, 2537, 10, 619},      {505, 87886, 499, 87892}, {29, 7470, 45, 7232},
      {17, 1699, 65, 1600},    {186, 50448, 141, 27197}, {5, 2493, 3, 2338},
      {27, 16886, 29, 17825}};
  std::vector<double> values, variances;
  for (const auto& [a, b, c, d] : trials) {
    values.push_back(std::log(a / (a + b) / (c / (c + d))));
    variances.push_back(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d));
  }
  const random_effects found = pool_values(values, variances);
  CHECK_THAT(found.between, WithinAbs(0.3088, 5e-5));
  CHECK_THAT(found.mean, WithinAbs(-0.7141, 5e-5));
  CHECK_THAT(std::sqrt(found.variance), WithinAbs(0.1787, 5e-5));
  CHECK(pool_values(std::span(values).first(1), std::span(variances).first(1)).between == 0);
}

TEST_CASE("slopes are found in each cohort, and pulled together when they hardly differ") {
  const calibration apart =
      calibrate(field({0.2, 0.9, 0.2, 0.9}, 200, 0.5, 1), constants, confidence);
  REQUIRE(apart.usable());
  CHECK(apart.used == 800);
  CHECK(apart.between > 0.02);
  for (std::size_t c = 0; c < 4; ++c)
    CHECK_THAT(apart.cohorts[c].slope, WithinAbs(c % 2 == 0 ? 0.2 : 0.9, 0.12));
  const calibration alike = calibrate(field({0.5, 0.5, 0.5, 0.5}, 30, 1, 2), constants, confidence);
  for (std::size_t c = 0; c < 4; ++c) {
    CHECK_THAT(alike.cohorts[c].slope, WithinAbs(alike.pooled, 0.25));
    CHECK(alike.cohorts[c].low < alike.cohorts[c].slope);
    CHECK(alike.cohorts[c].slope < alike.cohorts[c].high);
  }
}

TEST_CASE("a cohort without outcomes gets the others' slope, and how far they are apart as error") {
  std::vector<field_pair> rows = field({0.3, 0.8, 0.5, 0}, 100, 0.5, 3);
  std::erase_if(rows, [](const field_pair& one) { return index_of(one.cohort) == 3; });
  const calibration by = calibrate(rows, constants, confidence);
  REQUIRE(by.usable());
  CHECK(by.cohorts[3].n == 0);
  CHECK(by.cohorts[3].slope == by.pooled);
  CHECK(by.cohorts[3].high - by.cohorts[3].low > by.cohorts[0].high - by.cohorts[0].low);
}

TEST_CASE("too few outcomes calibrate nothing, and it is said why") {
  const auto few = calibrate(field({1, 1, 1, 1}, 2, 1, 4), constants, confidence);
  CHECK_FALSE(few.usable());
  CHECK_THAT(few.why_not, ContainsSubstring("8 outcomes beside a simulated verdict are too few"));
  std::vector<field_pair> unseen = field({1, 1, 1, 1}, 20, 1, 5);
  for (field_pair& one : unseen) one.simulated.reset();
  CHECK_FALSE(calibrate(unseen, constants, confidence).usable());
  std::vector<field_pair> silent = field({1, 1, 1, 1}, 20, 1, 5);
  for (field_pair& one : silent) one.nps.reset();
  CHECK_THAT(calibrate(silent, constants, confidence).why_not,
             ContainsSubstring("no outcome says"));
  std::vector<field_pair> flat = field({1, 1, 1, 1}, 20, 1, 5);
  for (field_pair& one : flat) one.simulated->nps = 5;
  CHECK_THAT(calibrate(flat, constants, confidence).why_not, ContainsSubstring("hardly differ"));
}

TEST_CASE("what few rows say counts as simulated, what most say leaves the others out") {
  std::vector<field_pair> rows = field({0.5, 0.5, 0.5, 0.5}, 20, 1, 6);
  rows[0].churned = 1;
  for (std::size_t i = 0; i < 60; ++i) rows[i].replied = i % 2;
  const calibration by = calibrate(rows, constants, confidence);
  CHECK(by.has_nps);
  CHECK(by.has_replied);
  CHECK_FALSE(by.has_churned);
  CHECK(by.used == 60);
  CHECK(by.cohorts[0].reply_n == 20);
  CHECK_THAT(by.cohorts[0].real_replies, WithinAbs(0.5, 1e-9));
  CHECK(by.cohorts[0].simulated_replies == 0);
}

TEST_CASE("a calibrated gain's interval holds the error of slope and gain") {
  int held = 0, without_slope = 0;
  constexpr int runs = 1000;
  for (int run = 0; run < runs; ++run) {
    random_stream random(7, std::to_string(run), "calibrated gain");
    const calibration by =
        calibrate(field({0.6, 0.6, 0.6, 0.6}, 15, 1.5, static_cast<std::uint64_t>(run)), constants,
                  confidence);
    REQUIRE(by.usable());
    std::array<effect, 4> gains;
    for (effect& gain : gains) {
      std::vector<difference> rows;
      for (std::size_t i = 0; i < 20; ++i) rows.push_back({0.1 + 0.05 * random.normal(), 0, i});
      gain = paired_effect(rows, confidence);
    }
    const calibrated_gain real = apply(by, gains, shares, all_touched, confidence);
    held += *real.all.low <= 0.06 && 0.06 <= *real.all.high;
    double mean = 0, error = 0;
    for (const effect& gain : gains) {
      mean += 0.25 * gain.mean;
      error += gain.standard_error * gain.standard_error / 16;
    }
    without_slope += std::abs(by.pooled * mean - 0.06) <= 2 * by.pooled * std::sqrt(error);
  }
  INFO(held << " hold it, " << without_slope << " would without the slope's error");
  CHECK(held >= 930);
  CHECK(held <= 975);
  CHECK(without_slope < 800);
}

TEST_CASE("cohorts whose slopes truly differ: the whole's interval still holds") {
  int held = 0;
  constexpr int runs = 500;
  for (int run = 0; run < runs; ++run) {
    random_stream random(8, std::to_string(run), "differing slopes");
    std::array<double, 4> slopes{};
    double truth = 0;
    for (double& one : slopes) {
      one = random.uniform(0.2, 1);
      truth += 0.25 * 0.1 * one;
    }
    const calibration by =
        calibrate(field(slopes, 40, 1, static_cast<std::uint64_t>(run)), constants, confidence);
    const std::array<effect, 4> gains{gain_of(0.1, 0.001, 50), gain_of(0.1, 0.001, 50),
                                      gain_of(0.1, 0.001, 50), gain_of(0.1, 0.001, 50)};
    const calibrated_gain real = apply(by, gains, shares, all_touched, confidence);
    held += *real.all.low <= truth && truth <= *real.all.high;
  }
  INFO(held << " of " << runs);
  CHECK(held >= 465);
}

TEST_CASE("cohorts that hear the same as before, and those with one customer, are no evidence") {
  const calibration by = calibrate(field({0.5, 0.5, 0.5, 0.5}, 30, 1, 2), constants, confidence);
  const std::array<effect, 4> gains{gain_of(0.1, 0.01, 20), gain_of(0.4, 0.01, 20),
                                    gain_of(0.1, 0.01, 20), gain_of(0.1, 0, 1)};
  const std::array<bool, 4> untouched{false, true, false, false};
  const calibrated_gain real = apply(by, gains, shares, untouched, confidence);
  CHECK(real.by_cohort[1].n == 0);
  CHECK(real.all.n == 41);
  CHECK_FALSE(real.all.low);
  CHECK_FALSE(real.by_cohort[3].low);
  CHECK(real.by_cohort[0].low);
}

TEST_CASE("sentences name the outcomes, the slope and both gains") {
  field_evidence evidence{"x", field({0.5, 0.5, 0.5, 0.5}, 30, 1, 2)};
  const calibrated by(evidence, constants);
  simulated_gain gain;
  gain.all = gain_of(0.1, 0.01, 80);
  gain.by_cohort.fill(gain_of(0.1, 0.02, 20));
  gain.shares = shares;
  CHECK_THAT(by.forecast(),
             ContainsSubstring("120 real outcomes of run x") &&
                 ContainsSubstring("recommendation; replies and churn as simulated"));
  const auto said = by.sentences(&gain);
  REQUIRE(said.size() == 2);
  CHECK_THAT(said[0], ContainsSubstring("Calibrated by 120 real outcomes of run x") &&
                          ContainsSubstring("instead of +0.100"));
  CHECK_THAT(said[1], ContainsSubstring("quiet, unsatisfied"));
  evidence.rows.resize(5);
  const calibrated few(evidence, constants);
  CHECK_THAT(few.sentences(&gain).at(0), ContainsSubstring("Not calibrated: of 5 real outcomes"));
  CHECK(few.document(&gain).at("gain").is_null());
}

TEST_CASE("outcomes come back from their file as they went in; problems are named") {
  field_evidence evidence{"x", field({0.5, 0.5, 0.5, 0.5}, 3, 1, 2)};
  evidence.rows[1].simulated.reset();
  evidence.rows[2].replied = 1;
  evidence.rows[2].value = 1200.5;
  json::object whole{{"format", "parley-outcomes"},
                     {"format_version", 2},
                     {"run_id", "x"},
                     {"rows", field_rows_json(evidence.rows)}};
  const auto back = field_evidence_from(json::serialize(whole));
  REQUIRE(back.has_value());
  CHECK(back->run_id == "x");
  CHECK(field_rows_json(back->rows) == field_rows_json(evidence.rows));
  whole["rows"].as_array()[0].as_object()["cohort"] = "nobody";
  whole["rows"].as_array()[1].as_object()["real"].as_object()["nps"] = 11;
  const auto wrong = field_evidence_from(json::serialize(whole));
  REQUIRE_FALSE(wrong.has_value());
  CHECK_THAT(wrong.error().message,
             ContainsSubstring("/rows/0/cohort") && ContainsSubstring("/rows/1/real/nps"));
  whole["format_version"] = 1;
  CHECK_THAT(field_evidence_from(json::serialize(whole)).error().message,
             ContainsSubstring("import the CSV file again"));
  CHECK_FALSE(field_evidence_from("{}").has_value());
  CHECK_FALSE(field_evidence_from("not JSON").has_value());
}
