#include "engine/truth/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "base/random_stream.hpp"
#include "engine/scoring/statistics.hpp"

namespace parley::truth {
namespace {

std::vector<std::vector<std::size_t>> members_of(std::span<const std::size_t> strata) {
  std::map<std::size_t, std::vector<std::size_t>> by_stratum;
  for (std::size_t i = 0; i < strata.size(); ++i) by_stratum[strata[i]].push_back(i);
  std::vector<std::vector<std::size_t>> out;
  for (auto& [stratum, members] : by_stratum) out.push_back(std::move(members));
  return out;
}

// Skewness of the jackknife values about their mean, stratum by stratum.
double acceleration_of(const std::vector<std::vector<std::size_t>>& groups, std::size_t n,
                       const weighted_statistic& statistic) {
  std::vector<double> weights(n, 1.0);
  double cubes = 0, squares = 0;
  for (const auto& group : groups) {
    if (group.size() < 2) continue;
    std::vector<double> without;
    for (const std::size_t i : group) {
      weights[i] = 0;
      without.push_back(statistic(weights));
      weights[i] = 1;
    }
    const double mean =
        std::accumulate(without.begin(), without.end(), 0.0) / static_cast<double>(without.size());
    for (const double value : without) {
      squares += (mean - value) * (mean - value);
      cubes += (mean - value) * (mean - value) * (mean - value);
    }
  }
  return squares > 0 ? cubes / (6 * std::pow(squares, 1.5)) : 0;
}

double quantile_of(const std::vector<double>& sorted, double p) {
  const double at = p * static_cast<double>(sorted.size()) - 0.5;
  const auto last = static_cast<double>(sorted.size() - 1);
  const double clamped = std::clamp(at, 0.0, last);
  const auto below = static_cast<std::size_t>(clamped);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double part = clamped - static_cast<double>(below);
  return sorted[below] * (1 - part) + sorted[above] * part;
}

}  // namespace

bootstrap_interval bca(std::span<const std::size_t> strata, const weighted_statistic& statistic,
                       double confidence, int resamples, std::uint64_t seed) {
  bootstrap_interval out;
  const std::size_t n = strata.size();
  std::vector<double> weights(n, 1.0);
  if (n == 0) return out;
  out.value = out.low = out.high = statistic(weights);
  if (n < 2) return out;
  const auto groups = members_of(strata);

  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(resamples));
  double below = 0;
  for (int b = 0; b < resamples; ++b) {
    random_stream random(seed, "bootstrap", "resample", static_cast<std::uint64_t>(b));
    std::fill(weights.begin(), weights.end(), 0.0);
    for (const auto& group : groups)
      for (std::size_t k = 0; k < group.size(); ++k)
        weights[group[static_cast<std::size_t>(random.below(group.size()))]] += 1;
    values.push_back(statistic(weights));
    below += values.back() < out.value ? 1 : values.back() == out.value ? 0.5 : 0;
  }
  std::sort(values.begin(), values.end());
  out.resamples = resamples;
  if (values.front() == values.back()) return out;  // nothing varies
  const double edge = 0.5 / resamples;
  out.bias = normal_quantile(std::clamp(below / resamples, edge, 1 - edge));
  out.acceleration = acceleration_of(groups, n, statistic);
  const auto level = [&out](double z) {
    const double moved = out.bias + z;
    return normal_cdf(out.bias + moved / (1 - out.acceleration * moved));
  };
  const double z = normal_quantile(0.5 + confidence / 2);
  out.low = quantile_of(values, level(-z));
  out.high = quantile_of(values, level(z));
  return out;
}

bootstrap_interval bca_of_mean(std::span<const difference> differences,
                               std::span<const double> shares, std::span<const bool> untouched,
                               double confidence, int resamples, std::uint64_t seed) {
  struct unit {
    double sum = 0, customers = 0;
  };
  std::map<std::pair<std::size_t, std::size_t>, unit> by_cluster;  // stratum, cluster
  for (const difference& d : differences) {
    if (d.stratum >= shares.size() || untouched[d.stratum]) continue;
    unit& one = by_cluster[{d.stratum, d.cluster}];
    one.sum += d.value;
    one.customers += 1;
  }
  std::vector<std::size_t> strata;
  std::vector<unit> units;
  for (const auto& [key, one] : by_cluster) {
    strata.push_back(key.first);
    units.push_back(one);
  }
  const weighted_statistic mean = [&](std::span<const double> weights) {
    std::vector<double> sums(shares.size()), counts(shares.size());
    for (std::size_t i = 0; i < units.size(); ++i) {
      sums[strata[i]] += weights[i] * units[i].sum;
      counts[strata[i]] += weights[i] * units[i].customers;
    }
    double out = 0;
    for (std::size_t s = 0; s < shares.size(); ++s)
      if (counts[s] > 0) out += shares[s] * sums[s] / counts[s];
    return out;
  };
  // Resampling n of n makes the spread too small by (n - 1) / n and knows no t: the level is
  // widened to make up for both (Hesterberg 2015, The American Statistician 69(4), section 3.3).
  std::set<std::size_t> groups(strata.begin(), strata.end());
  const double n = static_cast<double>(units.size());
  const double degrees = n - static_cast<double>(groups.size());
  if (degrees < 1) return bca(strata, mean, confidence, resamples, seed);
  const double z = std::sqrt(n / degrees) * student_t_quantile(0.5 + confidence / 2, degrees);
  const double widest = 1 - 0.5 / resamples;  // what so many resamples can tell from certainty
  return bca(strata, mean, std::min(2 * normal_cdf(z) - 1, widest), resamples, seed);
}

}  // namespace parley::truth
