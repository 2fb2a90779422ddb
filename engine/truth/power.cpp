#include "engine/truth/power.hpp"

#include <fmt/format.h>

#include <cassert>
#include <cmath>

#include "engine/scoring/statistics.hpp"
#include "engine/truth/special_functions.hpp"

namespace parley::truth {
namespace {

constexpr double alarm_below = 0.001;
constexpr std::size_t most_customers = 100'000'000;

}  // namespace

double detectable_difference(double sd, std::size_t n, double confidence, double power) {
  assert(n >= 2 && sd >= 0);
  const double degrees = static_cast<double>(n) - 1;
  const double t =
      student_t_quantile(0.5 + confidence / 2, degrees) + student_t_quantile(power, degrees);
  return t * sd / std::sqrt(static_cast<double>(n));
}

std::size_t customers_needed(double difference, double sd, double confidence, double power) {
  assert(difference > 0);
  std::size_t low = 2, high = 2;
  while (high < most_customers && detectable_difference(sd, high, confidence, power) > difference)
    high *= 2;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (detectable_difference(sd, middle, confidence, power) > difference)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

std::string power_sentence(std::size_t n, double sd, double confidence, double power) {
  if (n < 2) return fmt::format("With {} customers no difference can be shown.", n);
  return fmt::format(
      "With {} customers a difference of {:.3f} can be seen ({:.0f} % of the time, at {:g} % "
      "confidence, if customers' differences vary by {:.2f}).",
      n, detectable_difference(sd, n, confidence, power), power * 100, confidence * 100, sd);
}

ratio_check check_sample_ratio(std::span<const std::size_t> counts,
                               std::span<const double> shares) {
  assert(counts.size() == shares.size() && counts.size() >= 2);
  ratio_check out;
  double total = 0;
  for (const std::size_t count : counts) total += static_cast<double>(count);
  if (total <= 0) return out;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double expected = shares[i] * total;
    const double off = static_cast<double>(counts[i]) - expected;
    out.chi_square += off * off / expected;
  }
  out.p = chi_square_tail(out.chi_square, static_cast<double>(counts.size()) - 1);
  out.alarm = out.p < alarm_below;
  return out;
}

}  // namespace parley::truth
