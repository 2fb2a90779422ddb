// What the page's scripts draw from. Names are short where there is one for every conversation.
#include <algorithm>

#include "agents/record_json.hpp"
#include "output/format.hpp"
#include "output/record_values.hpp"
#include "output/report_metrics.hpp"
#include "output/report_parts.hpp"
#include "output/run_money.hpp"

namespace parley {
namespace {

json::value or_null(const std::optional<double>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

json::value summary_data(const cohort_summary& c, std::string_view key) {
  json::object out{{"cohort", key},
                   {"customers", c.customers},
                   {"n", c.n},
                   {"silent", c.silent},
                   {"invalid", c.invalid},
                   {"failed", c.failed},
                   {"unscored", c.unscored},
                   {"net_promoter", c.net_promoter},
                   {"best", c.best_strategy ? json::value(c.best_strategy->text()) : nullptr},
                   {"best_n", c.best_strategy_n},
                   {"notes", c.notes}};
  for (const auto& metric : report_metrics())
    out[metric.key] = estimate_json(shown(metric, c.*metric.summary));
  return out;
}

json::value iteration_data(const iteration_record& record) {
  json::array summaries;
  for (const auto& c : record.report.cohorts)
    summaries.push_back(summary_data(c, to_string(c.cohort)));
  summaries.push_back(summary_data(record.report.all, "all"));
  json::array changes;
  for (const auto& change : record.config_changes) changes.push_back(config_change_json(change));
  return json::object{
      {"iteration", record.iteration},
      {"plan", plan_json(record.used)},
      {"plan_source", record.plan_source},
      {"tuning", record.proposal ? tuning_json(*record.proposal) : json::value(nullptr)},
      {"summaries", std::move(summaries)},
      {"tokens", record.report.tokens_used},
      {"cost", record.report.cost},
      {"spend", spend_json(record.report.spend)},
      {"wall_sec", record.report.wall_sec},
      {"refused", record.report.refused_for_deadline},
      {"makespan_ratio", record.makespan_ratio},
      {"binding_term", record.binding_term},
      {"config_changes", std::move(changes)}};
}

/// [role, content, sentiment or null, flags]: role 0 agent, 1 customer; flag 1 silent, 2 context.
json::value turn_data(const turn& t) {
  return json::array{t.role == turn_role::agent ? 0 : 1, t.content, or_null(t.sentiment),
                     (t.silent ? 1 : 0) + (t.context ? 2 : 0)};
}

json::value verdict_data(const score& s) {
  json::array aspects;
  for (const auto& [name, value] : s.aspect_sentiment) aspects.push_back(json::array{name, value});
  return json::object{{"n", s.nps_expected}, {"e", s.engagement_prob}, {"c", s.churn_prob},
                      {"l", s.ltv_delta},    {"k", s.cta_clarity},     {"a", std::move(aspects)},
                      {"w", s.rationale}};
}

/// i iteration, p profile, r replicate, e end, t turns, s strategy, d detail, k tokens, z seconds;
/// j judge's verdict, u why unscored, v [reward, LTV ratio, judge's LTV disagrees].
json::object conversation_data(const conversation_record& c, std::size_t profile) {
  json::array turns;
  for (const auto& t : c.turns) turns.push_back(turn_data(t));
  std::int64_t tokens = 0;
  for (const auto& role : c.spend) tokens += role.usage.total();
  json::object out{{"i", c.iteration},      {"p", profile},          {"r", c.replicate},
                   {"e", to_string(c.end)}, {"t", std::move(turns)}, {"s", c.used.text()},
                   {"k", tokens},           {"z", c.duration_sec}};
  if (!c.detail.empty()) out["d"] = c.detail;
  return out;
}

void add_judgement(json::object& out, const judgement& j) {
  if (j.value)
    out["j"] = verdict_data(*j.value);
  else
    out["u"] = j.unscored_reason.empty() ? "no usable verdict" : j.unscored_reason;
}

/// The customers of a run by id, in the order of the profiles, those of no profile behind them.
struct customer_index {
  std::map<std::string, std::size_t, std::less<>> place;
  json::array rows;  ///< [id, name, cohort key]

  explicit customer_index(const run_record& record) {
    for (const auto& p : record.profiles) add(p.customer_id, p.persona.name, p.cohort);
  }
  std::size_t add(const std::string& id, std::string_view name, cohort c) {
    const auto [at, is_new] = place.try_emplace(id, rows.size());
    if (is_new) rows.push_back(json::array{id, name, to_string(c)});
    return at->second;
  }
};

/// Which conversations the page carries when a run has more than it can: see `most`.
struct selection {
  std::size_t total = 0;
  std::size_t stride = 1;       ///< every stride-th customer
  std::vector<int> iterations;  ///< empty: all
  bool takes(int iteration, std::size_t customer) const {
    return customer % stride == 0 &&
           (iterations.empty() ||
            std::find(iterations.begin(), iterations.end(), iteration) != iterations.end());
  }
};

/// First the iterations between before and after go, then customers, evenly.
selection choose(const run_record& record, std::size_t most) {
  selection out;
  for (const auto& one : record.iterations) out.total += one.conversations.size();
  if (out.total <= most) return out;
  out.iterations = {record.iterations.back().iteration};
  if (record.comparison)
    out.iterations = {record.comparison->before_iteration, record.comparison->after_iteration};
  std::size_t left = 0;
  for (const auto& one : record.iterations)
    if (out.takes(one.iteration, 0)) left += one.conversations.size();
  out.stride = (left + most - 1) / most;
  return out;
}

void add_conversations(const iteration_record& record, const selection& chosen,
                       customer_index& customers, json::array& out) {
  auto next = record.judgements.begin();
  for (const auto& c : record.conversations) {
    const std::size_t customer = customers.add(c.customer_id, "", c.cohort);
    json::object row;
    const bool taken = chosen.takes(record.iteration, customer);
    if (taken) row = conversation_data(c, customer);
    // Both lists are sorted by customer; replicates of a customer come in the same order.
    while (next != record.judgements.end() && next->customer_id < c.customer_id) ++next;
    if (c.scorable() && next != record.judgements.end() && next->customer_id == c.customer_id) {
      if (taken) add_judgement(row, *next);
      ++next;
    }
    const auto value = std::lower_bound(
        record.values.begin(), record.values.end(), c.customer_id,
        [](const customer_value& v, const std::string& id) { return v.customer_id < id; });
    if (taken && row.contains("j") && value != record.values.end() &&
        value->customer_id == c.customer_id)
      row["v"] = json::array{value->reward, value->ltv_ratio, value->ltv_disagrees};
    if (taken) out.push_back(std::move(row));
  }
}

json::array metrics_data() {
  json::array out;
  for (const auto& m : report_metrics())
    out.push_back(json::object{{"key", m.key},
                               {"name", m.name},
                               {"scale", m.scale_text},
                               {"unit", m.unit},
                               {"decimals", m.decimals},
                               {"least", or_null(m.least)},
                               {"most", or_null(m.most)},
                               {"lower_is_better", m.lower_is_better}});
  return out;
}

json::object labels_data() {
  json::object cohorts, ends;
  for (const auto c : all_cohorts) cohorts[to_string(c)] = label(c);
  using enum conversation_end;
  for (const auto e : {max_turns, customer_left, repeated_negativity, silence, invalid, failed})
    ends[to_string(e)] = label(e);
  return {{"cohorts", std::move(cohorts)}, {"ends", std::move(ends)}};
}

/// What was spent beside the iterations' own work: {checks: [{iteration, spend}], last: spend}.
json::object beside_data(const run_record& record) {
  json::object out{{"checks", json::array()}, {"last", nullptr}};
  const auto truth = parse_exact(record.truth.empty() ? "null" : record.truth);
  if (!truth) return out;
  boost::system::error_code none;
  if (const auto* checks = truth->find_pointer("/judge/checks", none)) out["checks"] = *checks;
  if (const auto* last = truth->find_pointer("/measurement/spend", none)) out["last"] = *last;
  return out;
}

}  // namespace

std::string report_data(const run_record& record) {
  const selection chosen = choose(record, report_most_conversations);
  customer_index customers(record);
  json::array conversations, iterations, history;
  for (const auto& one : record.iterations) {
    iterations.push_back(iteration_data(one));
    add_conversations(one, chosen, customers, conversations);
  }
  for (const auto& version : record.history) history.push_back(prompt_version_json(version));
  json::array compared;
  if (record.comparison)
    compared = {record.comparison->before_iteration, record.comparison->after_iteration};
  json::value out = json::object{{"run_id", record.run_id},
                                 {"confidence", level_text(record.confidence)},
                                 {"currency", record.currency},
                                 {"cost_known", record.cost_known},
                                 {"metrics", metrics_data()},
                                 {"labels", labels_data()},
                                 {"compared", std::move(compared)},
                                 {"spend", spend_json(record.spend)},
                                 {"beside", beside_data(record)},
                                 {"prices", prices_json(record.prices)},
                                 {"lost", lost_json(record.lost)},
                                 {"history", std::move(history)},
                                 {"iterations", std::move(iterations)},
                                 {"customers", std::move(customers.rows)},
                                 {"conversations_total", chosen.total},
                                 {"conversations", std::move(conversations)}};
  make_portable(out);
  return json::serialize(out);
}

}  // namespace parley
