#include "agents/tuner_agent.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agents/model_reply.hpp"
#include "agents/model_text.hpp"
#include "agents/plan_limits.hpp"
#include "agents/read_rules.hpp"
#include "agents/record_json.hpp"
#include "agents/request.hpp"

namespace parley {
namespace {

constexpr int most_changes = 4;
constexpr std::size_t most_replaced = 8;  // rules by one
constexpr std::size_t longest_id = 40;
constexpr std::size_t remembered_versions = 10;  // a longer history costs tokens and adds little

std::string history_json(std::span<const prompt_version> history) {
  if (history.size() > remembered_versions)
    history = history.subspan(history.size() - remembered_versions);
  json::array out;
  for (const prompt_version& version : history) out.push_back(prompt_version_json(version));
  return json::serialize(out);
}

using replaced_ids = std::vector<std::vector<std::string>>;  // by the rule's place

// An id that the plan has not is a mistake worth asking again for; no ids at all are none.
replaced_ids read_replaced(object_reader& in, const plan& current) {
  replaced_ids out;
  const std::string pointer = in.pointer_to("cohort_rules");
  json_problems& problems = in.problems();
  const json::value* rules = in.find("cohort_rules");
  if (!rules || !rules->is_array()) return out;  // read_rules has said so
  for (const json::value& element : rules->as_array()) {
    const std::string place = fmt::format("{}/{}", pointer, out.size());
    std::vector<std::string>& mine = out.emplace_back();
    if (!element.is_object() || !element.as_object().contains("replaces")) continue;
    object_reader one(element, place, problems);
    for (std::string& id : one.texts("replaces", 0, most_replaced, longest_id)) {
      const bool known = std::any_of(current.cohort_rules.begin(), current.cohort_rules.end(),
                                     [&id](const cohort_rule& rule) { return rule.id == id; });
      if (!known)
        problems.add(one.pointer_to("replaces"), clip(one_line(id), 20), "ids of the plan's rules");
      else if (std::find(mine.begin(), mine.end(), id) == mine.end())
        mine.push_back(std::move(id));
    }
  }
  return out;
}

// A rule that stands was not replaced, whatever is said of it.
void add_origins(tuning& out, const replaced_ids& replaced) {
  const auto stands = [&out](const std::string& id) {
    return std::any_of(out.cohort_rules.begin(), out.cohort_rules.end(),
                       [&id](const cohort_rule& rule) { return rule.id == id; });
  };
  for (std::size_t i = 0; i < out.cohort_rules.size(); ++i) {
    rule_origin origin{out.cohort_rules[i].id, {}};
    for (const std::string& id : replaced[i])
      if (!stands(id)) origin.replaces.push_back(id);
    if (!origin.replaces.empty()) out.origins.push_back(std::move(origin));
  }
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
  const auto replaced = read_replaced(in, current);
  if (!problems.none()) return problems.as_failure(what);
  keep_rule_ids(out.cohort_rules, current.cohort_rules);
  add_origins(out, replaced);
  return out;
}

std::string tuning_to_json(const tuning& value) {
  return pretty_json(tuning_json(value));
}

}  // namespace parley
