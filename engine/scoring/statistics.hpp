// Small-sample statistics used for every interval that parley reports. Pure.
// Must not know: customers, rewards, or what a number means.
#pragma once

#include <span>

#include "agents/cohort_report.hpp"

namespace parley {

/// Quantile of Student's t with `degrees` >= 1 degrees of freedom; p in (0, 1).
/// Hill's algorithm 396 (1970) refined by Newton steps on the incomplete beta; |error| < 1e-9.
double student_t_quantile(double p, double degrees);
double student_t_cdf(double t, double degrees);
double normal_quantile(double p);
double normal_cdf(double z);
/// Regularised incomplete beta I_x(a, b); a, b > 0 (DLMF 8.17).
double incomplete_beta(double a, double b, double x);

double mean_of(std::span<const double> values);  ///< 0 of nothing
/// Sum of squared distances from `centre`.
double squares_about(std::span<const double> values, double centre);

/// Mean with its t interval at `confidence`; n < 2 gives no interval; n == 0 gives mean 0, n 0.
estimate mean_estimate(std::span<const double> values, double confidence);

/// Mean of differences of pairs, with its t interval (paired t). Sizes must be equal.
estimate paired_difference(std::span<const double> before, std::span<const double> after,
                           double confidence);

/// Ratio of two totals, sum(numerators) / sum(denominators), with the interval of its linearised
/// residuals (y - R x) / mean(x) (Cochran, Sampling Techniques, 3rd ed. 1977, eq. 6.13; here with
/// t(n-1)). Sizes must be equal, denominators >= 0. Without any denominator: mean 0, n 0.
estimate ratio_estimate(std::span<const double> numerators, std::span<const double> denominators,
                        double confidence);

}  // namespace parley
