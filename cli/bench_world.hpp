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

/// Two sets of customers of one world: those an optimiser may talk to, and others on whom the
/// truth is taken.
class bench_world {
 public:
  struct shape {
    sim::world_family family = sim::world_family::standard;
    std::uint64_t seed = 1;
    std::size_t customers = 400;
    std::size_t judges_of_truth = 240;  ///< customers that no optimiser ever meets
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

  /// Expected true reward of an arm on the customers of the truth that are in its cohort.
  double true_value(const truth::arm& of, int iteration = 1);
  /// Of a plan, over all of them.
  double true_value(const plan& of, int iteration = 1);
  /// The best message by cohort, by enumeration.
  double oracle_value(int iteration = 1) const;

 private:
  const sim::message_brief& brief_of(const truth::arm& under);

  shape what_;
  const prompt_library& prompts_;
  agent_context context_;
  scoring_settings scoring_;
  sim::hidden_world world_;
  std::vector<customer_profile> profiles_, truth_profiles_;
  plan baseline_;
  sim::quick_rehearsal rehearsal_, truth_rehearsal_;
  std::unique_ptr<sim::played_models> models_;
  std::map<std::pair<std::size_t, truth::rule_texts>, sim::message_brief> briefs_;
  std::map<std::tuple<std::size_t, truth::rule_texts, int>, double> values_;
};

/// "W0".."W9"
std::string family_name(sim::world_family family);

}  // namespace parley::cli
