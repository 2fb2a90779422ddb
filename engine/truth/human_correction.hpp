// Corrects a judge's mean by a random sample that people scored too (PPI++). Pure.
// Must not know: who the people are, what is scored.
#pragma once

#include <span>

#include "agents/cohort_report.hpp"

namespace parley::truth {

struct corrected_mean {
  double judge = 0;        ///< mean of all the judge's scores
  double trust = 0;        ///< lambda, 0: people alone count, 1: the judge's scores count fully
  estimate value;          ///< corrected, with its interval; n is the number of human scores
  double effective_n = 0;  ///< human scores that would say as much by themselves
};

/// Angelopoulos, Duchi and Zrnic 2023 (arXiv 2311.01453): lambda * mean(f unlabelled) + mean(y -
/// lambda f labelled), lambda chosen to minimise the variance and kept in [0, 1]. Labelled items
/// must be a random subset. `judge` and `human` belong together by index; `rest` are the judge's
/// scores of the items that nobody labelled. Fewer than two labels: no interval.
corrected_mean correct_by_people(std::span<const double> judge, std::span<const double> human,
                                 std::span<const double> rest, double confidence);

}  // namespace parley::truth
