#include "engine/forecast/spread.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace parley::forecast {
namespace {

/// The normal distribution's quantiles at spread::levels; its ends stand for one in 2,000.
constexpr std::array<double, spread::levels.size()> normal{
    -3.29,  -2.0537, -1.6449, -1.2816, -0.8416, -0.3853, 0,   0.3853,
    0.8416, 1.2816,  1.6449,  2.0537,  2.5758,  3.0902,  3.29};

}  // namespace

spread spread::of(std::vector<double> values) {
  assert(!values.empty());
  std::sort(values.begin(), values.end());
  std::array<double, levels.size()> at{};
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const double place = levels[i] * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    at[i] = std::lerp(values[below], values[above], place - static_cast<double>(below));
  }
  return spread(at);
}

spread spread::log_normal(double median, double sigma) {
  std::array<double, levels.size()> at{};
  for (std::size_t i = 0; i < at.size(); ++i) at[i] = median * std::exp(sigma * normal[i]);
  return spread(at);
}

double spread::draw(double u) const {
  const auto above = std::upper_bound(levels.begin(), levels.end(), u);
  if (above == levels.end()) return at_.back();
  if (above == levels.begin()) return at_.front();
  const auto i = static_cast<std::size_t>(above - levels.begin());
  return std::lerp(at_[i - 1], at_[i], (u - levels[i - 1]) / (levels[i] - levels[i - 1]));
}

double spread::mean() const {
  double sum = 0;
  for (std::size_t i = 1; i < levels.size(); ++i)
    sum += (levels[i] - levels[i - 1]) * (at_[i] + at_[i - 1]) / 2;
  return sum;
}

spread spread::times(double factor) const {
  auto at = at_;
  for (double& value : at) value *= factor;
  return spread(at);
}

spread spread::plus(double shift) const {
  auto at = at_;
  for (double& value : at) value += shift;
  return spread(at);
}

}  // namespace parley::forecast
