// The calls of a run as the played models get them, for the benchmark without bytes.
// Must not know: HTTP, how models are played.
#pragma once

#include <vector>

#include "sim/model.hpp"

namespace parley::bench {

/// Of `customers` conversations under shipped prompts, in the order in which a run makes them: two
/// outreach messages, two customer replies, one judgement each.
std::vector<sim::model_call> calls_of_conversations(std::size_t customers);

}  // namespace parley::bench
