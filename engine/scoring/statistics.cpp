#include "engine/scoring/statistics.hpp"

#include <cassert>
#include <cmath>
#include <numbers>
#include <vector>

namespace parley {
namespace {

// Continued fraction of the incomplete beta function (DLMF 8.17.22), evaluated by the modified
// Lentz method. Converges fast for x < (a + 1) / (a + b + 2).
double beta_fraction(double a, double b, double x) {
  constexpr double tiny = 1e-300;
  constexpr int most_terms = 500;
  double c = 1;
  double d = 1 - (a + b) * x / (a + 1);
  if (std::abs(d) < tiny) d = tiny;
  d = 1 / d;
  double value = d;
  for (int m = 1; m <= most_terms; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    double step = 1;
    for (const double coefficient : {even, odd}) {
      d = 1 + coefficient * d;
      if (std::abs(d) < tiny) d = tiny;
      d = 1 / d;
      c = 1 + coefficient / c;
      if (std::abs(c) < tiny) c = tiny;
      step = d * c;
      value *= step;
    }
    if (std::abs(step - 1) < 1e-16) break;
  }
  return value;
}

}  // namespace

double incomplete_beta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
  return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

namespace {

// P(T > t) for t >= 0, without the cancellation that 1 - cdf would bring far out.
double upper_tail(double t, double degrees) {
  return 0.5 * incomplete_beta(degrees / 2, 0.5, degrees / (degrees + t * t));
}

double t_density(double t, double degrees) {
  return std::exp(std::lgamma((degrees + 1) / 2) - std::lgamma(degrees / 2)) /
         std::sqrt(degrees * std::numbers::pi) * std::pow(1 + t * t / degrees, -(degrees + 1) / 2);
}

// Hill, G. W. (1970), Algorithm 396: Student's t-quantiles, CACM 13(10), 619-620.
// `both_tails` is the probability outside (-t, t).
double hill_start(double both_tails, double n) {
  const double p = both_tails;
  const double a = 1 / (n - 0.5);
  const double b = 48 / (a * a);
  double c = ((20700 * a / b - 98) * a - 16) * a + 96.36;
  const double d = ((94.5 / (b + c) - 3) / b + 1) * std::sqrt(a * std::numbers::pi / 2) * n;
  double y = std::pow(d * p, 2 / n);
  if (y > 0.05 + a) {
    const double x = normal_quantile(p / 2);
    y = x * x;
    if (n < 5) c += 0.3 * (n - 4.5) * (x + 0.6);
    c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c;
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
    y = std::expm1(a * y * y);
  } else {
    y = ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1) *
            (n + 1) / (n + 2) +
        1 / y;
  }
  return std::sqrt(n * y);
}

}  // namespace

double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

double normal_quantile(double p) {
  assert(p > 0 && p < 1);
  if (p > 0.5) return -normal_quantile(1 - p);
  // Abramowitz and Stegun 26.2.23 (error below 4.5e-4), then Newton steps to full precision.
  const double t = std::sqrt(-2 * std::log(p));
  double z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                       (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (int i = 0; i < 4; ++i) {
    const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    if (density <= 0) break;
    z -= (normal_cdf(z) - p) / density;
  }
  return z;
}

double student_t_cdf(double t, double degrees) {
  assert(degrees >= 1);
  const double tail = upper_tail(std::abs(t), degrees);
  return t > 0 ? 1 - tail : tail;
}

double student_t_quantile(double p, double degrees) {
  assert(p > 0 && p < 1 && degrees >= 1);
  if (p == 0.5) return 0;
  if (p < 0.5) return -student_t_quantile(1 - p, degrees);
  const double tail = 1 - p;
  if (degrees == 1) return 1 / std::tan(std::numbers::pi * tail);
  if (degrees == 2) return (1 - 2 * tail) / std::sqrt(2 * tail * (1 - tail));
  double t = hill_start(2 * tail, degrees);
  for (int i = 0; i < 8; ++i) {
    const double step = (upper_tail(t, degrees) - tail) / t_density(t, degrees);
    if (!std::isfinite(step)) break;
    t = std::max(t / 2, t + step);  // a step never crosses zero
    if (std::abs(step) < 1e-13 * t) break;
  }
  return t;
}

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

double squares_about(std::span<const double> values, double centre) {
  double sum = 0;
  for (const double v : values) sum += (v - centre) * (v - centre);
  return sum;
}

estimate mean_estimate(std::span<const double> values, double confidence) {
  estimate out;
  out.n = values.size();
  if (values.empty()) return out;
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  for (const double v : values) sum += v;
  out.mean = sum / n;
  if (values.size() < 2) return out;
  double squares = 0;
  for (const double v : values) squares += (v - out.mean) * (v - out.mean);
  const double standard_error = std::sqrt(squares / (n - 1) / n);
  const double half = student_t_quantile(0.5 + confidence / 2, n - 1) * standard_error;
  out.low = out.mean - half;
  out.high = out.mean + half;
  return out;
}

estimate paired_difference(std::span<const double> before, std::span<const double> after,
                           double confidence) {
  assert(before.size() == after.size());
  std::vector<double> changes(before.size());
  for (std::size_t i = 0; i < before.size(); ++i) changes[i] = after[i] - before[i];
  return mean_estimate(changes, confidence);
}

estimate ratio_estimate(std::span<const double> numerators, std::span<const double> denominators,
                        double confidence) {
  assert(numerators.size() == denominators.size());
  double above = 0, below = 0;
  for (std::size_t i = 0; i < numerators.size(); ++i) {
    above += numerators[i];
    below += denominators[i];
  }
  if (below <= 0) return {};
  const double ratio = above / below;
  const double mean_below = below / static_cast<double>(denominators.size());
  std::vector<double> linearised;
  linearised.reserve(numerators.size());
  for (std::size_t i = 0; i < numerators.size(); ++i)
    linearised.push_back(ratio + (numerators[i] - ratio * denominators[i]) / mean_below);
  estimate out = mean_estimate(linearised, confidence);
  out.mean = ratio;  // the mean of the linearised values, without their rounding
  return out;
}

}  // namespace parley
