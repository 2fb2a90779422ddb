#include "engine/truth/special_functions.hpp"

#include <cassert>
#include <cmath>

#include "engine/scoring/statistics.hpp"

namespace parley::truth {
namespace {

constexpr int most_terms = 1000;
constexpr double enough = 1e-16;

double lower_by_series(double a, double x) {
  double term = 1 / a, sum = term;
  for (int i = 1; i < most_terms && std::abs(term) > std::abs(sum) * enough; ++i) {
    term *= x / (a + i);
    sum += term;
  }
  return sum * std::exp(a * std::log(x) - x - std::lgamma(a));
}

// Modified Lentz evaluation of the continued fraction.
double upper_by_fraction(double a, double x) {
  constexpr double tiny = 1e-300;
  double b = x + 1 - a, c = 1 / tiny, d = 1 / b, value = d;
  for (int i = 1; i < most_terms; ++i) {
    const double numerator = -i * (i - a);
    b += 2;
    d = numerator * d + b;
    if (std::abs(d) < tiny) d = tiny;
    c = b + numerator / c;
    if (std::abs(c) < tiny) c = tiny;
    d = 1 / d;
    const double step = d * c;
    value *= step;
    if (std::abs(step - 1) < enough) break;
  }
  return value * std::exp(a * std::log(x) - x - std::lgamma(a));
}

}  // namespace

double chi_square_tail(double x, double degrees) {
  assert(degrees > 0 && x >= 0);
  if (x <= 0) return 1;
  const double a = degrees / 2, half = x / 2;
  return half < a + 1 ? 1 - lower_by_series(a, half) : upper_by_fraction(a, half);
}

double f_tail(double f, double above, double below) {
  assert(above > 0 && below > 0 && f >= 0);
  if (f <= 0) return 1;
  return incomplete_beta(below / 2, above / 2, below / (below + above * f));
}

}  // namespace parley::truth
