#include "engine/scoring/cohort_scorer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/scoring/best_strategy.hpp"
#include "engine/scoring/cohort_notes.hpp"
#include "engine/scoring/statistics.hpp"
#include "engine/scoring/value_model.hpp"

namespace parley {
namespace {

constexpr double promoter_from = 9;
constexpr double detractor_to = 6;

template <class Rows, class Get>
estimate over(const Rows& rows, double confidence, Get get) {
  std::vector<double> values;
  values.reserve(rows.size());
  for (const auto* row : rows) values.push_back(get(*row));
  return mean_estimate(values, confidence);
}

// Of totals, not of each customer's ratio: a few customers with next to no value at first would
// otherwise decide the mean (docs/scoring.md).
template <class Rows>
estimate ltv_ratio_over(const Rows& rows, double confidence) {
  std::vector<double> expected, baseline;
  for (const auto* row : rows) {
    expected.push_back(row->value.ltv_ratio * row->value.baseline_ltv);
    baseline.push_back(row->value.baseline_ltv);
  }
  return ratio_estimate(expected, baseline, confidence);
}

}  // namespace

void cohort_scorer::add(const customer_profile& profile, const conversation_record& conversation) {
  tally& counted = tallies_[index_of(profile.cohort)];
  ++counted.customers;
  if (conversation.end == conversation_end::silence && !conversation.customer_answered())
    ++counted.silent;
  if (conversation.end == conversation_end::invalid) ++counted.invalid;
  if (conversation.end == conversation_end::failed) ++counted.failed;
}

std::optional<customer_value> cohort_scorer::add(const customer_profile& profile,
                                                 const judgement& verdict,
                                                 const conversation_record& conversation) {
  if (!verdict.value) {
    ++tallies_[index_of(profile.cohort)].unscored;
    return std::nullopt;
  }
  const customer_value value = value_of(profile, *verdict.value, constants_);
  rows_.push_back(
      row{profile.customer_id, profile.cohort, *verdict.value, value, conversation.used});
  return value;
}

cohort_report cohort_scorer::report(int iteration) const {
  std::vector<const row*> sorted;
  sorted.reserve(rows_.size());
  for (const row& r : rows_) sorted.push_back(&r);
  std::sort(sorted.begin(), sorted.end(),
            [](const row* a, const row* b) { return a->customer_id < b->customer_id; });

  cohort_report out;
  out.iteration = iteration;
  tally everyone;
  for (const cohort which : all_cohorts) {
    std::vector<const row*> members;
    for (const row* r : sorted)
      if (r->cohort == which) members.push_back(r);
    const tally& counted = tallies_[index_of(which)];
    out.cohorts[index_of(which)] = summarise(std::move(members), counted);
    out.cohorts[index_of(which)].cohort = which;
    everyone.customers += counted.customers;
    everyone.silent += counted.silent;
    everyone.invalid += counted.invalid;
    everyone.failed += counted.failed;
    everyone.unscored += counted.unscored;
  }
  out.all = summarise(std::move(sorted), everyone);
  return out;
}

cohort_summary cohort_scorer::summarise(std::vector<const row*> rows, const tally& counted) const {
  const double confidence = constants_.confidence;
  cohort_summary out;
  out.customers = counted.customers;
  out.n = rows.size();
  out.silent = counted.silent;
  out.invalid = counted.invalid;
  out.failed = counted.failed;
  out.unscored = counted.unscored;
  out.nps = over(rows, confidence, [](const row& r) { return r.verdict.nps_expected; });
  out.churn = over(rows, confidence, [](const row& r) { return r.verdict.churn_prob; });
  out.engagement = over(rows, confidence, [](const row& r) { return r.verdict.engagement_prob; });
  out.ltv_ratio = ltv_ratio_over(rows, confidence);
  out.reward = over(rows, confidence, [](const row& r) { return r.value.reward; });

  std::vector<strategy_outcome> outcomes;
  std::vector<const score*> verdicts;
  long balance = 0;
  for (const row* r : rows) {
    outcomes.push_back({&r->used, r->value.reward});
    verdicts.push_back(&r->verdict);
    if (r->verdict.nps_expected >= promoter_from) ++balance;
    if (r->verdict.nps_expected <= detractor_to) --balance;
  }
  if (!rows.empty())
    out.net_promoter = 100.0 * static_cast<double>(balance) / static_cast<double>(rows.size());
  if (auto best = best_strategy(outcomes, constants_.best_strategy_min_n)) {
    out.best_strategy = std::move(best->used);
    out.best_strategy_n = best->n;
  }
  out.notes = cohort_notes(out, verdicts, language_);
  return out;
}

}  // namespace parley
