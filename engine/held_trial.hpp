// One conversation that a comparison wants: talked, judged, by chance judged twice.
// Must not know: why it was wanted, journals, budgets.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "agents/customer_agent.hpp"
#include "agents/plan.hpp"
#include "agents/score.hpp"
#include "base/semaphore.hpp"
#include "config/settings.hpp"
#include "engine/truth/trials.hpp"
#include "net/provider.hpp"

namespace parley {

/// References are the run's and outlive the trial.
struct trial_doors {
  const settings& config;
  const agent_context& context;
  provider& llm;
  clock_source& clock;
  semaphore& judges;  ///< so many judge at once
};

/// The last measurement's conversations; the loop's are replicate 0.
inline constexpr int replicate_of_measurement = 1;

struct trial_order {
  const customer_profile& profile;
  const customer_agent& customer;
  plan used;
  int iteration = 1;
  int replicate = 0;
  int arm = 0;
  bool judge_twice = false;
  time_point deadline;
};

struct held_trial {
  conversation_record talk;
  judgement verdict;
  std::optional<score> again;  ///< of the second judgement
};

asio::awaitable<held_trial> hold_trial(trial_doors doors, trial_order order);

/// As comparisons take it.
truth::trial_outcome outcome_of(const held_trial& held, const scoring_settings& constants);

/// How conversations ended, and what is known of the judge.
struct search_conduct {
  std::size_t held = 0;  ///< conversations
  std::size_t scored = 0;
  std::size_t silent = 0;             ///< customer never answered: an outcome, scored
  std::size_t invalid = 0;            ///< left character: left out
  std::size_t failed = 0;             ///< a call failed for good: left out
  std::size_t unscored = 0;           ///< no usable verdict: left out
  std::size_t left_early = 0;         ///< the customer ended it
  std::size_t contradictions = 0;     ///< verdicts whose own numbers disagree
  std::size_t against_rationale = 0;  ///< verdicts whose words say the opposite of a number
  /// Rewards of conversations that were judged twice, by trial: in an order of their own.
  std::map<truth::trial, std::vector<double>> repeats;

  void count(const conversation_record& talk, const judgement* verdict);
};

/// Words of the company's messages.
double words_of_company(const conversation_record& talk);

}  // namespace parley
