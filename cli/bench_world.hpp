// A place to try optimisers: one hidden world, its customers, conversations in process, and the
// truth.
// Must not know: how an optimiser decides.
#pragma once

#include <map>
#include <memory>

#include "agents/agent_context.hpp"
#include "config/settings.hpp"
#include "engine/truth/optimiser.hpp"
#include "sim/model.hpp"
#include "sim/roles/quick_rehearsal.hpp"
#include "sim/world/oracle.hpp"

namespace parley::cli {

/// What an arm or a plan is worth on the customers of the truth.
struct worth {
  double reward = 0;  ///< true, in expectation over a conversation's noise
  double judged = 0;  ///< as the judge scores the same conversations, its taste included
};

/// Two sets of customers of one world: those an optimiser may talk to, and others on whom the
/// truth is taken.
class bench_world {
 public:
  struct shape {
    sim::world_family family = sim::world_family::standard;
    std::uint64_t seed = 1;
    std::size_t customers = 400;
    /// Customers that no optimiser ever meets. With 5000 the truth's own error adds less than 3 %
    /// to the variance of a difference between 120 customers: a 95 % interval then covers 94.7 %.
    std::size_t judges_of_truth = 5000;
    sim::tuner_kind tuner = sim::tuner_kind::sensible;
  };
  bench_world(shape what, const prompt_library& prompts);
  bench_world(const bench_world&) = delete;
  bench_world& operator=(const bench_world&) = delete;

  const std::vector<customer_profile>& profiles() const { return profiles_; }
  const plan& baseline() const { return baseline_; }
  truth::population population(truth::split_shares shares, std::uint64_t seed) const;

  /// One conversation and its judgement.
  truth::trial_outcome converse(const truth::trial& wanted, const truth::arm& under);
  /// What the tuner proposes; nothing: its answer could not be used.
  std::optional<plan> propose(const truth::ask_proposal& asked);

  /// Of an arm, on the customers of the truth that are in its cohort.
  worth true_worth(const truth::arm& of, int iteration = 1);
  /// Of a plan, over all of them.
  worth true_worth(const plan& of, int iteration = 1);

  /// True reward of a plan on a sample of the truth's customers: the first in each cohort, about
  /// `customers` together. What differs from another plan on the same sample is unbiased.
  double sample_value(const plan& of, int iteration, std::size_t customers);
  /// Of the best message by cohort, by enumeration, on such a sample.
  double oracle_value(int iteration, std::size_t customers) const;

 private:
  double reward_of(const sim::verdict& judged) const;
  std::size_t sampled(std::size_t cohort, std::size_t customers) const;
  const sim::message_brief& brief_of(const truth::arm& under);
  /// Mean over the first `most` customers of the truth in the arm's cohort.
  worth mean_worth(const truth::arm& of, int iteration, std::size_t most);

  shape what_;
  const prompt_library& prompts_;
  agent_context context_;
  scoring_settings scoring_;
  sim::hidden_world world_;
  std::vector<customer_profile> profiles_;
  std::shared_ptr<const std::vector<customer_profile>> truth_profiles_;  // the same in all worlds
  std::array<std::vector<std::size_t>, all_cohorts.size()> truth_places_;
  std::array<double, all_cohorts.size()> truth_shares_{};
  plan baseline_;
  sim::quick_rehearsal rehearsal_, truth_rehearsal_;
  std::unique_ptr<sim::played_models> models_;
  std::map<std::pair<std::size_t, truth::rule_texts>, sim::message_brief> briefs_;
  std::map<std::tuple<std::size_t, truth::rule_texts, int, std::size_t>, worth> values_;
};

/// "W0".."W9"
std::string family_name(sim::world_family family);

}  // namespace parley::cli
