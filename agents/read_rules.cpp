#include "agents/read_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agents/model_text.hpp"
#include "agents/plan_limits.hpp"

namespace parley {
namespace {

constexpr std::string_view cohort_names =
    "\"vocal_satisfecho\", \"vocal_insatisfecho\", \"no_vocal_satisfecho\" or "
    "\"no_vocal_insatisfecho\"";

bool same_rule(const cohort_rule& a, const cohort_rule& b) {
  return a.cohort == b.cohort && fold_line(a.text) == fold_line(b.text);
}

}  // namespace

std::vector<cohort_rule> read_rules(object_reader& in, rule_form form) {
  std::vector<cohort_rule> out;
  const std::string pointer = in.pointer_to("cohort_rules");
  json_problems& problems = in.problems();
  for (const json::value& element : in.array("cohort_rules", 0, plan_limits::rules)) {
    object_reader one(element, fmt::format("{}/{}", pointer, out.size()), problems);
    cohort_rule rule;
    rule.id = form.ids ? one.text_or("id", "", 40) : std::string();
    if (rule.id.empty()) rule.id = fmt::format("r{}", out.size() + 1);
    const std::string cohort_name = one.text("cohort", 1, 64);
    rule.cohort = cohort_from(cohort_name);
    if (!rule.cohort && cohort_name != "all" && !cohort_name.empty())
      problems.add(one.pointer_to("cohort"), clip(one_line(cohort_name), 40),
                   fmt::format("{} or \"all\"", cohort_names));
    rule.text = one_line(one.text("text", 1, form.most_characters));
    for (std::size_t i = 0; i < out.size(); ++i)
      if (!rule.text.empty() && same_rule(out[i], rule))
        problems.add(one.pointer_to("text"), fmt::format("a repetition of {}/{}", pointer, i),
                     "a different rule");
    out.push_back(std::move(rule));
  }
  return out;
}

std::vector<cohort> read_cohorts(object_reader& in, std::string_view key) {
  std::vector<cohort> out;
  std::size_t index = 0;
  for (const json::value& element : in.array(key, 0, 16)) {
    const std::string place = fmt::format("{}/{}", in.pointer_to(key), index++);
    const std::string name = read_text(element, place, 1, 64, in.problems());
    const std::optional<cohort> found = cohort_from(name);
    if (!found && !name.empty()) in.problems().add(place, clip(one_line(name), 40), cohort_names);
    if (found && std::find(out.begin(), out.end(), *found) == out.end()) out.push_back(*found);
  }
  return out;
}

}  // namespace parley
