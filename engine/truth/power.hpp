// What a number of customers can show, and whether customers were shared out as planned. Pure.
// Must not know: who the customers are.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace parley::truth {

/// The smallest true mean difference that a two-sided paired t test at 1 - confidence finds with
/// probability `power` in n customers: (t(1-a/2) + t(power)) sd / sqrt(n), n - 1 degrees. n >= 2.
double detectable_difference(double sd, std::size_t n, double confidence, double power);

/// Customers needed for a difference, by the same formula; at least 2.
std::size_t customers_needed(double difference, double sd, double confidence, double power);

/// For people: what can be seen with n customers.
std::string power_sentence(std::size_t n, double sd, double confidence, double power);

struct ratio_check {
  double chi_square = 0;
  double p = 1;
  bool alarm = false;  ///< p < .001: something decides who gets what besides the dice
};

/// Sample-ratio mismatch: counts against the shares they should have (Fabijan et al. 2019, KDD).
/// Shares add up to 1 and are positive.
ratio_check check_sample_ratio(std::span<const std::size_t> counts, std::span<const double> shares);

}  // namespace parley::truth
