// The optimiser's end: the report on fresh customers.
#include "engine/scoring/statistics.hpp"
#include "engine/truth/optimiser.hpp"

namespace parley::truth {
namespace {

constexpr std::size_t cohorts_count = all_cohorts.size();

}  // namespace

std::vector<trial> optimiser::report_trials() const {
  const arm_set measured = this->measured();
  std::vector<trial> out;
  for (std::size_t c = 0; c < cohorts_count; ++c) {
    if (measured[c] == baseline_arms_[c]) continue;
    for (const std::size_t i : customers_.in_cohort(part::report, c))
      for (int r = 0; r < settings_.report_replicates; ++r) {
        out.push_back({i, baseline_arms_[c], r, iteration_});
        out.push_back({i, measured[c], r, iteration_});
      }
  }
  return out;
}

void optimiser::begin_report() {
  report_.promoted = champion_ != baseline_arms_;
  report_.any = measured() != baseline_arms_;
  phase_ = report_.any ? phase::report : phase::done;
}

void optimiser::end_report() {
  const arm_set measured = this->measured();
  std::vector<difference> everyone;
  std::array<bool, cohorts_count> untouched{};
  for (std::size_t c = 0; c < cohorts_count; ++c) {
    untouched[c] = measured[c] == baseline_arms_[c];
    if (untouched[c]) continue;
    std::vector<slot> slots;
    for (const std::size_t i : customers_.in_cohort(part::report, c))
      for (int r = 0; r < settings_.report_replicates; ++r) slots.push_back({i, r});
    const auto mine =
        paired_differences(table_, slots, baseline_arms_[c], measured[c], iteration_, c);
    report_.by_cohort[c] = paired_effect(mine, settings_.confidence);
    everyone.insert(everyone.end(), mine.begin(), mine.end());
  }
  report_.gain = stratified_effect(everyone, customers_.shares, untouched, settings_.confidence);
  report_.interval = bca_of_mean(everyone, customers_.shares, untouched, settings_.confidence,
                                 settings_.resamples, settings_.seed);
  std::vector<worded_score> worded;
  for (const trial& one : report_trials()) {
    const trial_outcome* held = table_.find(one);
    if (!held || !held->scored) continue;
    const std::size_t c = index_of(customers_.cohorts[one.customer]);
    worded.push_back(
        {held->reward, one.customer, one.arm == baseline_arms_[c] ? 0u : 1u, held->words});
  }
  report_.length = check_length(worded, settings_.confidence);
  phase_ = phase::done;
}

cohort_report optimiser::report_of(const arm_set& arms) const {
  cohort_report out;
  out.iteration = iteration_;
  const auto fill = [](cohort_summary& summary, std::span<const trial_outcome> rows) {
    std::vector<double> nps, churn, engagement, reward;
    for (const trial_outcome& row : rows) {
      nps.push_back(row.nps);
      churn.push_back(row.churn);
      engagement.push_back(row.engagement);
      reward.push_back(row.reward);
    }
    summary.n = rows.size();
    summary.nps = mean_estimate(nps, 0.95);
    summary.churn = mean_estimate(churn, 0.95);
    summary.engagement = mean_estimate(engagement, 0.95);
    summary.reward = mean_estimate(reward, 0.95);
  };
  std::vector<trial_outcome> everyone;
  for (std::size_t c = 0; c < cohorts_count; ++c) {
    std::vector<trial_outcome> mine;
    for (const auto& [held, outcome] : table_.rows())
      if (held.arm == arms[c] && outcome.scored && held.epoch + 1 >= iteration_ &&
          customers_.split.of[held.customer] == part::search)
        mine.push_back(outcome);
    fill(out.cohorts[c], mine);
    everyone.insert(everyone.end(), mine.begin(), mine.end());
  }
  fill(out.all, everyone);
  return out;
}

}  // namespace parley::truth
