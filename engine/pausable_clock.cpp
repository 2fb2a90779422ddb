#include "engine/pausable_clock.hpp"

#include <cassert>

namespace parley {

void pausable_clock::pause() {
  if (paused_) return;
  since_ = real_.now();
  paused_ = true;
}

void pausable_clock::resume() {
  if (!paused_) return;
  paused_ = false;
  away_ += real_.now() - since_;
}

time_point pausable_clock::to_real(time_point mine) const {
  const duration away = paused_ ? away_ + (real_.now() - since_) : away_;
  return mine > time_point::max() - away ? time_point::max() : mine + away;
}

void pausable_clock::start_wait(time_point when,
                                asio::any_completion_handler<void(error_code)> handler) {
  assert(!paused_ && "waits belong to the real clock");
  real_.async_wait_until(to_real(when), std::move(handler));
}

}  // namespace parley
