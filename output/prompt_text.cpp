#include "output/prompt_text.hpp"

#include <fmt/format.h>

#include "output/format.hpp"
#include "output/record_values.hpp"

namespace parley {

std::string prompt_text(const prompt_version& version) {
  const plan& used = version.used;
  std::string out = fmt::format("Iteration {}, written by {}\n", version.iteration, version.author);
  if (version.reward)
    out +=
        fmt::format("Scored: reward {}{}\n", decimal_text(*version.reward, 3),
                    version.ltv_ratio ? ", LTV ratio " + decimal_text(*version.ltv_ratio, 3) : "");
  out += fmt::format("Template: {}\nTone: {}\nAgent messages at most: {}\n", used.template_name,
                     used.tone, used.max_turns);
  out += "Objectives:\n";
  for (const auto& objective : used.objectives) out += "- " + objective + "\n";
  out += "\nPrompt:\n" + used.prompt_seed + "\n";
  if (!used.cohort_rules.empty()) out += "\nRules:\n";
  for (const auto& rule : used.cohort_rules)
    out += fmt::format("- [{}] {}: {}\n", rule.id, rule.cohort ? to_string(*rule.cohort) : "all",
                       rule.text);
  if (!version.reason.empty()) out += "\nWhy it is so:\n" + version.reason + "\n";
  return repaired_utf8(out);
}

}  // namespace parley
