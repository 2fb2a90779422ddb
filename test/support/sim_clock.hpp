// A clock that stands still until the test moves it, or jumps to the next timer when the loop
// idles.
#pragma once

#include <map>

#include "base/clock.hpp"

namespace parley::test {

/// Virtual time on an io_context. run() executes ready work, then jumps to the earliest wait, until
/// nothing is left: a simulated hour takes as long as its events.
class sim_clock final : public clock_source {
 public:
  explicit sim_clock(asio::io_context& context);
  ~sim_clock() override;

  time_point now() const override { return now_; }
  void advance(duration by);  ///< fires everything due, in order of time and then of start
  void run();                 ///< until no work and no waits remain
  std::size_t waiting() const { return waits_.size(); }

 private:
  void start_wait(time_point when, asio::any_completion_handler<void(error_code)> handler) override;
  void fire_due();

  struct wait_state;
  asio::io_context& context_;
  time_point now_{std::chrono::hours(1)};
  std::uint64_t next_id_ = 0;
  std::map<std::pair<time_point, std::uint64_t>, std::shared_ptr<wait_state>> waits_;
};

}  // namespace parley::test
