// A prompt version as a plain text for people: prompt_history/iter_N.txt.
// Must not know: files.
#pragma once

#include <string>

#include "agents/plan.hpp"

namespace parley {

/// Header lines (iteration, author, result), the prompt, its rules, the reason. Ends with newline.
std::string prompt_text(const prompt_version& version);

}  // namespace parley
