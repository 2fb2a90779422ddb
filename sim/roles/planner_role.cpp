// The planner: turns a proposal into the next plan, else keeps the plan it was shown.
#include "sim/roles/cast.hpp"
#include "sim/roles/compact_json.hpp"
#include "sim/roles/plan_reader.hpp"

namespace parley::sim {
namespace {

constexpr std::size_t most_rules = 32, most_objectives = 8;

std::string cut(std::string text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  text.resize(bytes);
  return text;
}

// An objective for the cohort that did worst, when a report shows one.
std::optional<std::string> objective_for_weakest(const prompt& asked) {
  const auto report = asked.block_json("cohort_report");
  if (!report) return std::nullopt;
  const shown_cohort* weakest = nullptr;
  const auto cohorts = cohorts_from(*report);
  for (const shown_cohort& c : cohorts)
    if (c.value() && (!weakest || *c.value() < *weakest->value())) weakest = &c;
  if (!weakest) return std::nullopt;
  return (asked.lang == language::es ? "reducir el abandono en " : "lower churn in ") +
         weakest->name;
}

}  // namespace

std::string play_planner(const prompt& asked) {
  shown_plan plan;
  if (const auto document = asked.block_json("plan")) plan = plan_from(*document);
  if (const auto document = asked.block_json("proposal")) {
    const shown_plan proposal = plan_from(*document);
    if (!proposal.prompt_seed.empty()) plan.prompt_seed = proposal.prompt_seed;
    plan.rules = proposal.rules;
    if (auto objective = objective_for_weakest(asked)) {
      std::erase_if(plan.objectives, [](const std::string& o) {
        return o.starts_with("reducir el abandono en ") || o.starts_with("lower churn in ");
      });
      plan.objectives.push_back(std::move(*objective));
    }
  }
  const bool es = asked.lang == language::es;
  if (plan.prompt_seed.empty())
    plan.prompt_seed = es ? "Escribe a cada cliente un mensaje honesto y útil."
                          : "Write each customer an honest, useful message.";
  if (plan.tone.empty()) plan.tone = es ? "neutral-profesional" : "neutral-professional";
  if (plan.template_name.empty()) plan.template_name = es ? "seguimiento" : "follow-up";
  if (plan.objectives.empty())
    plan.objectives = {es ? "que el cliente siga con la empresa" : "the customer stays"};
  if (plan.objectives.size() > most_objectives)
    plan.objectives.erase(plan.objectives.begin(), plan.objectives.end() - most_objectives);
  if (plan.rules.size() > most_rules) plan.rules.resize(most_rules);

  json::object out;
  out["prompt_seed"] = cut(plan.prompt_seed, 4000);
  out["tone"] = plan.tone;
  out["template"] = plan.template_name;
  json::array objectives;
  for (const std::string& o : plan.objectives) objectives.emplace_back(o);
  out["objectives"] = std::move(objectives);
  out["max_turns"] = std::min(plan.max_turns, 3);
  out["cohort_rules"] = rules_to_json(plan.rules);
  return compact_json(out);
}

}  // namespace parley::sim
