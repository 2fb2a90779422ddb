// Paired before/after of two iterations (docs/scoring.md): the same customers under two prompts.
#include <fmt/format.h>

#include <map>

#include "engine/scoring/cohort_scorer.hpp"
#include "engine/scoring/statistics.hpp"
#include "output/format.hpp"

namespace parley {
namespace {

struct scored {
  const score* verdict = nullptr;
  const customer_value* value = nullptr;
};

struct pair_of_scores {
  scored before, after;
};

// Ordered by customer id: sums are made in that order.
using scores_by_customer = std::map<std::string_view, scored>;

scores_by_customer scores_of(const iteration_record& record) {
  scores_by_customer out;
  for (const judgement& verdict : record.judgements)
    if (verdict.value) out[verdict.customer_id].verdict = &*verdict.value;
  for (const customer_value& value : record.values) {
    const auto found = out.find(value.customer_id);
    if (found != out.end()) found->second.value = &value;
  }
  std::erase_if(out, [](const auto& entry) { return entry.second.value == nullptr; });
  return out;
}

template <class Get>
void fill(const std::vector<pair_of_scores>& pairs, double confidence, Get get, estimate& before,
          estimate& after, estimate& change) {
  std::vector<double> first, second;
  for (const pair_of_scores& pair : pairs) {
    first.push_back(get(pair.before));
    second.push_back(get(pair.after));
  }
  before = mean_estimate(first, confidence);
  after = mean_estimate(second, confidence);
  change = paired_difference(first, second, confidence);
}

// LTV ratios are ratios of totals; their difference has the same denominators, so its linearised
// residuals are paired by customer.
void fill_ltv(const std::vector<pair_of_scores>& pairs, double confidence, comparison_row& row) {
  std::vector<double> first, second, gained, baseline;
  for (const auto& [before, after] : pairs) {
    const double base = before.value->baseline_ltv;
    first.push_back(before.value->ltv_ratio * base);
    second.push_back(after.value->ltv_ratio * base);
    gained.push_back(second.back() - first.back());
    baseline.push_back(base);
  }
  row.ltv_before = ratio_estimate(first, baseline, confidence);
  row.ltv_after = ratio_estimate(second, baseline, confidence);
  row.ltv_change = ratio_estimate(gained, baseline, confidence);
}

comparison_row row_of(std::optional<cohort> which, const std::vector<pair_of_scores>& pairs,
                      double confidence) {
  comparison_row row;
  row.cohort = which;
  row.n = pairs.size();
  fill(
      pairs, confidence, [](const scored& s) { return s.verdict->nps_expected; }, row.nps_before,
      row.nps_after, row.nps_change);
  fill(
      pairs, confidence, [](const scored& s) { return s.verdict->churn_prob; }, row.churn_before,
      row.churn_after, row.churn_change);
  fill(
      pairs, confidence, [](const scored& s) { return s.verdict->engagement_prob; },
      row.engagement_before, row.engagement_after, row.engagement_change);
  fill_ltv(pairs, confidence, row);
  fill(
      pairs, confidence, [](const scored& s) { return s.value->reward; }, row.reward_before,
      row.reward_after, row.reward_change);
  return row;
}

bool excludes_zero(const estimate& change) {
  return change.low && change.high && (*change.low > 0 || *change.high < 0);
}

std::string change_in_words(std::string_view what, const estimate& change) {
  return fmt::format("{} {} by {:.3f} ({} to {})", what, change.mean >= 0 ? "rose" : "fell",
                     std::abs(change.mean), signed_text(*change.low, 3),
                     signed_text(*change.high, 3));
}

// Says no more than the intervals do, and on whom it was measured.
std::string verdict_of(const comparison_row& all, const before_after& which, double confidence) {
  const std::string where =
      fmt::format("between iterations {} and {}", which.before_iteration, which.after_iteration);
  if (all.n == 0)
    return fmt::format("Nothing can be compared {}: no customer was scored in both.", where);
  if (!all.ltv_change.low)
    return fmt::format("Nothing can be said {}: only one customer was scored in both.", where);

  constexpr std::string_view caveat =
      "on all customers, those the prompt was tuned on too, so read it as an upper estimate";
  std::vector<std::string> shown;
  if (excludes_zero(all.reward_change))
    shown.push_back(change_in_words("reward", all.reward_change));
  if (excludes_zero(all.ltv_change)) shown.push_back(change_in_words("LTV ratio", all.ltv_change));
  if (shown.empty())
    return fmt::format(
        "No difference could be shown {} with {} customers (paired, {:g} % interval "
        "of the LTV ratio change {} to {}); {}.",
        where, all.n, confidence * 100, signed_text(*all.ltv_change.low, 3),
        signed_text(*all.ltv_change.high, 3), caveat);
  std::string text = fmt::format("{} {} with {} customers (paired, {:g} % interval); {}.",
                                 fmt::join(shown, " and "), where, all.n, confidence * 100, caveat);
  if (text[0] == 'r') text[0] = 'R';
  return text;
}

}  // namespace

before_after compare(const iteration_record& before, const iteration_record& after,
                     const scoring_settings& constants) {
  before_after out;
  out.before_iteration = before.iteration;
  out.after_iteration = after.iteration;

  const scores_by_customer first = scores_of(before);
  const scores_by_customer second = scores_of(after);
  std::vector<pair_of_scores> everyone;
  std::array<std::vector<pair_of_scores>, all_cohorts.size()> by_cohort;
  for (const auto& [id, score_before] : first) {
    const auto found = second.find(id);
    if (found == second.end()) continue;
    everyone.push_back({score_before, found->second});
    by_cohort[index_of(score_before.value->cohort)].push_back(everyone.back());
  }
  for (const cohort which : all_cohorts)
    if (const auto& pairs = by_cohort[index_of(which)]; !pairs.empty())
      out.rows.push_back(row_of(which, pairs, constants.confidence));
  out.rows.push_back(row_of(std::nullopt, everyone, constants.confidence));
  out.verdict = verdict_of(out.rows.back(), out, constants.confidence);
  return out;
}

}  // namespace parley
