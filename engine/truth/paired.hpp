// Paired comparison of two prompts on the same customers, and what its error is. Pure.
// Must not know: prompts, conversations, how a value came about.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace parley::truth {

/// One customer's difference: challenger minus champion, each averaged over the replicates that
/// both have. `stratum` is the cohort's index; `cluster` what customers may share (customers of one
/// cluster are not independent); by default each customer stands alone.
struct difference {
  double value = 0;
  std::size_t stratum = 0;
  std::size_t cluster = 0;
};

/// Differences where every customer is a cluster of its own.
std::vector<difference> independent_differences(std::span<const double> values);

struct effect {
  double mean = 0;
  double standard_error = 0;
  std::size_t n = 0;         ///< customers
  std::size_t clusters = 0;  ///< independent units; degrees of freedom are clusters - 1
  std::optional<double> low, high;

  /// mean / standard_error; 0 where the error is 0 (no variation is no evidence).
  double z() const { return standard_error > 0 ? mean / standard_error : 0; }
};

/// Mean difference with its cluster-robust error and t interval at `confidence` (degrees: clusters
/// - 1). CR1: se^2 = G/(G-1) * sum_g (sum_{i in g} (d_i - mean))^2 / n^2 (Liang and Zeger 1986; for
/// a mean as in Miller 2024, arXiv 2411.00640). With singletons this is the paired t interval.
/// Fewer than two clusters: no interval.
effect paired_effect(std::span<const difference> differences, double confidence);

/// The same for a population whose strata have the given shares (they add up to 1): the weighted
/// mean of the strata's means, with variances added (Cochran, Sampling Techniques, eq. 5.6) and
/// Satterthwaite degrees of freedom. A stratum listed in `untouched` has difference zero by
/// construction (both prompts are the same bytes there) and needs no data. A stratum with a share,
/// not untouched and without two customers: no interval.
effect stratified_effect(std::span<const difference> differences, std::span<const double> shares,
                         std::span<const bool> untouched, double confidence);

}  // namespace parley::truth
