// Two groups of customers under two prompts: who gets which, and the difference between them. Pure.
// Must not know: prompts, what a value means.
#pragma once

#include "agents/cohort_report.hpp"
#include "engine/truth/splits.hpp"

namespace parley::truth {

/// By index of the profile: who keeps the first prompt. Customers are ordered by cohort, value
/// segment and part, by chance within, and taken at even distances from a random start (systematic
/// sampling: Cochran, Sampling Techniques, 3rd ed. 1977, ch. 8): each with probability `share`, of
/// every cohort, every segment of it and every part of that within one of its share. Depends on
/// ids and seed, not on the profiles' order. `parts` by index; empty: all the same.
std::vector<bool> deal_first_arm(std::span<const customer_profile> profiles,
                                 std::span<const part> parts, double share, std::uint64_t seed);

/// One customer's value. Strata are the value segments of a cohort.
struct arm_value {
  parley::cohort cohort = cohort::quiet_satisfied;
  std::string segment;
  bool after = false;  ///< which prompt: false, the one that is compared with
  double value = 0;
};

/// Difference of two independent means with Welch's interval (Welch 1947, Biometrika 34; degrees by
/// Satterthwaite 1946). Fewer than two on a side: no interval.
estimate welch_difference(std::span<const double> before, std::span<const double> after,
                          double confidence);

/// The difference within strata, weighted by their customers, with Welch's error in each and
/// Satterthwaite degrees (Cochran, eq. 5.6; Miratrix, Sekhon and Yu 2013). A stratum with fewer
/// than two customers on a side joins another, of its cohort if there is one. One stratum: Welch.
estimate stratified_welch(std::span<const arm_value> values, double confidence);

}  // namespace parley::truth
