// How much of a simulated difference real customers showed, and what a simulated gain is worth by
// that. Pure.
// Must not know: files, prompts, where outcomes came from.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agents/cohort_report.hpp"
#include "agents/score.hpp"
#include "config/settings.hpp"
#include "engine/truth/paired.hpp"

namespace parley::truth {

/// What the simulation says of a customer under a prompt.
struct simulated_outcome {
  double nps = 0;         ///< 0..10
  double engagement = 0;  ///< 0..1
  double churn = 0;       ///< 0..1
  bool replied = false;
};

/// One customer's real outcome beside it. Absent cells stay absent.
struct field_pair {
  std::string customer_id;
  parley::cohort cohort = cohort::quiet_satisfied;
  int version = 0;                             ///< the iteration whose prompt the customer got
  std::optional<simulated_outcome> simulated;  ///< nothing: never scored under that prompt
  std::optional<double> replied;               ///< 0 or 1
  std::optional<double> nps;                   ///< 0..10
  std::optional<double> churned;               ///< 0 or 1
  std::optional<double> value;                 ///< money
};

/// Of one cohort.
struct cohort_line {
  std::size_t n = 0;  ///< outcomes beside a simulated verdict
  estimate shift;     ///< of the reward: real minus simulated
  double slope = 1;   ///< real reward that a point of simulated reward brought, after shrinkage
  double low = 0, high = 0;
  double own_variance = 0;  ///< of the slope: what does not come from the pooled one
  double pooled_share = 1;  ///< how far the slope is the pooled one's
  std::size_t reply_n = 0;  ///< outcomes that say whether the customer replied
  double simulated_replies = 0, real_replies = 0;  ///< shares of these
};

struct calibration {
  std::string why_not;                                             ///< empty: it can be used
  std::size_t outcomes = 0;                                        ///< rows that were read
  std::size_t used = 0;                                            ///< that the slopes rest on
  bool has_nps = false, has_replied = false, has_churned = false;  ///< the rest is as simulated
  double pooled = 1;                                               ///< slope
  double pooled_variance = 0;                                      ///< of the pooled slope
  double between = 0;  ///< variance of the cohorts' slopes
  double degrees = 0;  ///< of the slopes' errors
  std::array<cohort_line, all_cohorts.size()> cohorts;
  bool usable() const { return why_not.empty(); }
};

/// A common value of several, and how far they differ beyond their errors (DerSimonian and Laird
/// 1986, Controlled Clinical Trials 7). Variances are positive; at least one value.
struct random_effects {
  double mean = 0;
  double variance = 0;  ///< of the mean
  double between = 0;   ///< variance of the values' truths
};
random_effects pool_values(std::span<const double> values, std::span<const double> variances);

/// Fewest outcomes beside a simulated verdict that anything is calibrated on.
inline constexpr std::size_t least_outcomes = 12;

/// Within each cohort, the real reward is regressed on the simulated one of the same customer under
/// the same prompt. The cohorts' slopes are shrunk towards their common one by how much they differ
/// (pool_values; posterior variances as in Morris 1983, JASA 78). An outcome that few rows have
/// counts as simulated on both sides.
/// One simulated conversation is a noisy measure of its customer, so the slopes are too flat rather
/// than too steep (regression dilution: Fuller 1987): a calibrated gain errs to the small side.
calibration calibrate(std::span<const field_pair> pairs, const scoring_settings& constants,
                      double confidence);

struct calibrated_gain {
  effect all;
  std::array<effect, all_cohorts.size()> by_cohort;
};

/// Simulated gains times the slopes. The interval holds the error of both: variance of a product
/// (Goodman 1960, JASA 55), the common slope's error shared by all cohorts, Satterthwaite degrees.
/// Shares and untouched as in stratified_effect.
calibrated_gain apply(const calibration& by, const std::array<effect, all_cohorts.size()>& gains,
                      std::span<const double> shares, std::span<const bool> untouched,
                      double confidence);

}  // namespace parley::truth
