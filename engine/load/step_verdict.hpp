// Did a step of a sweep meet the objective, did it not, or is that too early to say?
// Must not know: how a rate is tried, what a good request is.
#pragma once

#include <cstdint>

namespace parley::load {

enum class step_verdict : std::uint8_t { passed, failed, undecided };

/// What one rate came to, over all the times it was tried.
struct rate_tally {
  std::uint64_t good = 0, due = 0;
  bool kept_up = true;  ///< false: a queue grew; that is no matter of chance
};

/// A failure is for good: no higher rate is tried after it. So it needs evidence: with the share
/// `wanted` (0..1) in truth, so few good ones must come up in at most `chance` (0..1) of such steps
/// (exact binomial tail). Too few by the count alone: undecided. A rate that passes by luck is
/// caught by the next, higher one.
step_verdict judge_rate(const rate_tally& seen, double wanted, double chance = 0.05);

}  // namespace parley::load
