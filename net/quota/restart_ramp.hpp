// After a storm: calls come back at the rate that was normal before it, not all at once.
// Must not know: what a call is, why there was a storm.
#pragma once

#include <optional>

#include "base/clock.hpp"

namespace parley::quota {

/// While nobody could be served the quota has refilled and callers have queued up; without a ramp
/// the first second would carry a minute's load. Normal is what succeeded a second, averaged over
/// five. Afterwards: that rate for one second, then half as much again each second, for six.
class restart_ramp {
 public:
  void on_good(time_point now);
  void on_admit(time_point now);
  void on_storm(time_point now);  ///< nobody may call any more; the normal rate is remembered
  void on_calm(time_point now);   ///< anybody may call again: the ramp begins

  /// When one more call may start: `now` outside a ramp.
  time_point when(time_point now) const;
  double normal_rate() const { return normal_; }  ///< calls a second

 private:
  double rate_at(time_point now) const;
  double level_at(time_point now) const;

  double average_ = 0;  ///< successes a second, exponentially weighted
  time_point averaged_at_{};
  double normal_ = 0;
  bool stormy_ = false;
  std::optional<time_point> began_;
  double level_ = 0;  ///< calls that may start at once
  time_point level_at_{};
};

}  // namespace parley::quota
