// Who is searched on, who decides, who reports: three groups of customers that never meet. Pure.
// Must not know: prompts, scores.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "profiles/customer_profile.hpp"

namespace parley::truth {

enum class part : std::uint8_t { search, selection, report };
inline constexpr std::size_t part_count = 3;
std::string_view to_string(part which);  ///< "search", "selection", "report"

struct split_shares {
  double search = 0.4, selection = 0.3;  ///< the rest reports
};

struct customer_split {
  std::vector<part> of;                                      ///< by index of the profile
  std::array<std::vector<std::size_t>, part_count> members;  ///< indices, ascending
  const std::vector<std::size_t>& in(part which) const {
    return members[static_cast<std::size_t>(which)];
  }
};

/// Depends on ids, cohorts, value segments, shares and seed alone, not on the profiles' order. In
/// every cohort each part's size is within one of its share; value segments are spread evenly.
customer_split split_customers(std::span<const customer_profile> profiles, split_shares shares,
                               std::uint64_t seed);

/// Shares of the four cohorts, by index_of.
std::array<double, 4> cohort_shares(std::span<const customer_profile> profiles);

}  // namespace parley::truth
