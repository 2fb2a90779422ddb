// Decides whether a challenger becomes champion: on customers it was not found on. Pure.
// Must not know: prompts, how the challenger was found, iterations.
#pragma once

#include <array>
#include <string>

#include "engine/truth/arms.hpp"
#include "engine/truth/confidence_sequence.hpp"
#include "engine/truth/trials.hpp"

namespace parley::truth {

struct gate_rules {
  double alpha = 0.01;             ///< error of this gate: its share of the run's
  double margin = 0.03;            ///< no cohort may be worse by more than this
  double guard_confidence = 0.95;  ///< one-sided, of the bound that is held against the margin
  double futile_gain = 0.005;      ///< a gain below this is not worth looking for
  int looks = 3;                   ///< the selection customers come in this many parts
  int replicates = 1;              ///< conversations of each customer under each prompt
  /// Where after all looks nothing is decided, but would be if the estimates stand and what is
  /// between a customer's conversations is averaged out: so many of each customer, at most.
  int most_replicates = 1;
};

enum class gate_verdict : std::uint8_t { open, promoted, partly, refused };

/// What is known of one cohort, or of all together.
struct gate_finding {
  effect gain;
  double p = 1;           ///< anytime valid
  double adjusted_p = 1;  ///< Holm over all questions of this gate
  bool harmed = false;    ///< its bound is not above -margin
};

/// A promotion gate: champion against challenger, cohort by cohort where they differ. Cohorts with
/// the same arm need no conversation: their difference is zero by construction. The questions (all
/// customers together, weight 1/2; each touched cohort, the other half) are tested by anytime-valid
/// p-values with weighted Holm. Promoted as a whole: all together is better and no touched cohort
/// is harmed. Promoted in part: the cohorts that are better by themselves.
class gate {
 public:
  /// `places`: by cohort, selection customers in order of use. `shares`: of the cohorts among all
  /// customers.
  gate(arm_set champion, arm_set challenger,
       std::array<std::vector<std::size_t>, all_cohorts.size()> places,
       std::array<double, all_cohorts.size()> shares, int epoch, gate_rules rules);

  std::vector<trial> wanted() const;
  void advance(const trial_table& table);
  bool done() const { return verdict_ != gate_verdict::open; }
  gate_verdict result() const { return verdict_; }
  /// The champion after the gate.
  const arm_set& winner() const { return winner_; }
  const gate_finding& all() const { return all_; }
  const gate_finding& of(cohort which) const { return by_cohort_[index_of(which)]; }
  bool touched(cohort which) const;
  /// One sentence for people: what was decided and why.
  std::string reason() const;
  /// The interval of all customers together lies below the gain worth looking for.
  bool futile() const;

 private:
  std::vector<slot> slots_until(std::size_t cohort, int look) const;
  int replicates_at(int look) const;
  double information_of(const effect& gain, double& first_error) const;
  bool close_call() const;
  bool could_pass(const gate_finding& finding, const running_test& test, double level) const;
  void measure(const trial_table& table);
  void correct_for_multiplicity();
  void decide(bool last_look);

  arm_set champion_, challenger_, winner_;
  std::array<std::vector<std::size_t>, all_cohorts.size()> places_;
  std::array<double, all_cohorts.size()> shares_;
  int epoch_;
  gate_rules rules_;
  int look_ = 1;
  gate_verdict verdict_ = gate_verdict::open;
  running_test test_all_{sides::greater};
  std::array<running_test, all_cohorts.size()> tests_ = {
      running_test(sides::greater), running_test(sides::greater), running_test(sides::greater),
      running_test(sides::greater)};
  gate_finding all_;
  std::array<gate_finding, all_cohorts.size()> by_cohort_;
  // Standard errors with the planned conversations: what more of them is measured by.
  double first_error_all_ = 0;
  std::array<double, all_cohorts.size()> first_error_{};
};

}  // namespace parley::truth
