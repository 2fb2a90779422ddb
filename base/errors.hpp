// Expected failures as values: a closed code and one line for people.
// Must not know: sockets, JSON, or any module that fails.
#pragma once

#include <boost/system/result.hpp>
#include <boost/throw_exception.hpp>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <string_view>

namespace parley {

/// What kind of thing went wrong. Decisions (retry, exit code) look only at this.
enum class failure_code {
  none,               ///< default-constructed; never reported
  invalid_input,      ///< a file or argument of the user's does not hold what it must
  invalid_config,     ///< a configuration key or value is wrong
  not_found,          ///< a file, folder, run or name does not exist
  io_error,           ///< the operating system refused a read or write
  not_writable,       ///< that place takes no files: permissions, read-only, no such folder
  connect_failed,     ///< no TCP connection (refused, unreachable, name not resolved)
  tls_failed,         ///< the TLS handshake failed
  untrusted,          ///< the server's certificate was refused: no attempt will change that
  connection_lost,    ///< the peer closed or reset before a complete reply
  timed_out,          ///< first-byte, idle or per-call deadline passed
  rate_limited,       ///< 429 on requests or tokens per minute: a scheduling fact
  overloaded,         ///< 503, slow_down: the provider asks for less
  server_error,       ///< other 5xx
  bad_request,        ///< 400, 404, 413, 422: the same request would fail again
  authentication,     ///< 401, 403: key missing, wrong, or not allowed
  balance_exhausted,  ///< insufficient_quota or a spend limit: stop the run
  request_too_large,  ///< one request that can never fit the limit
  protocol_error,     ///< the reply is not what the wire contract says
  refused,            ///< the model declined to answer
  cut_short,          ///< the reply ended at max_output_tokens
  malformed_output,   ///< the model's text does not fit the schema it was given
  out_of_character,   ///< a simulated customer stopped being a customer
  cancelled,          ///< stopped by the user
  deadline_exceeded,  ///< the iteration's or the run's deadline passed
  budget_exhausted,   ///< the run's token, cost or request budget is used up
};

/// Stable lower-case name, e.g. "rate_limited"; used in files and logs.
std::string_view to_string(failure_code code);

/// A failure that callers are expected to handle. `message` is one line: what is wrong, where,
/// what was expected, what to do next.
struct failure {
  failure_code code = failure_code::none;
  std::string message;
  int attempts = 0;  ///< requests that were sent for it; 0: none, or nobody counts
};

/// "rate_limited: Rate limit reached ..."; for logs and test messages.
std::ostream& operator<<(std::ostream& out, const failure& f);

/// Thrown only when somebody calls value() on a failed result: a bug, not control flow.
struct failure_error : std::logic_error {
  explicit failure_error(const failure& f) : std::logic_error(f.message), code(f.code) {}
  failure_code code;
};

[[noreturn]] inline void throw_exception_from_error(const failure& f,
                                                    const boost::source_location& where) {
  boost::throw_exception(failure_error(f), where);
}

template <class T>
using result = boost::system::result<T, failure>;

inline failure fail(failure_code code, std::string message) {
  return failure{code, std::move(message), 0};
}

}  // namespace parley
