// Intervals and p-values that stay valid however often one looks. Pure.
// Must not know: customers, prompts, when to look.
#pragma once

#include <cstddef>
#include <cstdint>

namespace parley::truth {

/// The two-sided normal mixture of Howard, Ramdas, McAuliffe and Sekhon (Annals of Statistics
/// 2021, "Time-uniform, nonparametric, nonasymptotic confidence sequences", eq. 14).
/// rho for which the boundary is tightest at variance `v_opt`: v_opt / (2 ln(1/alpha) + ln(1 +
/// 2 ln(1/alpha))).
double mixture_rho(double v_opt, double alpha);
/// ln of the mixture martingale at sum `s` and accumulated variance `v`.
double mixture_log_evidence(double s, double v, double rho);
/// The boundary that |s| crosses with probability <= alpha at any time: sqrt((v + rho) ln((v + rho)
/// / (rho alpha^2))).
double mixture_boundary(double v, double alpha, double rho);

/// The same mixture when the variance is unknown and the sample small: the Bayes factor of the t
/// statistic with an effect size (mean / sd) ~ N(0, `effect_variance`) against none, a test
/// martingale for normal data with any variance (Gonen et al. 2005, The American Statistician
/// 59(3), eq. 2; Wang and Ramdas 2024, "Anytime-valid t-tests"). n >= 2 units, t their t statistic.
double t_mixture_log_evidence(double t, std::size_t n, double effect_variance);
/// |t| at which that evidence reaches ln(1/alpha); infinite where it cannot with n units.
double t_mixture_boundary(std::size_t n, double alpha, double effect_variance);

/// Which alternative a test is about.
enum class sides : std::uint8_t { both, greater };

/// A sequence of looks at one mean of independent units; p only falls.
class running_test {
 public:
  /// `effect_variance`: where the test is sharpest; 0.25 expects effects of half a standard
  /// deviation.
  explicit running_test(sides which = sides::both, double effect_variance = 0.25)
      : sides_(which), effect_variance_(effect_variance) {}

  /// All data so far: units, their mean, the standard error of that mean. `information`: of that
  /// mean, in multiples of what these units give with one measurement each. Above 1 when the same
  /// units were measured again: the error falls, their number does not. Means of all data so far
  /// have independent increments in information, whatever it came from (Scharfstein, Tsiatis and
  /// Robins 1997, JASA 92, 1342-1350), so the mixture goes on, with its prior where it was.
  void look(std::size_t units, double mean, double standard_error, double information = 1);

  /// Anytime valid; 1 before the first look. For sides::greater only looks with a positive mean
  /// count, at half the two-sided p: by symmetry the error is halved too.
  double p() const { return p_; }
  /// Interval at level 1 - alpha from the latest look; infinite half-width where n is too small.
  double half_width(double alpha) const;
  /// The mean over its standard error that would make p() <= alpha now.
  double needed_z(double alpha) const;
  double mean() const { return mean_; }
  std::size_t units() const { return units_; }

 private:
  sides sides_;
  double effect_variance_;
  double p_ = 1;
  double mean_ = 0, standard_error_ = 0, information_ = 1;
  std::size_t units_ = 0;
};

}  // namespace parley::truth
