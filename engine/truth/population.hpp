// The customers of a search: who they are, and which part they play in it.
// Must not know: profiles, prompts, scores.
#pragma once

#include "engine/truth/splits.hpp"

namespace parley::truth {

/// Profiles by index.
struct population {
  std::vector<cohort> cohorts;
  customer_split split;
  std::array<double, all_cohorts.size()> shares{};

  /// Indices of a part's customers in one cohort, ascending.
  std::vector<std::size_t> in_cohort(part which, std::size_t cohort) const;
};

/// Splits profiles by seed.
population population_of(std::span<const customer_profile> profiles, split_shares shares,
                         std::uint64_t seed);

}  // namespace parley::truth
