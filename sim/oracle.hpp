// The truth about a simulated world, for tests, benchmarks and `parley sim oracle`: the best
// message for each cohort, and what a prompt is really worth.
// Must not know: HTTP, the service. Nothing that answers requests, and no engine, may include this.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/errors.hpp"
#include "config/settings.hpp"
#include "profiles/customer_profile.hpp"

namespace parley::sim {

struct oracle_question {
  sim_settings world;  ///< seed, family, word list
  std::span<const customer_profile> profiles;
  /// The outreach instructions that a cohort's customers get; empty: no prompt is valued.
  std::function<std::string(cohort)> instructions;
  int replicates = 16;  ///< conversations a customer, 2..10000
  int iteration = 1;    ///< a drifting world changes at 5
};

/// A message as its features, in words: {"ack", "1"}, {"tone", "formal"}, ...
using feature_list = std::vector<std::pair<std::string, std::string>>;

struct oracle_choice {
  std::string cohort;  ///< wire name
  std::size_t customers = 0;
  double best_value = 0;  ///< of the best single message for this cohort, 0..1
  feature_list best;
  double prompt_value = 0, prompt_error = 0;  ///< of the prompt; error: Monte-Carlo standard error
};

struct oracle_truth {
  std::vector<oracle_choice> cohorts;
  std::size_t messages = 0;  ///< that were enumerated
  /// Mean normalised reward over the customers, exact: worst message, the average one, seventy
  /// plain words, the best message for all, for each cohort, for each customer.
  double worst = 0, average = 0, neutral = 0, single = 0, by_cohort = 0, by_customer = 0;
  bool has_prompt = false;
  double prompt_value = 0, prompt_error = 0;
  double answered = 0;  ///< share of the prompt's conversations with an answer
};

/// Errors: those of a world that cannot be opened; invalid_input (no profiles).
result<oracle_truth> ask_oracle(const oracle_question& question);

}  // namespace parley::sim
