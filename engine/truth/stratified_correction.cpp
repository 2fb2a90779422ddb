#include "engine/truth/stratified_correction.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "engine/scoring/statistics.hpp"
#include "engine/truth/error_sum.hpp"

namespace parley::truth {
namespace {

std::vector<double> judged(const label_stratum& s) {
  std::vector<double> all = s.judge;
  all.insert(all.end(), s.rest.begin(), s.rest.end());
  return all;
}

// The variance of the whole is a parabola in lambda: its lowest point, kept in [0, 1].
double best_trust(std::span<const label_stratum> strata) {
  double covariance = 0, spread = 0;
  for (const label_stratum& s : strata) {
    if (s.human.size() < 2 || s.rest.empty()) continue;
    const auto n = static_cast<double>(s.human.size()), m = static_cast<double>(s.rest.size());
    const double judge = mean_of(s.judge), human = mean_of(s.human);
    double products = 0;
    for (std::size_t i = 0; i < s.human.size(); ++i)
      products += (s.human[i] - human) * (s.judge[i] - judge);
    const std::vector<double> all = judged(s);
    const double weight = s.share * s.share;
    covariance += weight * products / (n - 1) / n;
    spread += weight * squares_about(all, mean_of(all)) / (n + m) * (1 / n + 1 / m);
  }
  return spread > 0 ? std::clamp(covariance / spread, 0.0, 1.0) : 0;
}

/// Variance of a mean, and the degrees of freedom that it was estimated with.
struct part {
  double variance = 0, degrees = 0;
};

/// What the labels of one stratum say with a given lambda.
struct finding {
  double mean = 0, alone = 0;  ///< corrected; variance of the human mean by itself
  std::vector<part> parts;
  double variance() const {
    double sum = 0;
    for (const part& one : parts) sum += one.variance;
    return sum;
  }
};

void set_interval(estimate& out, double half) {
  out.low = out.mean - half;
  out.high = out.mean + half;
}

finding find(const label_stratum& s, double trust, double inflation) {
  finding out;
  const auto n = static_cast<double>(s.human.size()), m = static_cast<double>(s.rest.size());
  const double used = s.rest.empty() ? 0 : trust;
  std::vector<double> rectified;
  for (std::size_t i = 0; i < s.human.size(); ++i)
    rectified.push_back(s.human[i] - used * s.judge[i]);
  const double mean = mean_of(rectified), rest = mean_of(s.rest);
  const std::vector<double> all = judged(s);
  out.mean = used * rest + mean;
  if (s.human.size() < 2) return out;
  out.alone = squares_about(s.human, mean_of(s.human)) / (n - 1) / n;
  const double fitted = used > 0 ? inflation : 1;
  out.parts.push_back({fitted * squares_about(rectified, mean) / (n - 1) / n, n - 1});
  // All that the judge said tell its spread: the rest may be a single one.
  if (used > 0)
    out.parts.push_back(
        {used * used * squares_about(all, mean_of(all)) / (n + m - 1) / m, n + m - 1});
  return out;
}

}  // namespace

stratified_correction correct_by_strata(std::span<const label_stratum> strata, double confidence) {
  stratified_correction out;
  out.trust = best_trust(strata);
  double labels = 0, degrees = 0;
  for (const label_stratum& s : strata) {
    assert(s.judge.size() == s.human.size());
    labels += static_cast<double>(s.human.size());
    degrees += s.human.size() > 1 ? static_cast<double>(s.human.size() - 1) : 0;
  }
  const double inflation = degrees > 1 ? degrees / (degrees - 1) : 2;
  bool has_value = labels > 0, has_interval = labels > 0;
  double mean = 0, alone = 0;
  error_sum errors;
  for (const label_stratum& s : strata) {
    out.judge += s.share * mean_of(judged(s));
    estimate& mine = out.strata.emplace_back();
    const bool counts = s.share > 0 && !(s.human.empty() && s.rest.empty());
    if (counts) has_value = has_value && !s.human.empty();
    if (counts) has_interval = has_interval && s.human.size() > 1;
    if (s.human.empty()) continue;
    const finding found = find(s, out.trust, inflation);
    mine.mean = found.mean;
    mine.n = s.human.size();
    // Of a handful of labels only: their own degrees, which Satterthwaite would overrate.
    if (s.human.size() > 1)
      set_interval(
          mine, student_t_quantile(0.5 + confidence / 2, static_cast<double>(s.human.size() - 1)) *
                    std::sqrt(found.variance()));
    mean += s.share * found.mean;
    alone += s.share * s.share * found.alone;
    for (const part& one : found.parts) errors.add(s.share * s.share * one.variance, one.degrees);
  }
  if (!has_value) return out;
  out.value.mean = mean;
  out.value.n = static_cast<std::size_t>(labels);
  if (has_interval) set_interval(out.value, errors.half_width(confidence));
  out.effective_n = errors.variance > 0 ? labels * alone / errors.variance : labels;
  return out;
}

}  // namespace parley::truth
