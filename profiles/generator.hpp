// Makes believable profiles for tests, demos and load: same seed, same bytes.
// Must not know: the hidden world of the simulated provider (it reads these as it reads any other).
#pragma once

#include <cstdint>
#include <vector>

#include "profiles/customer_profile.hpp"

namespace parley {

/// `count` profiles C0001.. with cohorts in fixed proportions (largest remainder of
/// .18/.22/.35/.25 for VS/VU/QS/QU, at least one of each from 4 on), Spanish text.
std::vector<customer_profile> generate_profiles(std::size_t count, std::uint64_t seed);

}  // namespace parley
