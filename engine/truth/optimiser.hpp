// The whole search for a better prompt as a state machine: says which proposals and conversations
// it wants, takes what came of them, and ends with a champion and a measurement of it.
// Must not know: providers, coroutines, files, who answers.
#pragma once

#include <variant>

#include "agents/cohort_report.hpp"
#include "engine/truth/bootstrap.hpp"
#include "engine/truth/challengers.hpp"
#include "engine/truth/drift.hpp"
#include "engine/truth/gate.hpp"
#include "engine/truth/population.hpp"
#include "engine/truth/race.hpp"
#include "engine/truth/rule_effects.hpp"

namespace parley::truth {

struct optimiser_settings {
  std::size_t budget = 3000;  ///< conversations altogether
  int iterations = 6;         ///< at most
  int proposals = 3;          ///< asked of the tuner in each iteration
  std::size_t arms = 5;       ///< challengers of a cohort in one race
  double alpha = 0.05;        ///< error of all gates together, shared out among those to come
  double confidence = 0.95;   ///< of the reported interval
  int resamples = 10'000;     ///< of the bootstrap
  int report_replicates = 1;
  int most_replicates = 4;        ///< with each selection customer, where a gate is a close call
  int patience = 3;               ///< fruitless iterations in a row that end the search
  double inclusion_share = 0.15;  ///< of the search, for conversations with rules left out
  double inclusion_keep = 0.5;    ///< probability that such a conversation keeps a rule
  effect_rules effects;
  race_rules race;
  gate_rules gate;
  rule_budget rules;
  std::uint64_t seed = 1;
};

/// Ask the tuner to improve `current`, seeing `report` (search customers only) and `history`.
struct ask_proposal {
  plan current;
  cohort_report report;
  std::vector<prompt_version> history;
  int iteration = 1;
  int number = 0;  ///< from 0 within the iteration
};
struct hold_trials {
  std::vector<trial> trials;
};
struct finished {};
using optimiser_step = std::variant<ask_proposal, hold_trials, finished>;

/// A challenger of one cohort and how it did.
struct arm_finding {
  std::size_t arm = 0;
  effect gain;  ///< against the incumbent, on search customers
  bool accepted = false;
};
struct iteration_findings {
  int iteration = 1;
  std::array<std::vector<arm_finding>, all_cohorts.size()> races;
  std::optional<gate_verdict> gate;
  std::string reason;
  double gate_alpha = 0;  ///< the error that this gate was given; 0: none was asked
  effect gate_gain;
  std::array<gate_finding, all_cohorts.size()> by_cohort;
};

/// The measurement that is reported: baseline against `measured`, on the report customers.
struct remeasurement {
  bool any = false;             ///< false: nothing differed from the baseline
  bool promoted = false;        ///< the measured arms are the champion's, else the best candidate's
  effect gain;                  ///< with its t interval
  bootstrap_interval interval;  ///< BCa, the one to quote
  std::array<effect, all_cohorts.size()> by_cohort;
  length_finding length;  ///< whether the judge may only like longer texts
};

class optimiser {
 public:
  optimiser(optimiser_settings settings, population customers, plan baseline);

  /// What is wanted now. Call again only after took().
  optimiser_step next();
  /// The tuner's answer; nothing: it gave none that can be used.
  void proposed(std::optional<plan> proposal);
  /// All trials of the last hold_trials, in any order.
  void held(std::span<const std::pair<trial, trial_outcome>> outcomes);

  const arm& arm_at(std::size_t id) const { return catalogue_.at(id); }
  plan plan_for(const arm_set& arms) const;
  const arm_set& baseline() const { return baseline_arms_; }
  const arm_set& champion() const { return champion_; }
  /// What report() is about: the champion, or the best candidate when nothing was promoted.
  const arm_set& measured() const { return champion_ != baseline_arms_ ? champion_ : incumbent_; }
  int iteration() const { return iteration_; }  ///< in the end: the epoch of the report
  const std::vector<iteration_findings>& findings() const { return findings_; }
  const remeasurement& report() const { return report_; }
  std::vector<rule_effect> effects_of_rules() const;
  const std::string& why_ended() const { return why_ended_; }
  double claimed_in_loop() const { return claimed_; }  ///< sum of accepted races' gains
  std::size_t conversations() const { return table_.held(); }
  const trial_table& table() const { return table_; }

 private:
  enum class phase { measure, propose, race, gate, report, done };

  void begin_iteration();
  void build_races();
  void draw_inclusions(std::size_t cohort, std::size_t conversations);
  void end_races();
  void ask_gate();
  void end_gate();
  bool last_chance() const;
  double gate_alpha() const;
  void begin_report();
  void end_report();
  void note_tried(std::size_t cohort);
  std::size_t allowance() const;
  std::size_t report_cost() const;
  std::size_t left() const;
  std::vector<slot> search_places(std::size_t cohort) const;
  std::vector<trial> measurement() const;
  std::vector<trial> report_trials() const;
  cohort_report report_of(const arm_set& arms) const;

  optimiser_settings settings_;
  population customers_;
  plan baseline_;
  arm_catalogue catalogue_;
  arm_set baseline_arms_, champion_, incumbent_;
  trial_table table_;
  phase phase_ = phase::measure;
  int iteration_ = 1;
  int fruitless_ = 0;
  double claimed_ = 0;
  double alpha_left_ = 0;
  std::size_t spend_until_ = 0;  // conversations that may be held when this iteration ends
  std::optional<std::pair<arm_set, arm_set>> refused_;  // champion and candidate of the latest
  std::vector<plan> proposals_;
  std::vector<prompt_version> history_;
  std::vector<cohort_rule> known_rules_;
  std::array<tried_rules, all_cohorts.size()> tried_;
  std::vector<race> races_;           // of the open iteration
  std::vector<std::size_t> race_of_;  // their cohorts
  std::vector<inclusion> inclusions_;
  std::optional<gate> gate_;
  int asked_ = 0;
  std::vector<iteration_findings> findings_;
  remeasurement report_;
  std::string why_ended_;
};

}  // namespace parley::truth
