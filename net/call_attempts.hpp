// Who allows the further requests of one call and hears how each one ended: a retry, a second call
// for a slow reply, a repeat with more room. The first one was allowed by asking.
// Must not know: budgets, journals, why there is another request.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>

#include "base/chat.hpp"
#include "base/errors.hpp"

namespace parley {

/// How one request of a call ended.
struct attempt_end {
  bool sent = true;                       ///< false: nothing left us
  failure_code why = failure_code::none;  ///< none: it was answered
  std::optional<token_usage> usage;       ///< as the provider counted it; nothing: it did not say

  static attempt_end not_sent() { return {false, failure_code::cancelled, {}}; }
  static attempt_end failed(failure_code code) { return {true, code, {}}; }
};

class call_attempts {
 public:
  call_attempts() = default;
  call_attempts(const call_attempts&) = delete;
  call_attempts& operator=(const call_attempts&) = delete;
  virtual ~call_attempts() = default;

  /// Asked before a further request gets in line; gives its number, 2 or more. With `patient` it
  /// waits for what calls in flight give back. Errors: budget_exhausted, io_error, and what ended
  /// the run meanwhile; the request must not be sent.
  virtual boost::asio::awaitable<result<int>> more(bool patient) = 0;
  /// Once for each that ended; one that never says so counts at its worst.
  virtual void ended(int number, const attempt_end& how) = 0;
};

/// The number of a request that is ready, from the one before it; without `watch` nobody is asked.
inline boost::asio::awaitable<result<int>> next_attempt(call_attempts* watch, int before,
                                                        bool patient) {
  if (watch == nullptr) co_return before + 1;
  co_return co_await watch->more(patient);
}

inline void attempt_ended(call_attempts* watch, int number, const attempt_end& how) {
  if (watch != nullptr) watch->ended(number, how);
}

}  // namespace parley
