// What a run says at its end, for programs.
#include "base/json.hpp"
#include "cli/summary.hpp"
#include "output/record_values.hpp"
#include "output/run_money.hpp"

namespace parley::cli {
namespace {

json::value estimate_or_null(const estimate& value) {
  if (value.n == 0) return nullptr;
  json::object out{{"mean", value.mean}, {"n", value.n}};
  out["low"] = value.low ? json::value(*value.low) : json::value(nullptr);
  out["high"] = value.high ? json::value(*value.high) : json::value(nullptr);
  return out;
}

json::value row_json(const comparison_row& row) {
  json::object out;
  out["cohort"] = row.cohort ? to_string(*row.cohort) : std::string_view("all");
  out["n"] = row.n;
  const auto add = [&](const char* name, const estimate& before, const estimate& after,
                       const estimate& change) {
    out[name] = {{"before", estimate_or_null(before)},
                 {"after", estimate_or_null(after)},
                 {"change", estimate_or_null(change)}};
  };
  add("nps", row.nps_before, row.nps_after, row.nps_change);
  add("churn", row.churn_before, row.churn_after, row.churn_change);
  add("engagement", row.engagement_before, row.engagement_after, row.engagement_change);
  add("ltv_ratio", row.ltv_before, row.ltv_after, row.ltv_change);
  add("reward", row.reward_before, row.reward_after, row.reward_change);
  return out;
}

}  // namespace

std::string run_summary_json(const run_record& run, const std::filesystem::path& folder,
                             const std::filesystem::path& report) {
  json::object out;
  out["run_id"] = run.run_id;
  out["folder"] = folder.string();
  out["report"] = report.string();
  out["provider"] = run.provider;
  out["customers"] = run.profiles.size();
  out["iterations"] = run.iterations.size();
  out["stopped"] = to_string(run.stopped);
  out["stop_detail"] = run.stop_detail;
  out["wall_sec"] = run.wall_sec;
  out["cost"] = run.cost_known ? json::value(run.cost) : json::value(nullptr);
  out["cost_by_role"] = cost_by_role_json(run.spend, run.prices);
  out["cost_by_purpose"] = cost_by_purpose_json(run);
  out["currency"] = run.currency;
  out["lost_calls"] = lost_json(run.lost);
  std::int64_t tokens = 0, calls = 0, failed = 0, retries = 0;
  for (const role_spend& s : run.spend) {
    tokens += s.usage.total();
    calls += s.calls + s.failures;
    failed += s.failures;
    retries += s.retries;
  }
  out["calls"] = calls;
  out["failed_calls"] = failed;
  out["retries"] = retries;
  out["tokens"] = tokens;
  out["continues"] = run.continues ? json::value{{"run_id", run.continues->run_id},
                                                 {"iteration", run.continues->iteration}}
                                   : json::value(nullptr);
  if (run.stopped == stop_reason::provider_failure)
    out["error"] =
        error_json({run.stop_detail, std::string(to_string(run.stop_code)), {}}, exit_code_of(run));
  const auto truth = parse_json(run.truth.empty() ? "null" : run.truth, 64);
  const json::object* evidence = truth ? truth->if_object() : nullptr;
  out["promoted"] = evidence ? evidence->at("promoted") : json::value(nullptr);
  out["measurement"] = evidence ? evidence->at("measurement") : json::value(nullptr);
  out["said"] = evidence ? evidence->at("said") : json::value(nullptr);
  const auto people = parse_exact(run.people.empty() ? "null" : run.people);
  out["people"] = people ? *people : json::value(nullptr);
  if (run.comparison) {
    json::array rows;
    for (const comparison_row& row : run.comparison->rows) rows.push_back(row_json(row));
    out["comparison"] = {{"before_iteration", run.comparison->before_iteration},
                         {"after_iteration", run.comparison->after_iteration},
                         {"verdict", run.comparison->verdict},
                         {"rows", std::move(rows)}};
  } else {
    out["comparison"] = nullptr;
  }
  return pretty_json(out);
}

}  // namespace parley::cli
