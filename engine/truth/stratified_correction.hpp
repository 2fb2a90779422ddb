// Corrects a judge's mean by a sample that was drawn stratum by stratum (stratified PPI++). Pure.
// Must not know: who the people are, what is scored, what a stratum is.
#pragma once

#include <span>
#include <vector>

#include "engine/truth/human_correction.hpp"

namespace parley::truth {

/// `judge` and `human` belong together by index; `rest` are the judge's scores of the items that
/// nobody labelled. The labelled ones are a random subset of the stratum.
struct label_stratum {
  std::vector<double> judge, human, rest;
  double share = 0;  ///< weight of the stratum's mean in the whole
};

struct stratified_correction {
  double judge = 0;  ///< sum of share times mean of all the judge's scores
  double trust = 0;  ///< lambda, one for all strata
  estimate value;    ///< sum of share times corrected mean
  double effective_n = 0;
  std::vector<estimate> strata;  ///< corrected means
};

/// PPI++ in every stratum (Angelopoulos et al. 2023), means added up with their shares, variances
/// with the squares of these (Cochran, Sampling Techniques, eq. 5.6), Satterthwaite degrees; a
/// single stratum has the degrees of its labels. Lambda is one number: that with the smallest
/// variance of the whole, from covariances within strata (a lambda of each stratum's own would be
/// fitted to a handful of labels). What fitting it takes from the spread is given back: residual
/// variances times d / (d - 1), d = labels - strata. With one stratum, mean and lambda are those of
/// correct_by_people().
/// A stratum with a share and fewer than two labels: the whole has no interval; without any label:
/// it has no value either (n is 0).
stratified_correction correct_by_strata(std::span<const label_stratum> strata, double confidence);

}  // namespace parley::truth
