#include "engine/truth/reliability.hpp"

#include <cmath>
#include <map>

namespace parley::truth {
namespace {

// Squared distance between two values of the pooled ratings, whose counts `marginal` holds.
double distance(double a, double b, scale_kind scale, const std::map<double, double>& marginal) {
  if (a == b) return 0;
  if (scale == scale_kind::nominal) return 1;
  if (scale == scale_kind::interval) return (a - b) * (a - b);
  const double low = std::min(a, b), high = std::max(a, b);
  double between = -(marginal.at(low) + marginal.at(high)) / 2;
  for (auto at = marginal.find(low); at != marginal.end() && at->first <= high; ++at)
    between += at->second;
  return between * between;
}

}  // namespace

std::optional<double> krippendorff_alpha(const std::vector<std::vector<double>>& units,
                                         scale_kind scale) {
  std::map<std::pair<double, double>, double> coincidences;
  std::map<double, double> marginal;
  double total = 0;
  for (const auto& ratings : units) {
    if (ratings.size() < 2) continue;
    const double weight = 1 / (static_cast<double>(ratings.size()) - 1);
    for (std::size_t i = 0; i < ratings.size(); ++i) {
      marginal[ratings[i]] += 1;
      total += 1;
      for (std::size_t j = 0; j < ratings.size(); ++j)
        if (i != j) coincidences[{ratings[i], ratings[j]}] += weight;
    }
  }
  if (total < 2) return std::nullopt;
  double observed = 0, expected = 0;
  for (const auto& [pair, count] : coincidences)
    observed += count * distance(pair.first, pair.second, scale, marginal);
  for (const auto& [a, count_a] : marginal)
    for (const auto& [b, count_b] : marginal)
      expected += count_a * count_b * distance(a, b, scale, marginal);
  if (expected <= 0) return std::nullopt;
  return 1 - (total - 1) * observed / expected;
}

std::optional<double> icc_2_1(const std::vector<std::vector<double>>& targets) {
  const std::size_t rows = targets.size();
  if (rows < 2 || targets[0].size() < 2) return std::nullopt;
  const std::size_t raters = targets[0].size();
  const auto n = static_cast<double>(rows), k = static_cast<double>(raters);
  std::vector<double> row_mean(rows, 0), column_mean(raters, 0);
  double mean = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    if (targets[i].size() != raters) return std::nullopt;
    for (std::size_t j = 0; j < raters; ++j) {
      row_mean[i] += targets[i][j] / k;
      column_mean[j] += targets[i][j] / n;
      mean += targets[i][j] / (n * k);
    }
  }
  double between = 0, raters_ss = 0, error = 0;
  for (std::size_t i = 0; i < rows; ++i) between += k * std::pow(row_mean[i] - mean, 2);
  for (std::size_t j = 0; j < raters; ++j) raters_ss += n * std::pow(column_mean[j] - mean, 2);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < raters; ++j)
      error += std::pow(targets[i][j] - row_mean[i] - column_mean[j] + mean, 2);
  const double bms = between / (n - 1), jms = raters_ss / (k - 1);
  const double ems = error / ((n - 1) * (k - 1));
  const double below = bms + (k - 1) * ems + k * (jms - ems) / n;
  if (below <= 0) return std::nullopt;
  return (bms - ems) / below;
}

std::optional<double> repeat_sd(const std::vector<std::vector<double>>& targets) {
  double squares = 0, degrees = 0;
  for (const auto& ratings : targets) {
    if (ratings.size() < 2) continue;
    double mean = 0;
    for (const double r : ratings) mean += r / static_cast<double>(ratings.size());
    for (const double r : ratings) squares += (r - mean) * (r - mean);
    degrees += static_cast<double>(ratings.size()) - 1;
  }
  if (degrees <= 0) return std::nullopt;
  return std::sqrt(squares / degrees);
}

const char* alpha_in_words(double alpha) {
  return alpha >= 0.8 ? "good" : alpha >= 0.667 ? "tentative" : "poor";
}

}  // namespace parley::truth
