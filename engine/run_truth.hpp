// What a run knows about whether its gain is true: who searches, decides and reports, what was
// promoted, how far the judge can be believed. No calls are made here.
// Must not know: coroutines, providers, files.
#pragma once

#include <deque>

#include "engine/calibrated.hpp"
#include "engine/held_trial.hpp"
#include "engine/truth/bootstrap.hpp"
#include "engine/truth/drift.hpp"
#include "engine/truth/loop_search.hpp"
#include "engine/truth/power.hpp"
#include "engine/truth/two_arms.hpp"
#include "output/run_record.hpp"

namespace parley {

/// A transcript that the judge scores again in every iteration.
struct judge_anchor {
  std::size_t profile = 0;
  conversation_record talk;
  double first = 0;  ///< reward
};

struct anchor_look {
  int iteration = 0;
  truth::drift_finding found;
};

/// One report customer's rewards in the last measurement.
struct measured_pair {
  std::string customer_id;
  parley::cohort cohort = cohort::quiet_satisfied;
  std::optional<double> before, after;
  bool invalid = false;  ///< one of the two left character
};

struct last_measurement {
  bool complete = false;
  bool promoted = false;  ///< what was measured is the champion
  std::vector<measured_pair> rows;
  truth::effect gain;
  truth::bootstrap_interval interval;
  std::array<truth::effect, all_cohorts.size()> by_cohort;
  /// With the pairs where a customer left character counted as no gain at all.
  truth::effect with_invalid;
  std::size_t invalid = 0;
  spend_by_role spend{};
};

/// An iteration's customers under its prompt against those who kept the first one.
struct two_arm_result {
  int iteration = 0;
  std::size_t new_prompt = 0, baseline = 0;  ///< customers that were scored
  truth::ratio_check ratio;
  estimate change;  ///< of the reward, within cohorts and value segments
};

class run_truth {
 public:
  /// `profiles`: sorted by id, owned by the run.
  run_truth(const settings& config, const std::vector<customer_profile>& profiles,
            const std::optional<truth::field_evidence>& outcomes);

  bool on() const { return config_.truth.gate; }
  /// Who does what and what that can show, said before anything is spent.
  std::vector<std::string> forecast() const;
  const truth::loop_search& search() const { return search_; }

  /// By profile: the first prompt for the baseline arm of an A/B test, one with rules left out by
  /// chance for some who are searched on, else `used`, which outlives the iteration.
  std::vector<const plan*> told(const plan& used);

  /// An iteration's results. `told()` was about the same object. `version`: of its prompt.
  void observe(const iteration_record& record, const std::vector<iteration_record>& earlier,
               prompt_version version);
  /// What that comes to, after the iteration's judge was checked.
  void decide(const iteration_record& record);
  /// What the tuner may see: search customers under the prompt that stands.
  const cohort_report& report_for_tuner() const { return report_; }
  const std::vector<prompt_version>& history_for_tuner() const { return history_; }
  /// Of an earlier run, whose last iteration is observed next.
  void start_history(std::vector<prompt_version> earlier);

  // The judge as an instrument.
  bool judged_twice(const std::string& customer_id, int iteration) const;
  const std::vector<judge_anchor>& anchors() const { return anchors_; }
  void add_repeat(const std::string& customer_id, int iteration, double first, double again);
  /// Rewards of the anchors now, by their order; nothing: unscored.
  void look_at_anchors(int iteration, std::span<const std::optional<double>> now);

  /// Report customers of the cohorts that the last measurement is about.
  std::vector<std::size_t> to_measure() const;
  void take_measurement(last_measurement taken);
  const std::optional<last_measurement>& measured() const { return measured_; }
  search_conduct& conduct() { return conduct_; }

  /// The record's `truth`: a JSON document.
  std::string document(const run_record& record) const;
  /// What it all comes to, for people.
  std::vector<std::string> sentences(const run_record& record) const;

 private:
  std::string measured_sentence() const;
  std::string judge_sentence() const;
  /// What the real outcomes are held against; nothing: no gain is claimed.
  std::optional<simulated_gain> to_calibrate() const;
  /// One for each iteration of an A/B test.
  std::vector<two_arm_result> ab_results(const run_record& record) const;
  void choose_anchors(const iteration_record& record);
  std::vector<truth::arm_value> rewards_of_arms(const iteration_record& record) const;
  cohort_report report_over(const std::vector<const iteration_record*>& by_cohort) const;

  const settings& config_;
  const std::vector<customer_profile>& profiles_;
  bool split_ = false;  ///< false: too few, everybody is searched on
  truth::loop_search search_;
  std::vector<bool> first_arm_;  // by profile: keeps the first prompt, for an A/B test
  plan baseline_;
  std::deque<plan> variants_;      // of this iteration: with rules left out by chance
  std::vector<const plan*> told_;  // in this iteration, by profile; empty: all the same
  cohort_report report_;
  std::vector<prompt_version> history_;
  std::vector<judge_anchor> anchors_;
  std::vector<anchor_look> looks_;
  std::map<std::pair<int, std::string>, std::vector<double>> repeats_;
  std::vector<int> ab_iterations_;
  std::optional<calibrated> calibrated_;  // by real outcomes
  std::optional<last_measurement> measured_;
  search_conduct conduct_;
};

}  // namespace parley
