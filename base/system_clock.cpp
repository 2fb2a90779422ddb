#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/consign.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdio>
#include <ctime>

#include "base/clock.hpp"

namespace parley {
namespace {

class system_clock final : public clock_source {
 public:
  explicit system_clock(asio::io_context& context) : context_(context) {}

  // The only place in the program that reads the monotonic clock (test/tidy checks it).
  time_point now() const override { return std::chrono::steady_clock::now(); }

 private:
  void start_wait(time_point when,
                  asio::any_completion_handler<void(error_code)> handler) override {
    auto timer = std::make_shared<asio::steady_timer>(context_, when);
    // The timer must live until it fires; the handler's cancellation slot is forwarded by Asio.
    auto& ref = *timer;
    ref.async_wait(asio::consign(std::move(handler), std::move(timer)));
  }

  asio::io_context& context_;
};

}  // namespace

// `deferred`, here and wherever many wait: with `use_awaitable` every wait has a frame of its own.
asio::awaitable<void> clock_source::sleep_until(time_point when) {
  co_await async_wait_until(when, asio::deferred);
}

asio::awaitable<void> clock_source::sleep_for(duration how_long) {
  co_await async_wait_until(now() + how_long, asio::deferred);
}

std::unique_ptr<clock_source> make_system_clock(asio::io_context& context) {
  return std::make_unique<system_clock>(context);
}

std::chrono::system_clock::time_point wall_clock_now() {
  return std::chrono::system_clock::now();
}

namespace {

std::string utc_text(std::chrono::system_clock::time_point when, const char* format) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(when);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, format, &parts)};
}

}  // namespace

std::string utc_timestamp_now() {
  return utc_text(wall_clock_now(), "%Y-%m-%dT%H:%M:%SZ");
}

std::string utc_timestamp_ms_now() {
  using std::chrono::milliseconds;
  const auto now = wall_clock_now();
  const auto whole = std::chrono::floor<std::chrono::seconds>(now);
  const auto part = std::chrono::duration_cast<milliseconds>(now - whole).count();
  char text[8];
  std::snprintf(text, sizeof text, ".%03dZ", static_cast<int>(part));
  return utc_text(whole, "%Y-%m-%dT%H:%M:%S") + text;
}

}  // namespace parley
