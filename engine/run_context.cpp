#include "engine/run_context.hpp"

namespace parley {

agent_context make_context(const prompt_library& prompts, const settings& config) {
  agent_context context;
  context.prompts = &prompts;
  context.seed = config.run.seed;
  context.max_turns = config.conversation.max_turns;
  context.churn_horizon_months = config.scoring.churn_horizon_months;
  for (std::size_t role = 0; role < context.roles.size(); ++role) {
    const agent_settings& from = config.agents[role];
    context.roles[role] = role_settings{from.model, from.temperature, from.max_output_tokens};
  }
  return context;
}

}  // namespace parley
