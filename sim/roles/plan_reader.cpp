#include "sim/roles/plan_reader.hpp"

#include "sim/roles/prompt_reader.hpp"

namespace parley::sim {

shown_plan plan_from(const json::value& document) {
  shown_plan out;
  const auto* root = document.if_object();
  if (!root) return out;
  out.prompt_seed = text_member(*root, "prompt_seed");
  out.tone = text_member(*root, "tone");
  out.template_name = text_member(*root, "template");
  if (const json::value* list = root->if_contains("objectives"); list && list->is_array())
    for (const json::value& item : list->get_array())
      if (item.is_string()) out.objectives.emplace_back(std::string_view(item.get_string()));
  if (const auto turns = number_member(*root, "max_turns"))
    out.max_turns = static_cast<int>(std::clamp(*turns, 1.0, 10.0));
  const json::value* rules = root->if_contains("cohort_rules");
  if (!rules) rules = root->if_contains("rules");
  if (rules && rules->is_array())
    for (const json::value& item : rules->get_array())
      if (const auto* rule = item.if_object()) {
        shown_rule r{text_member(*rule, "cohort", "all"), text_member(*rule, "text")};
        if (r.cohort != "all" && !cohort_from(r.cohort)) r.cohort = "all";
        if (!r.text.empty()) out.rules.push_back(std::move(r));
      }
  return out;
}

json::array rules_to_json(const std::vector<shown_rule>& rules) {
  json::array out;
  for (const shown_rule& r : rules) {
    json::object rule;
    rule["cohort"] = r.cohort;
    rule["text"] = r.text;
    out.push_back(std::move(rule));
  }
  return out;
}

std::optional<double> shown_cohort::value() const {
  if (reward) return reward;
  if (!nps || !churn || !engagement) return std::nullopt;
  return (.6 * *nps + 3 * *engagement - 3 * *churn + 3) / 12;
}

std::vector<shown_cohort> cohorts_from(const json::value& report) {
  std::vector<shown_cohort> out;
  const auto* root = report.if_object();
  const json::value* cohorts = root ? root->if_contains("cohorts") : nullptr;
  const auto* members = cohorts ? cohorts->if_object() : nullptr;
  if (!members) return out;
  for (const auto& member : *members) {
    const auto* c = member.value().if_object();
    if (!c || !cohort_from(std::string_view(member.key()))) continue;
    shown_cohort shown;
    shown.name = std::string(std::string_view(member.key()));
    shown.n = number_member(*c, "n").value_or(0);
    shown.reward = number_member(*c, "avg_reward");
    if (!shown.reward) shown.reward = number_member(*c, "reward");
    shown.nps = number_member(*c, "avg_nps");
    shown.churn = number_member(*c, "avg_churn");
    shown.engagement = number_member(*c, "avg_engagement");
    shown.ltv = number_member(*c, "avg_ltv");
    out.push_back(std::move(shown));
  }
  return out;
}

std::vector<shown_version> versions_from(const json::value& history) {
  std::vector<shown_version> out;
  const auto* list = history.if_array();
  if (!list) return out;
  for (const json::value& item : *list) {
    const auto* v = item.if_object();
    if (!v) continue;
    shown_version version;
    version.iteration = static_cast<int>(number_member(*v, "iteration").value_or(0));
    version.reward = number_member(*v, "reward");
    const json::value* used = v->if_contains("plan");
    if (!used) used = v->if_contains("used");
    version.plan = plan_from(used ? *used : item);
    out.push_back(std::move(version));
  }
  return out;
}

}  // namespace parley::sim
