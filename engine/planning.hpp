// Asks the planner for a plan and the tuner for a better prompt; an unusable reply once more.
// Must not know: conversations, the loop, what happens when there is no usable answer.
#pragma once

#include "agents/planner_agent.hpp"
#include "agents/tuner_agent.hpp"
#include "net/provider.hpp"

namespace parley {

/// References are owned by the run and outlive the call.
struct planning_inputs {
  const agent_context& context;
  provider& llm;
  const std::array<cohort_statistics, 4>& cohorts;
  const plan& last;
  const tuning* proposal = nullptr;
  const cohort_report* report = nullptr;
  int iteration = 1;
  int max_turns_limit = 10;
  time_point deadline;
};

/// Errors: of the call, or of the second unusable reply.
asio::awaitable<result<plan>> obtain_plan(planning_inputs in);

struct tuning_inputs {
  const agent_context& context;
  provider& llm;
  const plan& current;
  const cohort_report& report;
  std::span<const prompt_version> history;
  int iteration = 1;
  time_point deadline;
};

asio::awaitable<result<tuning>> obtain_tuning(tuning_inputs in);

}  // namespace parley
