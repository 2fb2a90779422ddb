// When a run must end, as a moment that means the same whenever the run goes on.
// Must not know: flags, the engine.
#pragma once

#include <chrono>

#include "config/loader.hpp"

namespace parley::cli {

/// "18:30" and "+90m" in loop.until become the UTC time they mean now, in the values and in what
/// the journal keeps: a run that is resumed tomorrow still ends today.
void fix_end_time(loaded_config& config, std::chrono::system_clock::time_point now);

}  // namespace parley::cli
