// What a role's next call will weigh, learnt from what its calls weighed.
// Must not know: requests' text, limits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/chat.hpp"
#include "base/clock.hpp"
#include "net/quota/log_histogram.hpp"

namespace parley::quota {

/// Per role of one model: bytes of input per token (exponential moving average, from 4.0), and the
/// length of outputs (mean and deviation). Estimates are expectations, not bounds.
class role_estimator {
 public:
  /// Tokens, >= 1.
  double input_tokens(std::size_t bytes) const;
  /// Tokens, 1..max_output: mean + 2 deviations; max_output until 3 replies were seen.
  double output_tokens(int max_output) const;
  /// A reply's expected total when the server reported no usage. `output_bytes` of its text.
  token_usage guess_usage(std::size_t input_bytes, std::size_t output_bytes) const;

  /// The max_output_tokens worth sending: providers set aside what is allowed, so what no reply
  /// needs is quota thrown away. The 99.5th percentile of the lengths seen and 15 % more (more than
  /// that while few were seen); `configured` until 60 replies were seen and at most. A reply that
  /// is cut is asked for again with all the room, so one in 200 costs a second call.
  int room(int configured) const;

  /// Longer than 95 of 100 calls take; nothing until 60 were seen.
  std::optional<duration> slow_after() const;

  void observe(std::size_t input_bytes, const token_usage& usage);
  void observe_time(duration took) {
    took_ms_.add(std::chrono::duration<double, std::milli>(took).count());
  }

 private:
  log_histogram lengths_;  ///< of outputs, in tokens
  log_histogram took_ms_;  ///< from sending to complete
  double bytes_per_token_ = 4.0;
  double output_mean_ = 0;
  double output_variance_ = 0;
  int seen_ = 0;
};

using role_estimators = std::array<role_estimator, agent_role_count>;

/// Bytes of a request that become input tokens: instructions, messages, schema.
std::size_t input_bytes(const chat_request& request);

}  // namespace parley::quota
