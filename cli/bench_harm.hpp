// An edit that helps three cohorts and harms the fourth, held before the promotion gate.
// Must not know: optimisers.
#pragma once

#include <cstddef>
#include <cstdint>

namespace parley::cli {

struct harm_trial {
  bool harmful = false;  ///< the edit truly harms one cohort by more than the margin, and helps all
                         ///< together
  bool caught = false;   ///< the gate did not let it through to that cohort
};

/// World W1 of the seed; the cohort is drawn by the seed too.
harm_trial try_harmful_edit(std::uint64_t seed, std::size_t customers);

}  // namespace parley::cli
