// What a role's next call will weigh, learnt from what its calls weighed.
// Must not know: requests' text, limits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/chat.hpp"

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

  void observe(std::size_t input_bytes, const token_usage& usage);

 private:
  void count_length(std::int64_t output);

  static constexpr std::size_t length_classes = 128;  // 1.1^128 > 190'000 tokens
  std::array<std::uint32_t, length_classes> lengths_{};
  std::uint32_t counted_ = 0;
  double bytes_per_token_ = 4.0;
  double output_mean_ = 0;
  double output_variance_ = 0;
  int seen_ = 0;
};

using role_estimators = std::array<role_estimator, agent_role_count>;

/// Bytes of a request that become input tokens: instructions, messages, schema.
std::size_t input_bytes(const chat_request& request);

}  // namespace parley::quota
