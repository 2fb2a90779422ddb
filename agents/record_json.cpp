#include "agents/record_json.hpp"

#include <cmath>

namespace parley {

json::value or_null(const std::optional<double>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

namespace {

json::array strings(const std::vector<std::string>& values) {
  json::array out;
  for (const std::string& value : values) out.emplace_back(value);
  return out;
}

json::array rules_json(const std::vector<cohort_rule>& rules) {
  json::array out;
  for (const cohort_rule& rule : rules)
    out.push_back(json::object{{"id", rule.id},
                               {"cohort", rule.cohort ? to_string(*rule.cohort) : "all"},
                               {"text", rule.text}});
  return out;
}

json::object turn_json(const turn& value) {
  json::object out{{"role", to_string(value.role)}, {"content", value.content}};
  if (value.sentiment) out["sentiment"] = *value.sentiment;
  if (value.silent) out["silent"] = true;
  if (value.context) out["context"] = true;
  return out;
}

json::object interval_json(const estimate& value) {
  return {{"low", or_null(value.low)}, {"high", or_null(value.high)}, {"n", value.n}};
}

json::value mean_json(const estimate& value) {
  return value.n > 0 ? json::value(value.mean) : json::value(nullptr);
}

json::object score_members(const score& value) {
  json::object aspects;
  for (const auto& [name, sentiment] : value.aspect_sentiment) aspects[name] = sentiment;
  return {{"NPS_expected", value.nps_expected}, {"EngagementProb", value.engagement_prob},
          {"ChurnProb", value.churn_prob},      {"LTV_delta", value.ltv_delta},
          {"CTA_clarity", value.cta_clarity},   {"AspectSentiment", std::move(aspects)},
          {"rationale", value.rationale}};
}

json::object summary_json(const cohort_summary& value) {
  json::object out{{"n", value.n},
                   {"avg_nps", mean_json(value.nps)},
                   {"avg_churn", mean_json(value.churn)},
                   {"avg_engagement", mean_json(value.engagement)},
                   {"avg_ltv", mean_json(value.ltv_ratio)},
                   {"avg_reward", mean_json(value.reward)},
                   {"net_promoter", value.n > 0 ? json::value(value.net_promoter) : nullptr}};
  out["best_strategy"] =
      value.best_strategy ? json::value(value.best_strategy->text()) : json::value(nullptr);
  out["best_strategy_parts"] =
      value.best_strategy ? strategy_json(*value.best_strategy) : json::value(nullptr);
  out["best_strategy_n"] = value.best_strategy_n;
  out["notes"] = value.notes;
  out["customers"] = value.customers;
  out["silent"] = value.silent;
  out["invalid"] = value.invalid;
  out["failed"] = value.failed;
  out["unscored"] = value.unscored;
  out["intervals"] = json::object{{"nps", interval_json(value.nps)},
                                  {"churn", interval_json(value.churn)},
                                  {"engagement", interval_json(value.engagement)},
                                  {"ltv", interval_json(value.ltv_ratio)},
                                  {"reward", interval_json(value.reward)}};
  return out;
}

std::int64_t tokens_of(const spend_by_role& spend) {
  std::int64_t total = 0;
  for (const role_spend& one : spend) total += one.usage.total();
  return total;
}

void round_numbers(json::value& value) {
  if (value.is_double()) {
    value = std::round(value.get_double() * 1e4) / 1e4;
  } else if (value.is_object()) {
    for (auto& member : value.get_object()) round_numbers(member.value());
  } else if (value.is_array()) {
    for (json::value& item : value.get_array()) round_numbers(item);
  }
}

}  // namespace

json::value strategy_json(const strategy& value) {
  return json::object{{"template", value.template_name}, {"tone", value.tone}, {"cta", value.cta}};
}

json::value spend_json(const spend_by_role& value) {
  json::object out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const role_spend& one = value[i];
    if (one.calls == 0 && one.failures == 0 && one.retries == 0 && one.usage == token_usage{})
      continue;
    out[to_string(static_cast<agent_role>(i))] =
        json::object{{"calls", one.calls},
                     {"failures", one.failures},
                     {"retries", one.retries},
                     {"input", one.usage.input},
                     {"cached_input", one.usage.cached_input},
                     {"output", one.usage.output},
                     {"reasoning", one.usage.reasoning}};
  }
  return out;
}

json::value plan_json(const plan& value) {
  return json::object{
      {"prompt_seed", value.prompt_seed}, {"tone", value.tone},
      {"template", value.template_name},  {"objectives", strings(value.objectives)},
      {"max_turns", value.max_turns},     {"cohort_rules", rules_json(value.cohort_rules)}};
}

json::value tuning_json(const tuning& value) {
  json::array cohorts;
  for (const cohort c : value.cohorts_needing_change) cohorts.emplace_back(to_string(c));
  json::object out{{"rationale", value.rationale},
                   {"what_worked", strings(value.what_worked)},
                   {"cohorts_needing_change", std::move(cohorts)},
                   {"prompt_seed", value.prompt_seed},
                   {"cohort_rules", rules_json(value.cohort_rules)},
                   {"experiments", strings(value.experiments)}};
  if (value.origins.empty()) return out;
  json::array replaced;
  for (const rule_origin& one : value.origins)
    replaced.push_back(json::object{{"rule", one.rule}, {"replaces", strings(one.replaces)}});
  out["replaced"] = std::move(replaced);
  return out;
}

json::value prompt_version_json(const prompt_version& value) {
  return json::object{{"iteration", value.iteration},
                      {"author", value.author},
                      {"reason", value.reason},
                      {"reward", or_null(value.reward)},
                      {"ltv_ratio", or_null(value.ltv_ratio)},
                      {"plan", plan_json(value.used)}};
}

json::value transcript_json(const conversation_record& value) {
  json::array turns;
  for (const turn& one : value.turns) turns.push_back(turn_json(one));
  return json::object{{"customer_id", value.customer_id},
                      {"cohort", to_string(value.cohort)},
                      {"iteration", value.iteration},
                      {"replicate", value.replicate},
                      {"turns", std::move(turns)},
                      {"end", to_string(value.end)},
                      {"detail", value.detail},
                      {"strategy", strategy_json(value.used)},
                      {"metadata", json::object{{"tokens", tokens_of(value.spend)},
                                                {"duration_sec", value.duration_sec},
                                                {"reasks", value.reasks}}},
                      {"spend", spend_json(value.spend)}};
}

json::value score_json(const score& value) {
  return score_members(value);
}

json::value judgement_json(const judgement& value) {
  json::object out{{"customer_id", value.customer_id},
                   {"cohort", to_string(value.cohort)},
                   {"scored", value.value.has_value()}};
  if (value.value)
    for (auto& member : score_members(*value.value)) out[member.key()] = member.value();
  else
    out["unscored_reason"] = value.unscored_reason;
  out["reasks"] = value.reasks;
  out["spend"] = spend_json(value.spend);
  return out;
}

json::value cohort_report_json(const cohort_report& value) {
  json::object cohorts;
  for (const cohort c : all_cohorts)
    cohorts[to_string(c)] = summary_json(value.cohorts[index_of(c)]);
  json::object global = summary_json(value.all);
  global["reward"] = mean_json(value.all.reward);
  global["tokens_used"] = value.tokens_used;
  global["cost"] = value.cost;
  global["wall_sec"] = value.wall_sec;
  global["refused_for_deadline"] = value.refused_for_deadline;
  global["spend"] = spend_json(value.spend);
  return json::object{{"iteration", value.iteration},
                      {"cohorts", std::move(cohorts)},
                      {"global", std::move(global)}};
}

json::value cohort_evidence_json(const cohort_report& value) {
  json::value evidence = cohort_report_json(value);
  json::object& global = evidence.at("global").as_object();
  for (const char* measured : {"tokens_used", "cost", "wall_sec", "spend"})
    global.stable_erase(measured);
  round_numbers(evidence);
  return evidence;
}

}  // namespace parley
