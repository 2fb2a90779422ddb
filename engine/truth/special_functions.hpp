// The tail probabilities that tests of counts need. Pure.
// Must not know: what is counted.
#pragma once

namespace parley::truth {

/// P(X > x) of a chi-square variable with `degrees` > 0 degrees of freedom; x >= 0.
/// Regularised incomplete gamma: series below a + 1, continued fraction above (DLMF 8.7.1, 8.9.2).
double chi_square_tail(double x, double degrees);

/// P(F > f) with `above` and `below` degrees of freedom, both > 0; f >= 0. By the incomplete beta.
double f_tail(double f, double above, double below);

}  // namespace parley::truth
