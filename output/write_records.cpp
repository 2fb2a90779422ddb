#include "agents/record_json.hpp"
#include "output/record_values.hpp"
#include "output/run_logger.hpp"
#include "output/run_money.hpp"
#include "profiles/loader.hpp"

namespace parley {
namespace {

template <class Range, class Writer>
json::array array_of(const Range& range, Writer write) {
  json::array out;
  out.reserve(range.size());
  for (const auto& one : range) out.push_back(write(one));
  return out;
}

json::value comparison_row_json(const comparison_row& row) {
  const auto metric = [](const estimate& before, const estimate& after, const estimate& change) {
    return json::object{{"before", estimate_json(before)},
                        {"after", estimate_json(after)},
                        {"change", estimate_json(change)}};
  };
  return json::object{
      {"cohort", row.cohort ? to_string(*row.cohort) : "all"},
      {"n", row.n},
      {"nps", metric(row.nps_before, row.nps_after, row.nps_change)},
      {"churn", metric(row.churn_before, row.churn_after, row.churn_change)},
      {"engagement", metric(row.engagement_before, row.engagement_after, row.engagement_change)},
      {"ltv_ratio", metric(row.ltv_before, row.ltv_after, row.ltv_change)},
      {"reward", metric(row.reward_before, row.reward_after, row.reward_change)}};
}

json::value profile_value(const customer_profile& profile) {
  // The profile's own writer is the one place that knows its shape.
  return json::parse(repaired_utf8(profile_to_compact_json(profile)));
}

}  // namespace

json::value estimate_json(const estimate& value) {
  return json::object{{"mean", value.mean},
                      {"low", or_null(value.low)},
                      {"high", or_null(value.high)},
                      {"n", value.n}};
}

json::value customer_value_json(const customer_value& value) {
  return json::object{{"customer_id", value.customer_id},
                      {"cohort", to_string(value.cohort)},
                      {"reward", value.reward},
                      {"ltv_ratio", value.ltv_ratio},
                      {"baseline_ltv", value.baseline_ltv},
                      {"model_ltv_delta", value.model_ltv_delta},
                      {"ltv_disagrees", value.ltv_disagrees}};
}

json::value config_change_json(const config_change& value) {
  return json::object{
      {"at", value.at}, {"key", value.key}, {"before", value.before}, {"after", value.after}};
}

json::value before_after_json(const before_after& value) {
  return json::object{{"before_iteration", value.before_iteration},
                      {"after_iteration", value.after_iteration},
                      {"verdict", value.verdict},
                      {"rows", array_of(value.rows, comparison_row_json)}};
}

json::value iteration_json(const iteration_record& record) {
  return json::object{
      {"iteration", record.iteration},
      {"started_at", record.started_at},
      {"finished_at", record.finished_at},
      {"plan_source", record.plan_source},
      {"plan", plan_json(record.used)},
      {"transcripts", array_of(record.conversations, transcript_json)},
      {"scores", array_of(record.judgements, judgement_json)},
      {"values", array_of(record.values, customer_value_json)},
      {"cohort_report", cohort_report_json(record.report)},
      {"tuning", record.proposal ? tuning_json(*record.proposal) : json::value(nullptr)},
      {"config_changes", array_of(record.config_changes, config_change_json)},
      {"makespan_ratio", record.makespan_ratio},
      {"binding_term", record.binding_term}};
}

json::value earlier_json(const std::optional<earlier_run>& value) {
  if (!value) return nullptr;
  return json::object{{"run_id", value->run_id},
                      {"iteration", value->iteration},
                      {"customers_in_common", value->customers_in_common}};
}

namespace {

json::value truth_json(const std::string& document) {
  if (document.empty()) return nullptr;
  auto value = parse_exact(document);
  return value ? std::move(*value) : json::value(nullptr);
}

}  // namespace

json::value run_json(const run_record& record) {
  return json::object{{"format", "parley-run"},
                      {"format_version", 1},
                      {"run_id", record.run_id},
                      {"version", record.version},
                      {"provider", record.provider},
                      {"language", record.language},
                      {"seed", record.seed},
                      {"started_at", record.started_at},
                      {"finished_at", record.finished_at},
                      {"profiles_source", record.profiles_source},
                      {"stopped", to_string(record.stopped)},
                      {"stop_detail", record.stop_detail},
                      {"wall_sec", record.wall_sec},
                      {"cost", record.cost},
                      {"cost_known", record.cost_known},
                      {"currency", record.currency},
                      {"confidence", record.confidence},
                      {"spend", spend_json(record.spend)},
                      {"prices", prices_json(record.prices)},
                      {"cost_by_role", cost_by_role_json(record.spend, record.prices)},
                      {"lost_calls", lost_json(record.lost)},
                      {"continues", earlier_json(record.continues)},
                      {"comparison", record.comparison ? before_after_json(*record.comparison)
                                                       : json::value(nullptr)},
                      {"truth", truth_json(record.truth)},
                      {"history", array_of(record.history, prompt_version_json)},
                      {"profiles", array_of(record.profiles, profile_value)},
                      {"iterations", array_of(record.iterations, iteration_json)}};
}

std::string iteration_to_json(const iteration_record& record) {
  json::value value = iteration_json(record);
  make_portable(value);
  return pretty_json(value) + '\n';
}

std::string cohort_report_to_json(const cohort_report& report) {
  json::value value = cohort_report_json(report);
  make_portable(value);
  return pretty_json(value) + '\n';
}

std::string run_to_json(const run_record& record) {
  json::value value = run_json(record);
  make_portable(value);
  return pretty_json(value) + '\n';
}

}  // namespace parley
