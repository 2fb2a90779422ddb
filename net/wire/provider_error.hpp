// A failed call as the provider put it: our typed failure and the facts a scheduler can use.
// Must not know: HTTP, retries, quota.
#pragma once

#include <boost/throw_exception.hpp>
#include <chrono>
#include <cstdint>
#include <optional>

#include "base/errors.hpp"

namespace parley::wire {

/// Which limit a 429 named.
enum class limit_kind : std::uint8_t { unknown, requests, tokens };

/// What headers and message of a failure said. Absent: not said, or not believable.
struct error_facts {
  int status = 0;                                        ///< HTTP status; 0: inside a stream
  std::optional<std::chrono::milliseconds> retry_after;  ///< >= 0; from now
  std::optional<bool> should_retry;                      ///< x-should-retry
  limit_kind kind = limit_kind::unknown;
  std::optional<std::int64_t> limit;  ///< of the 429's message: "Limit 200000, Used 199000, ..."
  std::optional<std::int64_t> used;
  std::optional<std::int64_t> requested;
  bool text_committed = false;  ///< output had begun (and was paid for) when it failed
};

struct provider_error {
  failure what;
  error_facts facts;
};

[[noreturn]] inline void throw_exception_from_error(const provider_error& error,
                                                    const boost::source_location& where) {
  boost::throw_exception(failure_error(error.what), where);
}

template <class T>
using wire_result = boost::system::result<T, provider_error>;

/// A failure without facts.
inline provider_error wire_fail(failure_code code, std::string message) {
  provider_error error;
  error.what = fail(code, std::move(message));
  return error;
}

}  // namespace parley::wire
