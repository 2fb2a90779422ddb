// Plays whole conversations in process and says what they are truly worth: for tests and
// benchmarks.
// Must not know: agents, engine. Nothing that answers requests may use this.
#pragma once

#include <functional>
#include <span>

#include "sim/roles/cast.hpp"

namespace parley::sim {

/// What a conversation was, and what it did.
struct rehearsed {
  std::vector<spoken_turn> turns;
  true_outcome outcome;  ///< without the conversation's own noise
  bool answered = false;
};

/// One conversation under these outreach instructions (a whole prompt, as the role receives it).
rehearsed rehearse(const hidden_world& world, const customer_profile& profile,
                   const std::string& instructions, int replicate = 0, int max_turns = 3);

struct true_plan_value {
  double reward = 0;  ///< mean over the customers, 0..1
  std::array<double, cohort_count> by_cohort{};
  std::array<std::size_t, cohort_count> customers{};
  double answered = 0;  ///< share of the conversations with an answer
};

/// Expected true value of a plan: `instructions_for` renders the prompt for a cohort; `replicates`
/// conversations a customer.
true_plan_value value_of_plan(const hidden_world& world, std::span<const customer_profile> profiles,
                              const std::function<std::string(cohort)>& instructions_for,
                              int replicates = 4);

}  // namespace parley::sim
