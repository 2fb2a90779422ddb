// How many calls may be in flight: shrinks on overload, grows back on clean rounds.
// Must not know: quota. A 429 on requests or tokens a minute never comes here.
#pragma once

#include <cstdint>

#include "base/clock.hpp"

namespace parley::quota {

/// Cuts to 3/4 at most once a generation: a call that was admitted before the last cut says nothing
/// new (lease generations, as in NeMo DataDesigner); and at most once a second, because a provider
/// that refuses everything makes a generation last milliseconds.
/// Grows by max(1, 2 %) after as many clean completions as the window is wide, and only while it is
/// used (4/5 full), up to the limit. Ten seconds after the last cut it grows by one with each clean
/// completion, so doubles with each round, up to 3/4 of what it was before the cuts: slow start up
/// to a threshold, as TCP comes back after a timeout (RFC 5681, section 3.1).
///
/// An automatic window (limit 0) begins at 256 and, until the first overload, doubles with every
/// round of first tokens: a provider that can serve thousands at once is not met with thousands of
/// handshakes in one instant, and is at full load two seconds later.
class in_flight_window {
 public:
  static constexpr int automatic_start = 256;
  static constexpr int automatic_limit = 20'000;

  explicit in_flight_window(int limit) { set_limit(limit); }

  int width() const { return static_cast<int>(width_); }
  std::uint64_t generation() const { return generation_; }
  void set_limit(int limit);  ///< 0: automatic

  /// `generation`: the window's when the call was admitted. True when this cut the window.
  bool on_overload(std::uint64_t generation, time_point now);
  /// An outage is over, and how calls come back is paced elsewhere: what was cut during it says
  /// nothing about how many the provider can carry. 3/4 of the width before it.
  void on_outage_over();
  void on_first_token(int in_flight);
  void on_clean(int in_flight, time_point now);

 private:
  /// Of the calls that may be in flight: those are whole, the width is not.
  bool is_used(int in_flight) const { return in_flight >= 0.8 * width(); }

  int limit_ = 0;
  double width_ = 0;
  bool starting_ = true;  ///< no overload yet
  std::uint64_t generation_ = 0;
  int clean_ = 0;
  time_point last_cut_{};
  double before_cuts_ = 0;  ///< width before the last cuts that followed one another
};

}  // namespace parley::quota
