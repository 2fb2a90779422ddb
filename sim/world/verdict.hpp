// The judge as the world plays it: the true outcome, seen through noise and bias.
// Must not know: JSON, prompts.
#pragma once

#include <string>

#include "sim/world/response.hpp"

namespace parley::sim {

/// The judge's numbers, rounded as a judge writes them.
struct verdict {
  double nps_expected = 0;     ///< half points, 0..10
  double engagement_prob = 0;  ///< 0..1
  double churn_prob = 0;
  double ltv_delta = 0;  ///< -1..1, share of the value before
  double cta_clarity = 0;
};

/// `company_words`: of all company messages; `stream_key`: hash of the transcript, so that two
/// judgements of the same text agree and those of different texts are independent.
verdict judge_outcome(const parameters& world, std::uint64_t seed, const customer_profile& profile,
                      const customer_latents& customer, const true_outcome& outcome,
                      int company_words, std::uint64_t stream_key, int replicate);

/// Which term the judge blames: the one furthest below what it could have been, w.p. .7; another
/// one w.p. .2; nothing w.p. .1.
std::optional<effect_term> blamed_term(const parameters& world, const customer_latents& customer,
                                       const term_values& heard, std::uint64_t seed,
                                       const std::string& customer_id, std::uint64_t stream_key);

/// Expected value of the customer relation at a yearly churn: service margin over five years plus
/// repurchase (discounted at 10 %), in the currency of the price. statistics 4.2.
double customer_value(const customer_profile& profile, double churn);

}  // namespace parley::sim
