// How fast a schedule gets through that sees the provider's buckets, and everybody who takes from
// them, without delay and error, but does not know how long a call will take.
// Must not know: how the regime was played, the governor.
#pragma once

#include <span>

#include "engine/lower_bound.hpp"
#include "test/support/quota_lab/others_bound.hpp"

namespace parley::bench {

/// Seconds from the first call to the last answer. All chains begin at once; calls go first come,
/// first served, each as soon as its model's buckets hold it: nothing is kept in them, no call goes
/// alone, none is refused. `others` get of the requests of `crowded` what they were granted, also
/// when the bucket is empty: then it is in debt. What a schedule loses against the lower bound
/// beyond this is its own doing; up to this it is the price of not knowing latencies.
double oracle_seconds(std::span<const call_chain> chains, const bound_limits& limits,
                      const std::string& crowded = {},
                      std::span<const lab::taken_by_others> others = {});

}  // namespace parley::bench
