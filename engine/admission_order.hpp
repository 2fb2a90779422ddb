// In which order customers are let in. Pure.
// Must not know: permits, deadlines, how many will get in.
#pragma once

#include <span>
#include <vector>

#include "profiles/customer_profile.hpp"

namespace parley {

/// Indices into `profiles`: shuffled by seed within each cohort, then interleaved so that every
/// prefix holds the cohorts in the proportions of the whole (to within one customer each). A run
/// that is cut short still talked to a fair sample, and to the same one in each iteration, which
/// keeps comparisons paired. The order of `profiles` does not matter.
std::vector<std::size_t> balanced_order(std::span<const customer_profile> profiles,
                                        std::uint64_t seed);

}  // namespace parley
