// The one door to time. Production reads the machine's clock; simulation advances its own.
// Must not know: who waits, or why.
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>

namespace parley {

namespace asio = boost::asio;
using boost::system::error_code;

using time_point = std::chrono::steady_clock::time_point;
using duration = std::chrono::steady_clock::duration;

/// Source of the current time and of waiting. Lives on one thread, with the io_context it was
/// made for; must outlive every wait.
class clock_source {
 public:
  clock_source() = default;
  clock_source(const clock_source&) = delete;
  clock_source& operator=(const clock_source&) = delete;
  virtual ~clock_source() = default;

  virtual time_point now() const = 0;

  /// Completes with success at `when`, or with operation_aborted when the wait is cancelled.
  template <class Token>
  auto async_wait_until(time_point when, Token&& token) {
    return asio::async_initiate<Token, void(error_code)>(
        [](auto handler, clock_source* self, time_point at) {
          self->start_wait(at, asio::any_completion_handler<void(error_code)>(std::move(handler)));
        },
        token, this, when);
  }

  /// Throws boost::system::system_error(operation_aborted) when cancelled.
  asio::awaitable<void> sleep_until(time_point when);
  asio::awaitable<void> sleep_for(duration how_long);

 private:
  virtual void start_wait(time_point when,
                          asio::any_completion_handler<void(error_code)> handler) = 0;
};

/// The machine's monotonic clock.
std::unique_ptr<clock_source> make_system_clock(asio::io_context& context);

/// Wall-clock time for names and records, e.g. "2026-11-22T14:03:05Z". Never used for decisions.
std::string utc_timestamp_now();
std::string utc_timestamp_ms_now();  ///< "2026-11-22T14:03:05.123Z"
std::chrono::system_clock::time_point wall_clock_now();

}  // namespace parley
