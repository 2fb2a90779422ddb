// One timer that calls back at a time that may be moved: the governor's only clockwork.
// Must not know: what happens when it rings.
#pragma once

#include <functional>
#include <memory>

#include "base/clock.hpp"

namespace parley {

/// One thread. The callback is never called after destruction or disarm().
class wake_timer {
 public:
  wake_timer(asio::any_io_executor executor, clock_source& clock, std::function<void()> on_time);
  wake_timer(const wake_timer&) = delete;
  wake_timer& operator=(const wake_timer&) = delete;
  ~wake_timer();

  /// Rings at `at` or, when it was armed for earlier, already then. time_point::max() disarms.
  void arm(time_point at);
  void disarm();
  bool armed() const { return shot_ != nullptr; }

 private:
  struct shot;  // one waiting period, kept alive by its own completion handler
  asio::any_io_executor executor_;
  clock_source& clock_;
  std::function<void()> on_time_;
  std::shared_ptr<shot> shot_;
};

}  // namespace parley
