#include "engine/truth/population.hpp"

namespace parley::truth {

std::vector<std::size_t> population::in_cohort(part which, std::size_t cohort) const {
  std::vector<std::size_t> out;
  for (const std::size_t i : split.in(which))
    if (index_of(cohorts[i]) == cohort) out.push_back(i);
  return out;
}

population population_of(std::span<const customer_profile> profiles, split_shares shares,
                         std::uint64_t seed) {
  population out;
  for (const customer_profile& p : profiles) out.cohorts.push_back(p.cohort);
  out.split = split_customers(profiles, shares, seed);
  out.shares = cohort_shares(profiles);
  return out;
}

}  // namespace parley::truth
