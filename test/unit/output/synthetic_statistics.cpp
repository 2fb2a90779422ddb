#include "synthetic_statistics.hpp"

#include <algorithm>
#include <cmath>

namespace parley::test {
namespace {

struct sums {
  std::vector<double> values;
  void add(double v) { values.push_back(v); }
  estimate result() const {
    estimate out;
    out.n = values.size();
    if (values.empty()) return out;
    for (const double v : values) out.mean += v / static_cast<double>(values.size());
    if (values.size() < 2) return out;
    double squares = 0;
    for (const double v : values) squares += (v - out.mean) * (v - out.mean);
    const double n = static_cast<double>(values.size());
    const double half = 1.96 * std::sqrt(squares / (n - 1) / n);
    out.low = out.mean - half;
    out.high = out.mean + half;
    return out;
  }
};

struct metric_sums {
  sums before, after, change;
  void add(double x, double y) {
    before.add(x);
    after.add(y);
    change.add(y - x);
  }
  void store(estimate& b, estimate& a, estimate& c) const {
    b = before.result();
    a = after.result();
    c = change.result();
  }
};

template <class List>
auto find(const List& list, const std::string& id) {
  return std::find_if(list.begin(), list.end(),
                      [&](const auto& one) { return one.customer_id == id; });
}

}  // namespace

cohort_summary summarise(const iteration_record& record, const cohort* only) {
  cohort_summary out;
  if (only) out.cohort = *only;
  sums nps, churn, engagement, ltv, reward;
  double promoters = 0;
  const auto in = [&](cohort c) { return !only || c == *only; };
  for (const auto& c : record.conversations) {
    if (!in(c.cohort)) continue;
    ++out.customers;
    out.silent += c.end == conversation_end::silence;
    out.invalid += c.end == conversation_end::invalid;
    out.failed += c.end == conversation_end::failed;
  }
  for (const auto& j : record.judgements) {
    if (!in(j.cohort)) continue;
    if (!j.value) {
      ++out.unscored;
      continue;
    }
    nps.add(j.value->nps_expected);
    churn.add(j.value->churn_prob);
    engagement.add(j.value->engagement_prob);
    promoters += (j.value->nps_expected >= 9) - (j.value->nps_expected <= 6);
  }
  for (const auto& v : record.values) {
    if (!in(v.cohort)) continue;
    ltv.add(v.ltv_ratio);
    reward.add(v.reward);
  }
  out.n = nps.values.size();
  out.nps = nps.result(), out.churn = churn.result(), out.engagement = engagement.result();
  out.ltv_ratio = ltv.result(), out.reward = reward.result();
  if (out.n > 0) out.net_promoter = 100 * promoters / static_cast<double>(out.n);
  if (out.n >= 3) {
    out.best_strategy = strategy{"escalar", "empático-directo", "llamada"};
    out.best_strategy_n = out.n / 2;
    if (only && *only == cohort::vocal_unsatisfied)
      out.notes = "Responder rápido en el primer turno reduce el riesgo de baja.";
  }
  return out;
}

comparison_row compare(const run_record& run, const cohort* only) {
  comparison_row row;
  if (only) row.cohort = *only;
  metric_sums nps, churn, engagement, ltv, reward;
  const auto& before = run.iterations.front();
  const auto& after = run.iterations.back();
  for (const auto& v : after.values) {
    const auto old = find(before.values, v.customer_id);
    if (old == before.values.end() || (only && v.cohort != *only)) continue;
    const score x = *find(before.judgements, v.customer_id)->value;
    const score y = *find(after.judgements, v.customer_id)->value;
    nps.add(x.nps_expected, y.nps_expected);
    churn.add(x.churn_prob, y.churn_prob);
    engagement.add(x.engagement_prob, y.engagement_prob);
    ltv.add(old->ltv_ratio, v.ltv_ratio);
    reward.add(old->reward, v.reward);
    ++row.n;
  }
  nps.store(row.nps_before, row.nps_after, row.nps_change);
  churn.store(row.churn_before, row.churn_after, row.churn_change);
  engagement.store(row.engagement_before, row.engagement_after, row.engagement_change);
  ltv.store(row.ltv_before, row.ltv_after, row.ltv_change);
  reward.store(row.reward_before, row.reward_after, row.reward_change);
  return row;
}

}  // namespace parley::test
