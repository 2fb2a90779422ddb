// What the agents of a run are given, from its settings.
// Must not know: customers, calls, iterations.
#pragma once

#include "agents/agent_context.hpp"
#include "config/settings.hpp"

namespace parley {

/// `prompts` is owned by the caller and outlives the context.
agent_context make_context(const prompt_library& prompts, const settings& config);

}  // namespace parley
