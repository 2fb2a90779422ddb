#include "engine/scoring/value_model.hpp"

#include <algorithm>
#include <cmath>

namespace parley {
namespace {

// Nobody is certain to stay or to leave: keeps the baseline away from zero, so that a ratio to it
// means something.
constexpr double least_churn = 0.01;
constexpr double most_churn = 0.99;

// A judge's LTV_delta beyond this share of the baseline, or of the other sign than the formula's
// when either is larger than the dead band, is flagged (docs/scoring.md).
constexpr double far_off = 0.5;
constexpr double sign_dead_band = 0.02;

constexpr double days_a_year = 365.25;

double margin_of(const customer_profile& profile, const scoring_settings& constants) {
  const auto found = constants.segment_margin.find(profile.risk.value_segment);
  if (found == constants.segment_margin.end()) return constants.margin_mid;
  if (found->second == "low") return constants.margin_low;
  if (found->second == "high") return constants.margin_high;
  return constants.margin_mid;
}

// The profile's estimate is over the configured horizon already; the prior is over a year.
double churn_over_horizon(const customer_profile& profile, const scoring_settings& constants) {
  if (profile.risk.churn_est) return *profile.risk.churn_est;
  return 1 - std::pow(1 - churn_before(profile), constants.churn_horizon_months / 12.0);
}

bool disagrees(double judge, double model) {
  if (std::abs(judge) > far_off) return true;
  return judge * model < 0 && std::max(std::abs(judge), std::abs(model)) > sign_dead_band;
}

}  // namespace

double normalised_reward(const score& value, const scoring_settings& constants) {
  return normalised_reward(value.nps_expected, value.engagement_prob, value.churn_prob, constants);
}

double normalised_reward(double nps, double engagement, double churn,
                         const scoring_settings& constants) {
  const double lowest = -10 * constants.weight_churn;
  const double highest = 10 * (constants.weight_nps + constants.weight_engagement);
  if (highest - lowest <= 0) return 0;
  const double reward = constants.weight_nps * nps + constants.weight_engagement * 10 * engagement -
                        constants.weight_churn * 10 * churn;
  return (reward - lowest) / (highest - lowest);
}

double churn_before(const customer_profile& profile) {
  if (profile.risk.churn_est) return *profile.risk.churn_est;
  // Share that no longer has the car serviced here, by age of ownership: J.D. Power 2004, 66 %
  // of service visits in year 1, 55 % in year 3, 47 % in year 4.
  const double years = profile.purchase.last_purchase_days / days_a_year;
  if (years <= 1) return 0.34;
  if (years < 4) return 0.45;
  return 0.53;
}

double ltv_at_churn(const customer_profile& profile, double churn,
                    const scoring_settings& constants) {
  const double over_horizon = std::clamp(churn, least_churn, most_churn);
  const double stays = std::pow(1 - over_horizon, 12.0 / constants.churn_horizon_months);
  const double kept = stays / (1 + constants.discount_rate);  // one year: stays, discounted

  double service = 0;
  double factor = 1;
  for (int year = 1; year <= constants.service_years; ++year) {
    factor *= kept;
    service += factor;
  }
  service *= margin_of(profile, constants);

  const double owned = profile.purchase.last_purchase_days / days_a_year;
  const double until_next = std::max(0.5, constants.purchase_cycle_years - owned);
  const double repurchase = constants.gross_share * profile.purchase.price *
                            constants.base_loyalty * std::pow(kept, until_next);
  return service + repurchase;
}

double baseline_ltv(const customer_profile& profile, const scoring_settings& constants) {
  return ltv_at_churn(profile, churn_over_horizon(profile, constants), constants);
}

customer_value value_of(const customer_profile& profile, const score& value,
                        const scoring_settings& constants) {
  customer_value out;
  out.customer_id = profile.customer_id;
  out.cohort = profile.cohort;
  out.reward = normalised_reward(value, constants);
  out.baseline_ltv = baseline_ltv(profile, constants);

  double gain = ltv_at_churn(profile, value.churn_prob, constants) - out.baseline_ltv;
  if (profile.history.past_nps)
    gain += constants.referral_value * (value.nps_expected - *profile.history.past_nps) / 10;
  // No margin and no price: there is no value to gain or lose.
  out.model_ltv_delta = out.baseline_ltv > 0 ? gain / out.baseline_ltv : 0;
  out.ltv_disagrees = disagrees(value.ltv_delta, out.model_ltv_delta);
  out.ltv_ratio = 1 + (constants.use_judge_ltv ? value.ltv_delta : out.model_ltv_delta);
  return out;
}

}  // namespace parley
