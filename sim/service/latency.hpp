// How long a model thinks and how fast it speaks: drawn per request, not per arrival.
// Must not know: clocks, sockets, quota.
#pragma once

#include <cstdint>

#include "base/clock.hpp"
#include "sim/service/catalogue.hpp"

namespace parley::sim::service {

struct reply_timing {
  duration first_token{0};
  duration generation{0};  ///< from the first token to the last
};

/// Log-normal around the model's medians; one request in a hundred is a straggler whose first token
/// takes 4 to 20 times as long. `scale` multiplies everything, 0: no waiting.
reply_timing draw_timing(const model_entry& model, std::uint64_t request_hash,
                         std::uint64_t occurrence, std::int64_t input_tokens,
                         std::int64_t output_tokens, double scale);

/// Deltas that a stream of that length is worth: at most 20, fewer when it is over sooner.
std::size_t deltas_for(const reply_timing& timing, std::int64_t output_tokens);

}  // namespace parley::sim::service
