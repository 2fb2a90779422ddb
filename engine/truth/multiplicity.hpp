// Corrections for asking several questions at once. Pure.
// Must not know: what the questions were.
#pragma once

#include <span>
#include <vector>

namespace parley::truth {

/// Adjusted p-values of Holm (1979, Scandinavian Journal of Statistics 6, 65-70): reject where the
/// adjusted p <= alpha and the family-wise error is <= alpha under any dependence.
std::vector<double> holm(std::span<const double> p);

/// Holm with weights > 0 that say how the error is shared out (Holm 1979, section 4): with equal
/// weights the same as above.
std::vector<double> weighted_holm(std::span<const double> p, std::span<const double> weights);

/// Adjusted p-values of Benjamini and Hochberg (1995): false discovery rate.
std::vector<double> benjamini_hochberg(std::span<const double> p);

/// The share of `alpha` for the k-th question (from 1) of an endless series: 6 / (pi^2 k^2) of it;
/// the shares of all questions together are alpha.
double spent_alpha(double alpha, int k);

}  // namespace parley::truth
