// Where a load test's requests go: one request out, what was seen of its reply back.
// Must not know: schedules, how figures are made.
#pragma once

#include "engine/load/sample.hpp"
#include "net/wire/provider_error.hpp"
#include "net/wire/rate_headers.hpp"

namespace parley::load {

/// One exchange, timed where its bytes arrive.
struct outcome {
  wire::wire_result<chat_reply> reply = wire::provider_error{};
  wire::rate_headers limits;
  time_point first_token, last_token, ended;
  std::vector<std::uint32_t> gaps;
  duration connecting{0};
  bool reused = false;
  bool streamed = false;
};

class target {
 public:
  virtual ~target() = default;
  /// No retries, no quota of ours: a refusal is an outcome. Throws operation_aborted when
  /// cancelled. `request` outlives the call.
  virtual asio::awaitable<outcome> send(const chat_request& request, time_point deadline) = 0;
};

}  // namespace parley::load
