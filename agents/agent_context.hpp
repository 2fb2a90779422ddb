// What every agent needs to build a request: its model and limits, the prompts, the run's seed.
// Must not know: configuration files, providers.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "agents/prompt_library.hpp"
#include "base/chat.hpp"

namespace parley {

struct role_settings {
  std::string model;
  double temperature = 1.0;
  int max_output_tokens = 512;
};

struct agent_context {
  const prompt_library* prompts = nullptr;  ///< owned by the run
  std::array<role_settings, agent_role_count> roles;
  std::uint64_t seed = 1;  ///< of the run: fences and tie-breaks
  int max_turns = 0;       ///< what a plan may ask for at most, 1..10; 0: what the last plan had
  int churn_horizon_months = 12;  ///< what ChurnProb means, 1..120

  const role_settings& role(agent_role r) const { return roles[static_cast<std::size_t>(r)]; }
};

/// Which call this is: goes into the request's metadata.
struct call_key {
  std::string customer_id;  ///< empty for planner and tuner
  int iteration = 0;
  int turn = 0;  ///< agent messages so far, from 1
  int replicate = 0;
  int reask = 0;      ///< 0 first try, 1 the one repetition
  int judgement = 0;  ///< 1 and above: the judge again on a transcript it has scored
  int arm = 0;        ///< of conversations held side by side, which; 0: the only, or the first
};

}  // namespace parley
