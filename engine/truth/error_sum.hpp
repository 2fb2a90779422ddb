// Adds up the variances of independent parts of an estimate, each with its own degrees of freedom.
// Pure.
// Must not know: what the parts are.
#pragma once

#include <algorithm>
#include <cmath>

#include "engine/scoring/statistics.hpp"

namespace parley::truth {

struct error_sum {
  double variance = 0;
  double by_degrees = 0;  ///< sum of squared variances over their degrees

  void add(double part, double its_degrees) {
    variance += part;
    if (its_degrees > 0) by_degrees += part * part / its_degrees;
  }
  /// Satterthwaite 1946; those of a normal where nothing varies.
  double degrees() const {
    return by_degrees > 0 ? std::max(1.0, variance * variance / by_degrees) : 1e6;
  }
  /// Half the width of the t interval.
  double half_width(double confidence) const {
    return student_t_quantile(0.5 + confidence / 2, degrees()) * std::sqrt(variance);
  }
};

}  // namespace parley::truth
