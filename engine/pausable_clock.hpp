// The engine's own time: it stands still while a run is paused, so that deadlines wait too.
// Must not know: who pauses, what is paused.
#pragma once

#include "base/clock.hpp"

namespace parley {

/// Behind `real` by all pauses so far. For deciding and measuring; nobody may wait on it, since
/// what waits (the provider) lives in real time.
class pausable_clock final : public clock_source {
 public:
  explicit pausable_clock(clock_source& real) : real_(real) {}

  void pause();
  void resume();
  bool paused() const { return paused_; }
  duration away() const { return away_; }  ///< all pauses that are over

  time_point now() const override { return (paused_ ? since_ : real_.now()) - away_; }
  /// What a moment of this clock is on the real one, if there is no further pause.
  time_point to_real(time_point mine) const;

 private:
  void start_wait(time_point when, asio::any_completion_handler<void(error_code)> handler) override;

  clock_source& real_;
  bool paused_ = false;
  time_point since_{};  // of the pause that lasts
  duration away_{0};
};

}  // namespace parley
