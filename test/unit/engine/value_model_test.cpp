#include "engine/scoring/value_model.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "test/unit/engine/engine_fixtures.hpp"

using namespace parley;
using namespace parley::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

TEST_CASE("the reward map sends the ends of its range to 0 and 1") {
  const scoring_settings constants;
  CHECK_THAT(normalised_reward(score_of(0, 0, 1), constants), WithinAbs(0, 1e-15));
  CHECK_THAT(normalised_reward(score_of(10, 1, 0), constants), WithinAbs(1, 1e-15));
  // 0.6*7.2 + 0.3*6.3 - 0.3*2.2 = 5.55; (5.55 + 3) / 12, the specification's example score.
  CHECK_THAT(normalised_reward(score_of(7.2, 0.63, 0.22), constants), WithinAbs(0.7125, 1e-12));
}

TEST_CASE("other weights move the fixed ends with them") {
  scoring_settings constants;
  constants.weight_nps = 1;
  constants.weight_engagement = 0;
  constants.weight_churn = 0;
  CHECK_THAT(normalised_reward(score_of(4, 1, 1), constants), WithinAbs(0.4, 1e-15));
}

TEST_CASE("lifetime value is the sum worked out by hand") {
  scoring_settings constants;
  constants.service_years = 2;
  constants.discount_rate = 0.25;
  constants.margin_high = 100;
  constants.purchase_cycle_years = 1;
  customer_profile profile = profile_of("C0001", cohort::vocal_unsatisfied, 0.5);
  profile.purchase.price = 1000;
  profile.purchase.last_purchase_days = 0;
  // kept a year: 0.5 / 1.25 = 0.4; service 100 * (0.4 + 0.16) = 56;
  // repurchase after one year: 0.06 * 1000 * 0.5 * 0.4 = 12.
  CHECK_THAT(baseline_ltv(profile, constants), WithinRel(68.0, 1e-12));
  profile.purchase.last_purchase_days = 5000;  // overdue: half a year at least
  CHECK_THAT(baseline_ltv(profile, constants), WithinRel(56 + 30 * std::sqrt(0.4), 1e-12));
}

TEST_CASE("an estimate over another horizon is converted to a year") {
  scoring_settings twelve, six;
  six.churn_horizon_months = 6;
  customer_profile yearly = profile_of("C0001", cohort::vocal_unsatisfied, 0.36);
  customer_profile half_yearly = profile_of("C0001", cohort::vocal_unsatisfied, 0.2);
  // 1 - 0.8^2 = 0.36
  CHECK_THAT(baseline_ltv(half_yearly, six), WithinRel(baseline_ltv(yearly, twelve), 1e-12));
}

TEST_CASE("without an estimate churn follows the age of the purchase") {
  customer_profile profile = profile_of("C0001");
  profile.risk.churn_est.reset();
  profile.purchase.last_purchase_days = 300;
  CHECK(churn_before(profile) == 0.34);
  profile.purchase.last_purchase_days = 3 * 365;
  CHECK(churn_before(profile) == 0.45);
  profile.purchase.last_purchase_days = 5 * 365;
  CHECK(churn_before(profile) == 0.53);
}

TEST_CASE("without an estimate the prior is a year's, whatever the horizon of estimates") {
  customer_profile profile = profile_of("C0001");
  profile.risk.churn_est.reset();
  scoring_settings twelve, six;
  six.churn_horizon_months = 6;
  CHECK_THAT(baseline_ltv(profile, six), WithinRel(baseline_ltv(profile, twelve), 1e-12));
}

TEST_CASE("value falls as churn rises") {
  const customer_profile profile = profile_of("C0001");
  const scoring_settings constants;
  double last = ltv_at_churn(profile, 0, constants);
  for (double churn = 0.1; churn <= 1.0; churn += 0.1) {
    const double now = ltv_at_churn(profile, churn, constants);
    CHECK(now < last);
    last = now;
  }
  CHECK(last > 0);  // certain churn is taken as 99 %, so that a ratio to it exists
}

TEST_CASE("an unchanged churn leaves the ratio at one, a lower one raises it") {
  const customer_profile profile = profile_of("C0001");
  const scoring_settings constants;
  CHECK_THAT(value_of(profile, score_of(5, 0.5, 0.45), constants).ltv_ratio, WithinAbs(1, 1e-12));
  const customer_value better = value_of(profile, score_of(5, 0.5, 0.2), constants);
  CHECK(better.ltv_ratio > 1);
  CHECK_THAT(better.ltv_ratio, WithinAbs(1 + better.model_ltv_delta, 1e-12));
  CHECK_THAT(
      better.ltv_ratio,
      WithinRel(ltv_at_churn(profile, 0.2, constants) / baseline_ltv(profile, constants), 1e-12));
}

TEST_CASE("the judge's own change of value is used only on request, and checked always") {
  const customer_profile profile = profile_of("C0001");
  scoring_settings constants;
  score verdict = score_of(5, 0.5, 0.2);
  verdict.ltv_delta = -0.1;
  CHECK(value_of(profile, verdict, constants).ltv_disagrees);  // other sign
  verdict.ltv_delta = 0.6;
  CHECK(value_of(profile, verdict, constants).ltv_disagrees);  // too large
  verdict.ltv_delta = 0.1;
  CHECK_FALSE(value_of(profile, verdict, constants).ltv_disagrees);
  constants.use_judge_ltv = true;
  CHECK_THAT(value_of(profile, verdict, constants).ltv_ratio, WithinAbs(1.1, 1e-12));
}

TEST_CASE("a referral value adds the change in likelihood to recommend") {
  const customer_profile profile = profile_of("C0001");
  scoring_settings constants;
  constants.referral_value = 1000;
  const customer_value value = value_of(profile, score_of(8, 0.5, 0.45), constants);
  CHECK_THAT(value.model_ltv_delta, WithinRel(1000 * 0.5 / value.baseline_ltv, 1e-9));
}

TEST_CASE("a segment takes its margin from the table, an unknown one the middle") {
  scoring_settings constants;
  constants.gross_share = 0;
  customer_profile profile = profile_of("C0001");
  const double high = baseline_ltv(profile, constants);
  profile.risk.value_segment = "VB";
  const double low = baseline_ltv(profile, constants);
  profile.risk.value_segment = "nobody knows";
  const double unknown = baseline_ltv(profile, constants);
  CHECK_THAT(high / low, WithinRel(560.0 / 180.0, 1e-12));
  CHECK_THAT(unknown / low, WithinRel(330.0 / 180.0, 1e-12));
}
