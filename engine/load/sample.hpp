// What was seen of one request of a load test.
// Must not know: who sent it, how figures are made of it.
#pragma once

#include <cstdint>
#include <vector>

#include "base/chat.hpp"
#include "base/clock.hpp"
#include "base/errors.hpp"

namespace parley::load {

struct sample {
  time_point intended;     ///< when it was due: an open load's schedule, or a slot that came free
  time_point due;          ///< when the client was free to send it: later than intended while the
                           ///< limit of requests in flight held it back
  time_point sent;         ///< when it was handed to the transport
  time_point first_token;  ///< first piece of text; of a reply that does not stream, its first byte
  time_point last_token;   ///< last piece of text
  time_point ended;
  std::vector<std::uint32_t> gaps;  ///< between pieces of text, microseconds
  duration connecting{0};           ///< 0 on a connection that was open
  bool reused = false;
  failure_code error = failure_code::none;
  bool streamed = false;  ///< pieces were seen, so that first and last token are known
  token_usage usage;
  bool usage_reported = true;
  double cost = 0;  ///< in the prices' currency; 0: the model has no price

  bool ok() const { return error == failure_code::none; }
};

/// Whole microseconds, rounded to the nearest; never negative.
inline std::int64_t micros(duration d) {
  const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(d).count();
  return ns <= 0 ? 0 : (ns + 500) / 1000;
}
inline double seconds(duration d) {
  return std::chrono::duration<double>(d).count();
}

}  // namespace parley::load
