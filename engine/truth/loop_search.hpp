// The search inside `parley run`: one challenger an iteration, taken generously on the customers
// that are searched on, promoted only by those that decide. Pure.
// Must not know: conversations, providers, who proposes a challenger.
#pragma once

#include "engine/truth/challengers.hpp"
#include "engine/truth/gate.hpp"
#include "engine/truth/population.hpp"
#include "engine/truth/race.hpp"
#include "engine/truth/rule_effects.hpp"

namespace parley::truth {

struct loop_rules {
  double alpha = 0.05;       ///< error of all gates together; shared out gate by gate
  int patience = 3;          ///< iterations in a row that bring nothing
  double confidence = 0.95;  ///< of intervals that are shown
  double hearing = 1;  ///< share of the customers who hear new prompts: the others decide nothing
  race_rules race;
  gate_rules gate;  ///< its alpha and looks are set here
  rule_budget rules;
  effect_rules effects;
};

/// What one iteration showed, and what was decided.
struct loop_finding {
  int iteration = 1;
  effect search;  ///< the new prompt against the one that stood, on search customers
  std::array<effect, all_cohorts.size()> search_by_cohort;
  std::array<bool, all_cohorts.size()> taken{};  ///< goes on with the new rules of that cohort
  std::optional<gate_verdict> gate;
  gate_finding decided;  ///< of all selection customers
  std::array<gate_finding, all_cohorts.size()> decided_by_cohort;
  double needed_p = 0;
  std::string reason;  ///< a sentence
};

/// The error of the k-th gate (from 1). However many there will be, together they stay below alpha:
/// how long a run gets is not known when its first gate is asked.
double gate_alpha(double alpha, int k);

/// Whether `customers` selection customers can ever bring a p that low, however large the gain.
bool can_decide(std::size_t customers, double alpha);

class loop_search {
 public:
  loop_search(loop_rules rules, population customers);

  /// What goes to the customers instead of `wanted`: the protected parts of the prompt that stands,
  /// (fewer messages may be wanted, not more), and of the wanted rules those that fit the size
  /// budget; known rules keep their bytes and id.
  /// Before the first measurement: `wanted` as it is.
  plan challenger(const plan& wanted) const;

  /// After an iteration in which everybody talked under `used`, or each under `told` (by profile;
  /// empty: everybody under `used`). `rewards` by profile; nothing: not scored. The prompt that the
  /// tuner improves is known then; decide() says what is promoted.
  void measured(int iteration, const plan& used, std::span<const plan* const> told,
                std::span<const std::optional<double>> rewards);
  /// Once after each measured(). `judge_moved`: nothing may be decided on these numbers.
  void decide(bool judge_moved);
  /// Between the two: whether the decision may be what ends the search.
  bool may_end() const { return incumbent_ == before_ && fruitless_ + 1 >= rules_.patience; }

  bool begun() const { return begun_; }
  bool can_promote() const { return can_promote_; }
  bool nothing_to_gain() const { return fruitless_ >= rules_.patience; }
  int fruitless() const { return fruitless_; }
  bool promoted() const { return champion_ != baseline_arms_; }
  const population& people() const { return customers_; }

  plan baseline() const { return plan_for(baseline_arms_); }
  plan champion() const { return plan_for(champion_); }
  plan incumbent() const { return plan_for(incumbent_); }
  /// What the last measurement is about: the champion, or the best candidate.
  const arm_set& measured_arms() const { return promoted() ? champion_ : incumbent_; }
  const arm_set& baseline_arms() const { return baseline_arms_; }
  plan plan_for(const arm_set& arms) const;
  /// In which iteration the customers of a cohort last talked under the incumbent's rules.
  int seen_in(cohort which) const;
  const std::vector<loop_finding>& findings() const { return findings_; }
  /// What the loop itself saw: measured_arms() against the baseline on the search customers.
  effect in_loop() const;
  const arm_catalogue& arms() const { return catalogue_; }
  /// Of the rules that were left out by chance for some customers.
  std::vector<rule_effect> effects_of_rules() const;
  const std::vector<cohort_rule>& known_rules() const { return known_; }

 private:
  struct sums {
    double value = 0, count = 0;
    int last = 0;  // iteration
  };
  std::optional<double> mean_of(std::size_t customer, std::size_t arm) const;
  std::vector<difference> differences(part who, std::size_t cohort, std::size_t before,
                                      std::size_t after) const;
  void compare(const arm_set& used, loop_finding& out);
  void ask_gate(loop_finding& out);

  loop_rules rules_;
  population customers_;
  bool begun_ = false, can_promote_ = false;
  plan base_;
  arm_catalogue catalogue_;
  arm_set baseline_arms_{}, champion_{}, incumbent_{}, refused_{};
  arm_set before_{}, tried_{};  // of this iteration: the incumbent it began with, what was told
  bool dropped_ = false;        // rules left the incumbent in this iteration
  bool anything_refused_ = false;
  std::vector<std::pair<arm_set, plan>> plans_;                  // as they went to the customers
  std::map<std::pair<std::size_t, std::size_t>, sums> rewards_;  // customer, arm
  std::vector<cohort_rule> known_;
  std::vector<loop_finding> findings_;
  std::vector<inclusion> inclusions_;
  int fruitless_ = 0;
  int gates_ = 0;  // asked so far
};

}  // namespace parley::truth
