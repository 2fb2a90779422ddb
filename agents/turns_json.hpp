// The conversation as the proactive agent and the judge see it in their prompts.
// Must not know: prompts, sentiments the customers gave themselves.
#pragma once

#include <string>
#include <vector>

#include "agents/transcript.hpp"

namespace parley {

/// One-line JSON array of {"role", "content", "silent"}.
std::string turns_json(const std::vector<turn>& turns);

}  // namespace parley
