// A clock that jumps to the next timer when nothing else is to do: hours of a run in no time.
// Must not know: what is simulated on it, or why.
#pragma once

#include <map>

#include "base/clock.hpp"

namespace parley {

/// Virtual time on an io_context. run() executes ready work, then jumps to the earliest wait, until
/// nothing is left: a simulated hour takes as long as its events.
class virtual_clock final : public clock_source {
 public:
  explicit virtual_clock(asio::io_context& context);
  ~virtual_clock() override;

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

}  // namespace parley
