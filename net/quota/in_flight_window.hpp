// How many calls may be in flight: shrinks on overload, grows back on clean rounds.
// Must not know: quota. A 429 on requests or tokens a minute never comes here.
#pragma once

#include <cstdint>

namespace parley::quota {

/// Cuts to 3/4 at most once a generation: a call that was admitted before the last cut says nothing
/// new (lease generations, as in NeMo DataDesigner). Grows by max(1, 2 %) after as many clean
/// completions as the window is wide, and only while it is used (4/5 full), up to the limit.
class in_flight_window {
 public:
  explicit in_flight_window(int limit) : limit_(limit), width_(limit) {}

  int width() const { return static_cast<int>(width_); }
  std::uint64_t generation() const { return generation_; }
  void set_limit(int limit);

  /// `generation`: the window's when the call was admitted. True when this cut the window.
  bool on_overload(std::uint64_t generation);
  void on_clean(int in_flight);

 private:
  int limit_;
  double width_;
  std::uint64_t generation_ = 0;
  int clean_ = 0;
};

}  // namespace parley::quota
