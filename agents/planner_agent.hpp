// The planner: cohort statistics and the last prompt in, a validated plan out.
// Must not know: single customers, any provider.
#pragma once

#include <span>

#include "agents/agent_context.hpp"
#include "agents/cohort_report.hpp"
#include "agents/plan.hpp"
#include "base/errors.hpp"
#include "profiles/customer_profile.hpp"

namespace parley {

/// What the planner knows of one cohort before talking to it.
struct cohort_statistics {
  parley::cohort cohort = cohort::quiet_satisfied;
  std::size_t customers = 0;
  std::optional<double> mean_past_nps;
  std::optional<double> mean_churn_est;
  double mean_tickets = 0;
  std::vector<std::pair<std::string, std::size_t>> top_issues;  ///< at most 3, most frequent first
};
std::array<cohort_statistics, 4> describe_cohorts(std::span<const customer_profile> profiles);

/// The plan that iteration 1 runs with when nothing has been learnt: from the prompt library.
plan baseline_plan(const agent_context& context, int max_turns);

/// `last`: the tuner's proposal (or the baseline, in iteration 1); `report`: of the iteration
/// before, if any.
chat_request ask_planner(const agent_context& context,
                         const std::array<cohort_statistics, 4>& cohorts, const plan& last,
                         const tuning* proposal, const cohort_report* report, const call_key& key,
                         std::string_view complaint = {});

/// Errors: malformed_output with JSON pointer, refused, cut_short. `max_turns_limit`: the
/// configuration's maximum; a plan may ask for less, never for more.
result<plan> parse_plan(const chat_reply& reply, int max_turns_limit);

std::string plan_to_json(const plan& value);  ///< specification shape, pretty
result<plan> plan_from_json(std::string_view text, int max_turns_limit);

}  // namespace parley
