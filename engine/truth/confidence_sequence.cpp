#include "engine/truth/confidence_sequence.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace parley::truth {

double mixture_rho(double v_opt, double alpha) {
  assert(v_opt > 0 && alpha > 0 && alpha < 1);
  const double twice = 2 * std::log(1 / alpha);
  return v_opt / (twice + std::log1p(twice));
}

double mixture_log_evidence(double s, double v, double rho) {
  return 0.5 * std::log(rho / (v + rho)) + s * s / (2 * (v + rho));
}

double mixture_boundary(double v, double alpha, double rho) {
  return std::sqrt((v + rho) * std::log((v + rho) / (rho * alpha * alpha)));
}

double t_mixture_log_evidence(double t, std::size_t n, double effect_variance) {
  assert(n >= 2 && effect_variance > 0);
  const double degrees = static_cast<double>(n) - 1;
  const double spread = 1 + static_cast<double>(n) * effect_variance;
  return -0.5 * std::log(spread) +
         (degrees + 1) / 2 * (std::log1p(t * t / degrees) - std::log1p(t * t / (degrees * spread)));
}

double t_mixture_boundary(std::size_t n, double alpha, double effect_variance) {
  if (n < 2) return std::numeric_limits<double>::infinity();
  // Evidence L at t: (1 + t^2/d) / (1 + t^2/(d k)) = (k^(1/2)/alpha)^(2/(d+1)) =: q, solved for t.
  const double degrees = static_cast<double>(n) - 1;
  const double spread = 1 + static_cast<double>(n) * effect_variance;
  const double q = std::exp(2 / (degrees + 1) * (0.5 * std::log(spread) - std::log(alpha)));
  if (q >= spread) return std::numeric_limits<double>::infinity();
  return std::sqrt(degrees * (q - 1) / (1 - q / spread));
}

void running_test::look(std::size_t units, double mean, double standard_error, double information) {
  units_ = units;
  information_ = information;
  mean_ = mean;
  standard_error_ = standard_error;
  if (units < 2 || standard_error <= 0) return;
  const double log_evidence =
      t_mixture_log_evidence(mean / standard_error, units, effect_variance_ * information);
  const double p = std::exp(-log_evidence);
  if (sides_ == sides::both)
    p_ = std::min(p_, p);
  else if (mean > 0)
    p_ = std::min(p_, p / 2);
}

double running_test::half_width(double alpha) const {
  return t_mixture_boundary(units_, alpha, effect_variance_ * information_) * standard_error_;
}

double running_test::needed_z(double alpha) const {
  return t_mixture_boundary(units_, sides_ == sides::both ? alpha : std::min(1.0, 2 * alpha),
                            effect_variance_ * information_);
}

}  // namespace parley::truth
