// When the last of our calls can have been sent at the earliest, knowing what somebody else took of
// the same bucket, and when.
// Must not know: who took it, latencies.
#pragma once

#include <vector>

#include "engine/lower_bound.hpp"

namespace parley::lab {

struct taken_by_others {
  double at_s = 0;  ///< since our first call, >= 0
  double amount = 0;
};

/// Ours are `charges` in all. By the time t of the last, ours and N(t), what others took until t,
/// were granted: charges + N(t) <= burst + rate t. The first such t, in seconds since our first
/// call. `others` in order of time.
double earliest_last_send(double charges, const bucket_limit& limit,
                          const std::vector<taken_by_others>& others);

}  // namespace parley::lab
