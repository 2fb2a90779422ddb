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
  true_outcome lived;    ///< with the noise of this replicate
  bool answered = false;
};

/// One conversation under these outreach instructions (a whole prompt, as the role receives it).
rehearsed rehearse(const hidden_world& world, const customer_profile& profile,
                   const std::string& instructions, int replicate = 0, int max_turns = 3,
                   int iteration = 1);

/// A mean over customers and replicates. `error`: its standard error, from the spread between a
/// customer's replicates; the customers themselves are taken as they are.
struct measured_value {
  double value = 0;
  double error = 0;
};

struct true_plan_value {
  double reward = 0;  ///< mean over the customers, 0..1
  double error = 0;   ///< standard error of `reward`; 0 with a single replicate: unknown
  std::array<measured_value, cohort_count> by_cohort{};
  std::array<std::size_t, cohort_count> customers{};
  double answered = 0;  ///< share of the conversations with an answer
};

/// Expected true value of a plan: `instructions_for` renders the prompt for a cohort; `replicates`
/// conversations a customer, with the luck of replicates `first`, `first` + 1, ...
true_plan_value value_of_plan(const hidden_world& world, std::span<const customer_profile> profiles,
                              const std::function<std::string(cohort)>& instructions_for,
                              int replicates = 4, int first = 0, int iteration = 1);

}  // namespace parley::sim
