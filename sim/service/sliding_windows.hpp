// The most that was granted in any 1, 10 and 60 seconds, from what was granted and when.
// Must not know: buckets, limits, who asked.
#pragma once

#include <array>
#include <cstdint>
#include <deque>

#include "base/clock.hpp"

namespace parley::sim::service {

struct granted_sum {
  std::int64_t requests = 0, tokens = 0;
};

/// Exact to a tick: what is counted lies within the window's length plus one tick. Memory: at most
/// one entry a tick of the last minute.
class sliding_windows {
 public:
  static constexpr auto tick = std::chrono::milliseconds(5);
  static constexpr std::array<std::chrono::seconds, 3> lengths{
      std::chrono::seconds(1), std::chrono::seconds(10), std::chrono::seconds(60)};

  /// Times must not go back; one that does counts as the latest.
  void add(time_point when, std::int64_t requests, std::int64_t tokens);
  /// The worst window of `lengths[which]` so far, requests and tokens each for themselves.
  const granted_sum& worst(std::size_t which) const { return worst_[which]; }
  std::size_t entries() const { return ticks_.size(); }

 private:
  struct entry {
    std::int64_t tick = 0;
    granted_sum sum;
  };
  std::deque<entry> ticks_;   // of the last minute
  std::int64_t dropped_ = 0;  // entries that left the front, so that positions below stay valid
  std::array<std::int64_t, lengths.size()> first_{};  // position of each window's oldest entry
  std::array<granted_sum, lengths.size()> now_{}, worst_{};
};

}  // namespace parley::sim::service
