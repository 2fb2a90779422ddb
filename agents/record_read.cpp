#include <fmt/format.h>

#include <limits>

#include "agents/object_reader.hpp"
#include "agents/plan_limits.hpp"
#include "agents/read_rules.hpp"
#include "agents/read_score.hpp"
#include "agents/record_json.hpp"

namespace parley {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr int most_int = std::numeric_limits<int>::max();
constexpr double huge = std::numeric_limits<double>::max();
constexpr std::size_t long_text = 100'000;  // what our own files may hold

std::string read_cohort_name(object_reader& in, std::string_view key) {
  return in.text(key, 1, 64);
}

cohort read_cohort(object_reader& in, std::string_view key) {
  const std::string name = read_cohort_name(in, key);
  const std::optional<cohort> found = cohort_from(name);
  if (!found && !name.empty()) in.problems().add(in.pointer_to(key), name, "a cohort's name");
  return found.value_or(cohort::quiet_satisfied);
}

int read_count(object_reader& in, std::string_view key) {
  return static_cast<int>(in.integer_or(key, 0, 0, most_int));
}

std::size_t read_size(object_reader& in, std::string_view key) {
  return static_cast<std::size_t>(in.integer_or(key, 0, 0, most));
}

strategy read_strategy(const json::value& value, std::string pointer, json_problems& problems) {
  object_reader in(value, std::move(pointer), problems);
  strategy out;
  out.template_name = in.text("template", 0, long_text);
  out.tone = in.text("tone", 0, long_text);
  out.cta = in.text("cta", 0, long_text);
  return out;
}

spend_by_role read_spend(const json::value& value, std::string pointer, json_problems& problems) {
  spend_by_role out{};
  object_reader in(value, std::move(pointer), problems);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto name = to_string(static_cast<agent_role>(i));
    const json::value* found = in.find(name);
    if (found == nullptr) continue;
    object_reader one(*found, in.pointer_to(name), problems);
    out[i].calls = read_count(one, "calls");
    out[i].failures = read_count(one, "failures");
    out[i].retries = read_count(one, "retries");
    out[i].usage.input = one.integer_or("input", 0, 0, most);
    out[i].usage.cached_input = one.integer_or("cached_input", 0, 0, most);
    out[i].usage.output = one.integer_or("output", 0, 0, most);
    out[i].usage.reasoning = one.integer_or("reasoning", 0, 0, most);
  }
  return out;
}

spend_by_role spend_member(object_reader& in) {
  const json::value* found = in.find("spend");
  return found == nullptr ? spend_by_role{}
                          : read_spend(*found, in.pointer_to("spend"), in.problems());
}

std::vector<cohort_rule> read_own_rules(object_reader& in) {
  return read_rules(in, {.ids = true, .most_characters = long_text});
}

turn read_turn(const json::value& value, std::string pointer, json_problems& problems) {
  object_reader in(value, std::move(pointer), problems);
  turn out;
  const std::string role = in.text("role", 1, 20);
  out.role = role == "customer" ? turn_role::customer : turn_role::agent;
  if (!role.empty() && role != to_string(out.role))
    problems.add(in.pointer_to("role"), role, "\"agent\" or \"customer\"");
  out.content = in.text("content", 0, long_text);
  if (in.find("sentiment") != nullptr) out.sentiment = in.number("sentiment", -1, 1);
  out.silent = in.boolean_or("silent", false);
  out.context = in.boolean_or("context", false);
  return out;
}

conversation_end read_end(object_reader& in) {
  constexpr std::array ends = {conversation_end::max_turns,
                               conversation_end::customer_left,
                               conversation_end::repeated_negativity,
                               conversation_end::silence,
                               conversation_end::invalid,
                               conversation_end::failed};
  const std::string name = in.text("end", 1, 40);
  for (const conversation_end end : ends)
    if (name == to_string(end)) return end;
  if (!name.empty()) in.problems().add(in.pointer_to("end"), name, "how a conversation ends");
  return conversation_end::failed;
}

score read_score(object_reader& in) {
  score out;
  read_score_numbers(in, out);
  out.rationale = in.text("rationale", 0, long_text);
  const json::value* aspects = in.member("AspectSentiment", "an object");
  if (aspects == nullptr || !in.is_object()) return out;
  object_reader each(*aspects, in.pointer_to("AspectSentiment"), in.problems());
  if (const json::object* object = aspects->if_object())
    for (const auto& member : *object)
      out.aspect_sentiment.emplace_back(member.key(), each.number(member.key(), -1, 1));
  return out;
}

// A mean of nothing is written as null.
estimate read_estimate(object_reader& in, std::string_view mean_key, std::string_view key) {
  estimate out;
  out.mean = in.number_or_null(mean_key, -huge, huge).value_or(0.0);
  const json::value* intervals = in.find("intervals");
  if (intervals == nullptr) return out;
  object_reader all(*intervals, in.pointer_to("intervals"), in.problems());
  const json::value* found = all.member(key, "an object");
  if (found == nullptr) return out;
  object_reader one(*found, all.pointer_to(key), in.problems());
  out.low = one.number_or_null("low", -huge, huge);
  out.high = one.number_or_null("high", -huge, huge);
  out.n = read_size(one, "n");
  return out;
}

cohort_summary read_summary(object_reader& in) {
  cohort_summary out;
  out.n = static_cast<std::size_t>(in.integer("n", 0, most));
  out.customers = read_size(in, "customers");
  out.silent = read_size(in, "silent");
  out.invalid = read_size(in, "invalid");
  out.failed = read_size(in, "failed");
  out.unscored = read_size(in, "unscored");
  out.nps = read_estimate(in, "avg_nps", "nps");
  out.churn = read_estimate(in, "avg_churn", "churn");
  out.engagement = read_estimate(in, "avg_engagement", "engagement");
  out.ltv_ratio = read_estimate(in, "avg_ltv", "ltv");
  out.reward = read_estimate(in, "avg_reward", "reward");
  out.net_promoter = in.number_or_null("net_promoter", -100, 100).value_or(0.0);
  out.best_strategy_n = read_size(in, "best_strategy_n");
  out.notes = in.text_or("notes", "", long_text);
  if (const json::value* parts = in.find("best_strategy_parts"))
    out.best_strategy = read_strategy(*parts, in.pointer_to("best_strategy_parts"), in.problems());
  return out;
}

template <class T>
result<T> finished(T value, const json_problems& problems, std::string_view what) {
  if (!problems.none()) return problems.as_failure(what);
  return value;
}

}  // namespace

result<strategy> strategy_from(const json::value& value, std::string_view pointer) {
  json_problems problems;
  return finished(read_strategy(value, std::string(pointer), problems), problems, "strategy");
}

result<spend_by_role> spend_from(const json::value& value, std::string_view pointer) {
  json_problems problems;
  return finished(read_spend(value, std::string(pointer), problems), problems, "spend");
}

result<plan> plan_from(const json::value& value, std::string_view pointer) {
  json_problems problems;
  object_reader in(value, std::string(pointer), problems);
  plan out;
  out.prompt_seed = in.text("prompt_seed", 1, plan_limits::prompt_seed);
  out.tone = in.text("tone", 0, plan_limits::name);
  out.template_name = in.text("template", 0, plan_limits::name);
  out.objectives = in.texts("objectives", 1, plan_limits::objectives, plan_limits::objective);
  out.max_turns = static_cast<int>(in.integer("max_turns", 1, plan_limits::max_turns));
  out.cohort_rules = read_own_rules(in);
  return finished(std::move(out), problems, "plan");
}

result<tuning> tuning_from(const json::value& value, std::string_view pointer) {
  json_problems problems;
  object_reader in(value, std::string(pointer), problems);
  tuning out;
  out.rationale = in.text("rationale", 0, long_text);
  out.what_worked = in.texts("what_worked", 0, 100, long_text);
  out.cohorts_needing_change = read_cohorts(in, "cohorts_needing_change");
  out.prompt_seed = in.text("prompt_seed", 1, plan_limits::prompt_seed);
  out.cohort_rules = read_own_rules(in);
  if (in.find("replaced"))
    for (const json::value& one : in.array("replaced", 0, plan_limits::rules)) {
      object_reader from(one, in.pointer_to("replaced"), problems);
      rule_origin origin;
      origin.rule = from.text("rule", 1, 40);
      origin.replaces = from.texts("replaces", 1, plan_limits::rules, 40);
      out.origins.push_back(std::move(origin));
    }
  out.experiments = in.texts("experiments", 0, 100, long_text);
  return finished(std::move(out), problems, "tuning");
}

result<prompt_version> prompt_version_from(const json::value& value, std::string_view pointer) {
  json_problems problems;
  object_reader in(value, std::string(pointer), problems);
  prompt_version out;
  out.iteration = read_count(in, "iteration");
  out.author = in.text("author", 0, 100);
  out.reason = in.text("reason", 0, long_text);
  out.reward = in.number_or_null("reward", -huge, huge);
  out.ltv_ratio = in.number_or_null("ltv_ratio", -huge, huge);
  const json::value* used = in.member("plan", "an object");
  if (!problems.none()) return problems.as_failure("prompt version");
  auto read = plan_from(*used, in.pointer_to("plan"));
  if (!read) return read.error();
  out.used = std::move(*read);
  return out;
}

result<conversation_record> transcript_from(const json::value& value, std::string_view pointer) {
  json_problems problems;
  object_reader in(value, std::string(pointer), problems);
  conversation_record out;
  out.customer_id = in.text("customer_id", 1, 128);
  out.cohort = read_cohort(in, "cohort");
  out.iteration = read_count(in, "iteration");
  out.replicate = read_count(in, "replicate");
  for (const json::value& one : in.array("turns", 0, 1000)) {
    std::string place = fmt::format("{}/{}", in.pointer_to("turns"), out.turns.size());
    out.turns.push_back(read_turn(one, std::move(place), problems));
  }
  out.end = read_end(in);
  out.detail = in.text_or("detail", "", long_text);
  if (const json::value* used = in.member("strategy", "an object"))
    out.used = read_strategy(*used, in.pointer_to("strategy"), problems);
  if (const json::value* metadata = in.member("metadata", "an object")) {
    object_reader about(*metadata, in.pointer_to("metadata"), problems);
    out.duration_sec = about.number("duration_sec", 0, huge);
    out.reasks = read_count(about, "reasks");
  }
  out.spend = spend_member(in);
  return finished(std::move(out), problems, "transcript");
}

result<score> score_from(const json::value& value, std::string_view pointer) {
  json_problems problems;
  object_reader in(value, std::string(pointer), problems);
  return finished(read_score(in), problems, "score");
}

result<judgement> judgement_from(const json::value& value, std::string_view pointer) {
  json_problems problems;
  object_reader in(value, std::string(pointer), problems);
  judgement out;
  out.customer_id = in.text("customer_id", 1, 128);
  out.cohort = read_cohort(in, "cohort");
  if (in.boolean("scored"))
    out.value = read_score(in);
  else
    out.unscored_reason = in.text_or("unscored_reason", "", long_text);
  out.reasks = read_count(in, "reasks");
  out.spend = spend_member(in);
  return finished(std::move(out), problems, "judgement");
}

result<cohort_report> cohort_report_from(const json::value& value, std::string_view pointer) {
  json_problems problems;
  object_reader in(value, std::string(pointer), problems);
  cohort_report out;
  out.iteration = read_count(in, "iteration");
  if (const json::value* cohorts = in.member("cohorts", "an object")) {
    object_reader each(*cohorts, in.pointer_to("cohorts"), problems);
    for (const cohort c : all_cohorts) {
      out.cohorts[index_of(c)].cohort = c;
      const json::value* found = each.find(to_string(c));
      if (found == nullptr) continue;
      object_reader one(*found, each.pointer_to(to_string(c)), problems);
      out.cohorts[index_of(c)] = read_summary(one);
      out.cohorts[index_of(c)].cohort = c;
    }
  }
  if (const json::value* global = in.member("global", "an object")) {
    object_reader all(*global, in.pointer_to("global"), problems);
    out.all = read_summary(all);
    out.tokens_used = all.integer_or("tokens_used", 0, 0, most);
    out.cost = all.number("cost", 0, huge);
    out.wall_sec = all.number("wall_sec", 0, huge);
    out.refused_for_deadline = read_size(all, "refused_for_deadline");
    out.spend = spend_member(all);
  }
  return finished(std::move(out), problems, "cohort report");
}

}  // namespace parley
