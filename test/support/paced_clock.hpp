// A clock that runs faster or slower than another: minutes of quota in seconds of a benchmark.
// Must not know: who waits.
#pragma once

#include "base/clock.hpp"

namespace parley::test {

/// `speed` seconds of this clock pass in one of `real`, which must outlive it.
class paced_clock final : public clock_source {
 public:
  paced_clock(clock_source& real, double speed) : real_(real), speed_(speed), begun_(real.now()) {}

  time_point now() const override { return begun_ + scaled(real_.now() - begun_, speed_); }

 private:
  static duration scaled(duration from, double by) {
    return std::chrono::duration_cast<duration>(
        std::chrono::duration<double, duration::period>(static_cast<double>(from.count()) * by));
  }
  void start_wait(time_point when,
                  asio::any_completion_handler<void(error_code)> handler) override {
    const duration most = std::chrono::hours(24 * 365);  // far ahead is never
    const duration ahead = when > begun_ + most ? most : when - begun_;
    real_.async_wait_until(begun_ + scaled(ahead, 1 / speed_), std::move(handler));
  }

  clock_source& real_;
  double speed_;
  time_point begun_;
};

}  // namespace parley::test
