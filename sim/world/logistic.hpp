// The logistic function and its inverse.
// Must not know: what they are used for.
#pragma once

#include <cmath>

namespace parley::sim {

inline double logit(double p) {
  return std::log(p / (1 - p));
}
inline double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

}  // namespace parley::sim
