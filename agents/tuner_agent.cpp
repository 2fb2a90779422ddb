#include "agents/tuner_agent.hpp"

#include "agents/model_reply.hpp"
#include "agents/plan_limits.hpp"
#include "agents/read_rules.hpp"
#include "agents/record_json.hpp"
#include "agents/request.hpp"

namespace parley {
namespace {

constexpr int most_changes = 4;
constexpr std::size_t remembered_versions = 10;  // a longer history costs tokens and adds little

std::string history_json(std::span<const prompt_version> history) {
  if (history.size() > remembered_versions)
    history = history.subspan(history.size() - remembered_versions);
  json::array out;
  for (const prompt_version& version : history) out.push_back(prompt_version_json(version));
  return json::serialize(out);
}

}  // namespace

chat_request ask_tuner(const agent_context& context, const plan& current,
                       const cohort_report& report, std::span<const prompt_version> history,
                       const call_key& key, std::string_view complaint) {
  const prompt_library& prompts = *context.prompts;
  chat_request out = make_request(
      context, agent_role::tuner,
      prompts.render("tuner", {{"max_changes", std::to_string(most_changes)}}), key, complaint);
  fences fence(context, agent_role::tuner, key);
  const std::string used = fence.json_block("plan", json::serialize(plan_json(current)));
  const std::string results =
      fence.json_block("cohort_report", json::serialize(cohort_evidence_json(report)));
  const std::string versions = fence.json_block("history", history_json(history));
  out.input.push_back({speaker::user, prompts.render("tuner_input", {{"plan", used},
                                                                     {"report", results},
                                                                     {"history", versions}})});
  return out;
}

result<tuning> parse_tuning(const chat_reply& reply, const plan& current) {
  constexpr std::string_view what = "tuning";
  auto object = reply_object(reply, what);
  if (!object) return object.error();
  json_problems problems;
  object_reader in(*object, "", problems);
  tuning out;
  out.rationale = in.text("rationale", 1, plan_limits::rationale);
  out.what_worked = in.texts("what_worked", 0, plan_limits::notes, plan_limits::note);
  out.cohorts_needing_change = read_cohorts(in, "cohorts_needing_change");
  out.prompt_seed = in.text("prompt_seed", 1, plan_limits::prompt_seed);
  out.cohort_rules = read_rules(in, {.ids = false, .most_characters = plan_limits::rule});
  out.experiments = in.texts("experiments", 0, plan_limits::notes, plan_limits::note);
  if (!problems.none()) return problems.as_failure(what);
  keep_rule_ids(out.cohort_rules, current.cohort_rules);
  return out;
}

std::string tuning_to_json(const tuning& value) {
  return pretty_json(tuning_json(value));
}

}  // namespace parley
