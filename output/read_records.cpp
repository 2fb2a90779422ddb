#include <fmt/format.h>

#include <limits>

#include "agents/record_json.hpp"
#include "output/record_values.hpp"
#include "output/run_money.hpp"
#include "profiles/loader.hpp"

namespace parley {
namespace {

constexpr std::size_t longest_text = 1 << 20;  // characters; far above anything that is written
constexpr std::size_t most_items = 100'000'000;
constexpr double most = std::numeric_limits<double>::max();
constexpr std::int64_t most_count = std::numeric_limits<std::int64_t>::max();

std::string text(object_reader& in, std::string_view key) {
  return in.text(key, 0, longest_text);
}
double number(object_reader& in, std::string_view key) {
  return in.number(key, -most, most);
}

/// Reads the member with `read(value, pointer)`, which gives a result; notes its failure.
template <class T, class Reader>
T part(object_reader& in, std::string_view key, std::string_view expected, Reader read) {
  const json::value* found = in.member(key, expected);
  if (!found) return T{};
  result<T> value = read(*found, in.pointer_to(key));
  if (value) return std::move(*value);
  in.problems().lines.push_back(value.error().message);
  return T{};
}

template <class T, class Reader>
std::vector<T> parts(object_reader& in, std::string_view key, Reader read) {
  std::vector<T> out;
  const json::array& values = in.array(key, 0, most_items);
  out.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    result<T> value = read(values[i], fmt::format("{}/{}", in.pointer_to(key), i));
    if (value)
      out.push_back(std::move(*value));
    else
      in.problems().lines.push_back(value.error().message);
  }
  return out;
}

cohort cohort_of(object_reader& in, std::string_view key) {
  const std::string name = text(in, key);
  if (const auto found = cohort_from(name)) return *found;
  in.problems().add(in.pointer_to(key), '"' + name + '"', "the name of a cohort");
  return cohort::quiet_satisfied;
}

estimate estimate_from(object_reader& in, std::string_view key) {
  const json::value* found = in.member(key, "an object {mean, low, high, n}");
  if (!found) return {};
  object_reader one(*found, in.pointer_to(key), in.problems());
  estimate out;
  out.mean = number(one, "mean");
  out.low = one.number_or_null("low", -most, most);
  out.high = one.number_or_null("high", -most, most);
  out.n = static_cast<std::size_t>(one.integer("n", 0, most_count));
  return out;
}

void metric_from(object_reader& in, std::string_view key, estimate& before, estimate& after,
                 estimate& change) {
  const json::value* found = in.member(key, "an object {before, after, change}");
  if (!found) return;
  object_reader one(*found, in.pointer_to(key), in.problems());
  before = estimate_from(one, "before");
  after = estimate_from(one, "after");
  change = estimate_from(one, "change");
}

comparison_row row_from(const json::value& value, std::string pointer, json_problems& problems) {
  object_reader in(value, std::move(pointer), problems);
  comparison_row out;
  if (text(in, "cohort") != "all") out.cohort = cohort_of(in, "cohort");
  out.n = static_cast<std::size_t>(in.integer("n", 0, most_count));
  metric_from(in, "nps", out.nps_before, out.nps_after, out.nps_change);
  metric_from(in, "churn", out.churn_before, out.churn_after, out.churn_change);
  metric_from(in, "engagement", out.engagement_before, out.engagement_after, out.engagement_change);
  metric_from(in, "ltv_ratio", out.ltv_before, out.ltv_after, out.ltv_change);
  metric_from(in, "reward", out.reward_before, out.reward_after, out.reward_change);
  return out;
}

result<customer_value> customer_value_from(const json::value& value, std::string pointer) {
  json_problems problems;
  object_reader in(value, std::move(pointer), problems);
  customer_value out;
  out.customer_id = text(in, "customer_id");
  out.cohort = cohort_of(in, "cohort");
  out.reward = number(in, "reward");
  out.ltv_ratio = number(in, "ltv_ratio");
  out.baseline_ltv = number(in, "baseline_ltv");
  out.model_ltv_delta = number(in, "model_ltv_delta");
  out.ltv_disagrees = in.boolean("ltv_disagrees");
  if (!problems.none()) return problems.as_failure("value");
  return out;
}

result<config_change> config_change_from(const json::value& value, std::string pointer) {
  json_problems problems;
  object_reader in(value, std::move(pointer), problems);
  config_change out{text(in, "at"), text(in, "key"), text(in, "before"), text(in, "after")};
  if (!problems.none()) return problems.as_failure("configuration change");
  return out;
}

result<customer_profile> profile_from(const json::value& value, std::string pointer) {
  parsed_profile parsed = parse_profile(json::serialize(value), "run.json#" + pointer);
  if (parsed.profile) return std::move(*parsed.profile);
  return fail(failure_code::malformed_output,
              parsed.problems.empty() ? pointer + ": not a profile" : parsed.problems[0].text());
}

stop_reason stop_from(object_reader& in) {
  using enum stop_reason;
  const std::string name = text(in, "stopped");
  for (const auto reason : {converged, max_iterations, time_budget, token_budget, cost_budget,
                            request_budget, interrupted, provider_failure})
    if (to_string(reason) == name) return reason;
  in.problems().add(in.pointer_to("stopped"), '"' + name + '"', "a reason to stop");
  return max_iterations;
}

/// All of 64 bits: beyond what object_reader's signed integers hold.
std::uint64_t seed_from(object_reader& in) {
  const json::value* found = in.member("seed", "an integer from 0");
  if (!found) return 0;
  if (found->is_uint64()) return found->get_uint64();
  return static_cast<std::uint64_t>(in.integer("seed", 0, most_count));
}

}  // namespace

earlier_run earlier_from(const json::value& value, json_problems& problems) {
  object_reader in(value, "/continues", problems);
  earlier_run out;
  out.run_id = text(in, "run_id");
  out.iteration = static_cast<int>(in.integer("iteration", 0, 1'000'000));
  out.customers_in_common =
      static_cast<std::size_t>(in.integer("customers_in_common", 0, most_count));
  return out;
}

before_after before_after_from(const json::value& value, std::string pointer,
                               json_problems& problems) {
  object_reader in(value, pointer, problems);
  before_after out;
  out.before_iteration = static_cast<int>(in.integer("before_iteration", 0, 1'000'000));
  out.after_iteration = static_cast<int>(in.integer("after_iteration", 0, 1'000'000));
  out.verdict = text(in, "verdict");
  const json::array& rows = in.array("rows", 0, 5);
  for (std::size_t i = 0; i < rows.size(); ++i)
    out.rows.push_back(row_from(rows[i], fmt::format("{}/rows/{}", pointer, i), problems));
  return out;
}

iteration_record iteration_from(const json::value& value, std::string pointer,
                                json_problems& problems) {
  object_reader in(value, std::move(pointer), problems);
  iteration_record out;
  out.iteration = static_cast<int>(in.integer("iteration", 0, 1'000'000));
  out.started_at = text(in, "started_at");
  out.finished_at = text(in, "finished_at");
  out.plan_source = text(in, "plan_source");
  out.used = part<plan>(in, "plan", "a plan", plan_from);
  out.conversations = parts<conversation_record>(in, "transcripts", transcript_from);
  out.judgements = parts<judgement>(in, "scores", judgement_from);
  out.values = parts<customer_value>(in, "values", customer_value_from);
  out.report = part<cohort_report>(in, "cohort_report", "a cohort report", cohort_report_from);
  if (in.find("tuning")) out.proposal = part<tuning>(in, "tuning", "a tuning", tuning_from);
  out.config_changes = parts<config_change>(in, "config_changes", config_change_from);
  out.makespan_ratio = number(in, "makespan_ratio");
  out.binding_term = text(in, "binding_term");
  return out;
}

run_record run_from(const json::value& value, json_problems& problems) {
  object_reader in(value, "", problems);
  run_record out;
  out.run_id = text(in, "run_id");
  out.version = text(in, "version");
  out.provider = text(in, "provider");
  out.language = text(in, "language");
  out.seed = seed_from(in);
  out.started_at = text(in, "started_at");
  out.finished_at = text(in, "finished_at");
  out.profiles_source = text(in, "profiles_source");
  out.stopped = stop_from(in);
  out.stop_detail = text(in, "stop_detail");
  out.wall_sec = number(in, "wall_sec");
  out.cost = number(in, "cost");
  out.cost_known = in.boolean("cost_known");
  out.currency = text(in, "currency");
  // Runs of before the member was written had the default.
  if (in.find("confidence") != nullptr) out.confidence = number(in, "confidence");
  out.spend = part<spend_by_role>(in, "spend", "spend by role", spend_from);
  // Runs of before these members were written have none.
  if (const auto* found = in.find("prices")) out.prices = prices_from(*found, "/prices", problems);
  if (const auto* found = in.find("lost_calls"))
    out.lost = lost_from(*found, "/lost_calls", problems);
  if (const auto* found = in.find("truth"); found && found->is_object())
    out.truth = json::serialize(*found);
  if (const auto* found = in.find("continues")) out.continues = earlier_from(*found, problems);
  if (const auto* found = in.find("comparison"))
    out.comparison = before_after_from(*found, "/comparison", problems);
  out.history = parts<prompt_version>(in, "history", prompt_version_from);
  out.profiles = parts<customer_profile>(in, "profiles", profile_from);
  const json::array& iterations = in.array("iterations", 0, most_items);
  for (std::size_t i = 0; i < iterations.size(); ++i)
    out.iterations.push_back(
        iteration_from(iterations[i], fmt::format("/iterations/{}", i), problems));
  return out;
}

}  // namespace parley
