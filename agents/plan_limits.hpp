// How long the parts of a plan may be, in characters and counts; schemas and prompts say the same.
// Must not know: who writes or reads plans.
#pragma once

#include <cstddef>

namespace parley::plan_limits {

inline constexpr std::size_t prompt_seed = 4000;
inline constexpr std::size_t name = 80;  ///< of a tone or a template
inline constexpr std::size_t objectives = 8;
inline constexpr std::size_t objective = 300;
inline constexpr std::size_t rules = 32;
inline constexpr std::size_t rule = 600;
inline constexpr int max_turns = 10;
inline constexpr std::size_t rationale = 8000;
inline constexpr std::size_t notes = 8;  ///< what_worked, experiments
inline constexpr std::size_t note = 600;

}  // namespace parley::plan_limits
