// What a role's next call will weigh, learnt from what its calls weighed.
// Must not know: requests' text, limits.
#pragma once

#include <array>
#include <cstddef>

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

  void observe(std::size_t input_bytes, const token_usage& usage);

 private:
  double bytes_per_token_ = 4.0;
  double output_mean_ = 0;
  double output_variance_ = 0;
  int seen_ = 0;
};

using role_estimators = std::array<role_estimator, agent_role_count>;

/// Bytes of a request that become input tokens: instructions, messages, schema.
std::size_t input_bytes(const chat_request& request);

}  // namespace parley::quota
