// Bootstrap intervals that correct for bias and skew. Pure; the same seed gives the same interval.
// Must not know: what the statistic means.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "engine/truth/paired.hpp"

namespace parley::truth {

struct bootstrap_interval {
  double value = 0;  ///< the statistic of the data themselves
  double low = 0, high = 0;
  double bias = 0;          ///< z0
  double acceleration = 0;  ///< a
  int resamples = 0;        ///< 0: not enough data, no interval
};

/// A statistic of a resample, given as how often each unit was drawn.
using weighted_statistic = std::function<double(std::span<const double> weights)>;

/// Efron's BCa (1987, JASA 82, 171-185; Efron and Tibshirani 1993, chapter 14). Units of one
/// stratum are resampled among themselves; `strata` names each unit's. Acceleration from the
/// jackknife over units. resamples >= 200. Random numbers are keyed by (seed, resample).
bootstrap_interval bca(std::span<const std::size_t> strata, const weighted_statistic& statistic,
                       double confidence, int resamples, std::uint64_t seed);

/// The mean difference of customers in clusters, weighted to the strata's shares (as
/// stratified_effect). Resamples whole clusters, within strata; the level is widened for small
/// samples (Hesterberg 2015), without which the interval covers too seldom.
bootstrap_interval bca_of_mean(std::span<const difference> differences,
                               std::span<const double> shares, std::span<const bool> untouched,
                               double confidence, int resamples, std::uint64_t seed);

}  // namespace parley::truth
