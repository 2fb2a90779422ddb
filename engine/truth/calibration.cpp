#include "engine/truth/calibration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/scoring/statistics.hpp"
#include "engine/scoring/value_model.hpp"
#include "engine/truth/error_sum.hpp"

namespace parley::truth {
namespace {

constexpr std::size_t cohorts = all_cohorts.size();
constexpr std::size_t least_degrees = 8;  // of the slopes' errors
constexpr double least_spread = 1e-9;  // sums of squares of rewards: below, they are all the same

/// One cohort's points and its own least-squares line.
struct cloud {
  std::vector<double> simulated, real;
  double spread = 0;    // sum of squares of x
  double residual = 0;  // sum of squares around the line
  double slope = 0;
  bool has_line() const { return simulated.size() >= 3 && spread > least_spread; }

  void fit() {
    const auto n = static_cast<double>(simulated.size());
    double x = 0, y = 0, product = 0, squares = 0;
    for (std::size_t i = 0; i < simulated.size(); ++i) {
      x += simulated[i] / n;
      y += real[i] / n;
    }
    for (std::size_t i = 0; i < simulated.size(); ++i) {
      const double dx = simulated[i] - x, dy = real[i] - y;
      spread += dx * dx;
      product += dx * dy;
      squares += dy * dy;
    }
    if (!has_line()) return;
    slope = product / spread;
    residual = std::max(0.0, squares - slope * product);
  }
};

// What at least half of the rows say counts; the rest is as simulated.
void choose_outcomes(std::span<const field_pair> pairs, calibration& out) {
  std::size_t scored = 0, nps = 0, replied = 0, churned = 0;
  for (const field_pair& one : pairs) {
    if (!one.simulated) continue;
    ++scored;
    nps += one.nps.has_value();
    replied += one.replied.has_value();
    churned += one.churned.has_value();
  }
  const auto counts = [scored](std::size_t known) { return known > 0 && 2 * known >= scored; };
  out.has_nps = counts(nps);
  out.has_replied = counts(replied);
  out.has_churned = counts(churned);
}

bool is_whole(const field_pair& one, const calibration& by) {
  return one.simulated && (one.nps || !by.has_nps) && (one.replied || !by.has_replied) &&
         (one.churned || !by.has_churned);
}

void count_replies(const field_pair& one, cohort_line& out) {
  if (!one.simulated || !one.replied) return;
  const auto n = static_cast<double>(++out.reply_n);
  out.simulated_replies += ((one.simulated->replied ? 1 : 0) - out.simulated_replies) / n;
  out.real_replies += (*one.replied - out.real_replies) / n;
}

// The slopes' common value, and how much they differ beyond their errors.
void pool(const std::array<cloud, cohorts>& clouds, const std::array<double, cohorts>& variances,
          calibration& out) {
  std::vector<double> slopes, errors;
  for (std::size_t c = 0; c < cohorts; ++c) {
    if (!clouds[c].has_line()) continue;
    slopes.push_back(clouds[c].slope);
    errors.push_back(variances[c]);
  }
  const random_effects found = pool_values(slopes, errors);
  out.pooled = found.mean;
  out.pooled_variance = found.variance;
  out.between = found.between;
}

void shrink(const std::array<cloud, cohorts>& clouds, const std::array<double, cohorts>& variances,
            double confidence, calibration& out) {
  const double t = student_t_quantile(0.5 + confidence / 2, out.degrees);
  for (std::size_t c = 0; c < cohorts; ++c) {
    cohort_line& mine = out.cohorts[c];
    if (clouds[c].has_line()) {
      mine.pooled_share = variances[c] / (variances[c] + out.between);
      mine.own_variance = (1 - mine.pooled_share) * variances[c];
      mine.slope = mine.pooled_share * out.pooled + (1 - mine.pooled_share) * clouds[c].slope;
    } else {  // nothing of its own: as far from the others as they are from each other
      mine.own_variance = out.between;
      mine.slope = out.pooled;
    }
    const double variance =
        mine.own_variance + mine.pooled_share * mine.pooled_share * out.pooled_variance;
    mine.low = mine.slope - t * std::sqrt(variance);
    mine.high = mine.slope + t * std::sqrt(variance);
  }
}

void add_interval(effect& out, const error_sum& errors, double confidence) {
  out.standard_error = std::sqrt(errors.variance);
  const double half = errors.half_width(confidence);
  out.low = out.mean - half;
  out.high = out.mean + half;
}

}  // namespace

random_effects pool_values(std::span<const double> values, std::span<const double> variances) {
  random_effects out;
  const auto average = [&] {
    double weights = 0, sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double weight = 1 / (variances[i] + out.between);
      weights += weight;
      sum += weight * values[i];
    }
    out.mean = sum / weights;
    out.variance = 1 / weights;
  };
  average();
  if (values.size() < 2) return out;
  double weights = 0, squares = 0, apart = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double weight = 1 / variances[i], off = values[i] - out.mean;
    weights += weight;
    squares += weight * weight;
    apart += weight * off * off;
  }
  const auto degrees = static_cast<double>(values.size() - 1);
  if (weights - squares / weights <= 1e-9 * weights) return out;  // one value outweighs all
  out.between = std::max(0.0, (apart - degrees) / (weights - squares / weights));
  average();
  return out;
}

calibration calibrate(std::span<const field_pair> pairs, const scoring_settings& constants,
                      double confidence) {
  calibration out;
  out.outcomes = pairs.size();
  choose_outcomes(pairs, out);
  std::array<cloud, cohorts> clouds;
  for (const field_pair& one : pairs) {
    const std::size_t c = index_of(one.cohort);
    count_replies(one, out.cohorts[c]);
    if (!is_whole(one, out)) continue;
    const simulated_outcome& s = *one.simulated;
    clouds[c].simulated.push_back(normalised_reward(s.nps, s.engagement, s.churn, constants));
    clouds[c].real.push_back(normalised_reward(
        out.has_nps ? *one.nps : s.nps, out.has_replied ? *one.replied : s.engagement,
        out.has_churned ? *one.churned : s.churn, constants));
  }
  double residual = 0;
  for (std::size_t c = 0; c < cohorts; ++c) {
    cloud& mine = clouds[c];
    out.cohorts[c].n = mine.simulated.size();
    out.used += mine.simulated.size();
    out.cohorts[c].shift = paired_difference(mine.simulated, mine.real, confidence);
    mine.fit();
    if (!mine.has_line()) continue;
    residual += mine.residual;
    out.degrees += static_cast<double>(mine.simulated.size() - 2);
  }
  if (!out.has_nps && !out.has_replied && !out.has_churned)
    out.why_not = "no outcome says whether customers replied, left or would recommend";
  else if (out.used < least_outcomes)
    out.why_not =
        fmt::format("{} outcomes beside a simulated verdict are too few, {} are the least",
                    out.used, least_outcomes);
  else if (out.degrees < least_degrees || residual <= least_spread)
    out.why_not = "the simulated rewards of these customers hardly differ within their cohorts";
  if (!out.usable()) return out;
  std::array<double, cohorts> variances{};
  for (std::size_t c = 0; c < cohorts; ++c)
    if (clouds[c].has_line()) variances[c] = residual / out.degrees / clouds[c].spread;
  pool(clouds, variances, out);
  shrink(clouds, variances, confidence, out);
  return out;
}

calibrated_gain apply(const calibration& by, const std::array<effect, cohorts>& gains,
                      std::span<const double> shares, std::span<const bool> untouched,
                      double confidence) {
  calibrated_gain out;
  error_sum all;
  double through_pooled = 0;  // what a change of the common slope does to the whole
  bool whole = true;
  for (std::size_t c = 0; c < cohorts; ++c) {
    if (untouched[c] || shares[c] <= 0) continue;
    const effect& gain = gains[c];
    const cohort_line& line = by.cohorts[c];
    effect& mine = out.by_cohort[c];
    mine.mean = line.slope * gain.mean;
    mine.n = gain.n;
    mine.clusters = gain.clusters;
    out.all.mean += shares[c] * mine.mean;
    out.all.n += gain.n;
    out.all.clusters += gain.clusters;
    if (gain.clusters < 2) {
      whole = false;
      continue;
    }
    const double sampled = gain.standard_error * gain.standard_error;
    const double common = line.pooled_share * line.pooled_share * by.pooled_variance;
    const double slope = line.own_variance + common;
    const auto degrees = static_cast<double>(gain.clusters - 1);
    error_sum here;
    here.add((line.slope * line.slope + slope) * sampled, degrees);
    here.add(gain.mean * gain.mean * slope, by.degrees);
    add_interval(mine, here, confidence);
    const double share = shares[c] * shares[c];
    all.add(share * (line.slope * line.slope + slope) * sampled, degrees);
    all.add(share * gain.mean * gain.mean * line.own_variance, by.degrees);
    through_pooled += shares[c] * gain.mean * line.pooled_share;
  }
  all.add(through_pooled * through_pooled * by.pooled_variance, by.degrees);
  if (whole && out.all.n > 0) add_interval(out.all, all, confidence);
  return out;
}

}  // namespace parley::truth
