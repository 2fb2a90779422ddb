// The truth, for tests and benchmarks only: what messages are worth, and which is best.
// Must not know: texts, prompts. Nothing that answers requests may use this.
#pragma once

#include <span>

#include "sim/world/customer.hpp"
#include "sim/world/response.hpp"

namespace parley::sim {

/// Normalised reward (0..1) of one message with these features, in expectation over the noise of a
/// conversation.
double true_value(const parameters& world, const customer_latents& customer,
                  const message_features& message);

struct best_message {
  message_features features;
  double value = 0;  ///< mean normalised reward of the group
  std::size_t customers = 0;
};

/// Every combination of the levels that enumeration looks at (3,840).
const std::vector<message_features>& all_messages();

/// The best message for a group by enumeration; an empty group has value 0.
best_message best_for(const parameters& world, std::span<const customer_latents> group);

struct oracle_answer {
  std::array<best_message, cohort_count> by_cohort;  ///< grouped by the profile's cohort
  best_message single;                               ///< the same message for everybody
  double per_customer = 0;                           ///< mean of each customer's best
  double policy = 0;                                 ///< mean value of by_cohort
  double neutral = 0;                                ///< seventy plain words, no component
  double average = 0;                                ///< of all messages
  double worst = 0;                                  ///< the worst message for everybody
};
oracle_answer consult_oracle(const parameters& world, std::uint64_t seed,
                             std::span<const customer_profile> profiles);

}  // namespace parley::sim
