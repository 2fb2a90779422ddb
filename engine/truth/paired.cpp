#include "engine/truth/paired.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>

#include "engine/scoring/statistics.hpp"
#include "engine/truth/error_sum.hpp"

namespace parley::truth {
namespace {

void add_interval(effect& out, double degrees, double confidence) {
  const double half = student_t_quantile(0.5 + confidence / 2, degrees) * out.standard_error;
  out.low = out.mean - half;
  out.high = out.mean + half;
}

}  // namespace

std::vector<difference> independent_differences(std::span<const double> values) {
  std::vector<difference> out;
  out.reserve(values.size());
  for (const double value : values) out.push_back({value, 0, out.size()});
  return out;
}

effect paired_effect(std::span<const difference> differences, double confidence) {
  effect out;
  out.n = differences.size();
  if (differences.empty()) return out;
  const auto n = static_cast<double>(out.n);
  for (const difference& d : differences) out.mean += d.value / n;
  std::map<std::size_t, double> residuals;
  for (const difference& d : differences) residuals[d.cluster] += d.value - out.mean;
  out.clusters = residuals.size();
  if (out.clusters < 2) return out;
  double squares = 0;
  for (const auto& [cluster, sum] : residuals) squares += sum * sum;
  const auto g = static_cast<double>(out.clusters);
  out.standard_error = std::sqrt(g / (g - 1) * squares) / n;
  add_interval(out, g - 1, confidence);
  return out;
}

effect stratified_effect(std::span<const difference> differences, std::span<const double> shares,
                         std::span<const bool> untouched, double confidence) {
  assert(shares.size() == untouched.size());
  effect out;
  error_sum errors;
  bool whole = true;
  std::vector<difference> mine;
  for (std::size_t s = 0; s < shares.size(); ++s) {
    if (untouched[s] || shares[s] <= 0) continue;
    mine.clear();
    for (const difference& d : differences)
      if (d.stratum == s) mine.push_back(d);
    const effect part = paired_effect(mine, confidence);
    out.mean += shares[s] * part.mean;
    out.n += part.n;
    out.clusters += part.clusters;
    if (part.clusters < 2) {
      whole = false;
      continue;
    }
    errors.add(shares[s] * shares[s] * part.standard_error * part.standard_error,
               static_cast<double>(part.clusters - 1));
  }
  out.standard_error = std::sqrt(errors.variance);
  if (!whole || out.n == 0) return out;
  add_interval(out, errors.degrees(), confidence);
  return out;
}

}  // namespace parley::truth
