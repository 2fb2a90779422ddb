// Plans, proposals, reports and histories as they stand in prompts.
// Must not know: the hidden world.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "profiles/cohort.hpp"

namespace parley::sim {

struct shown_rule {
  std::string cohort;  ///< wire name, or "all"
  std::string text;
  bool operator==(const shown_rule&) const = default;
};

struct shown_plan {
  std::string prompt_seed, tone, template_name;
  std::vector<std::string> objectives;
  int max_turns = 3;
  std::vector<shown_rule> rules;
};
shown_plan plan_from(const json::value& document);
json::array rules_to_json(const std::vector<shown_rule>& rules);

/// What a report shows of one cohort; absent numbers stay absent.
struct shown_cohort {
  std::string name;
  double n = 0;
  std::optional<double> reward, nps, churn, engagement, ltv;

  /// Reward where shown, else from the three means; nothing without them. 0..1.
  std::optional<double> value() const;
};
std::vector<shown_cohort> cohorts_from(const json::value& report);

struct shown_version {
  int iteration = 0;
  shown_plan plan;
  std::optional<double> reward;
};
std::vector<shown_version> versions_from(const json::value& history);

}  // namespace parley::sim
