// How far a judge agrees with itself or others. Pure.
// Must not know: transcripts, what the numbers rate.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace parley::truth {

enum class scale_kind { nominal, ordinal, interval };

/// Krippendorff's alpha over units with any number of ratings each (units with fewer than two say
/// nothing). 1: perfect; 0: as by chance; nothing: no disagreement is possible (one value only) or
/// too little data. Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability".
std::optional<double> krippendorff_alpha(const std::vector<std::vector<double>>& units,
                                         scale_kind scale);

/// ICC(2,1) of Shrout and Fleiss (1979, Psychological Bulletin 86, 420-428): two-way random
/// effects, absolute agreement, one rating. Each row: one target, all rows of one length >= 2.
std::optional<double> icc_2_1(const std::vector<std::vector<double>>& targets);

/// Standard deviation of one rating about the target's mean, from repeats (pooled within targets).
std::optional<double> repeat_sd(const std::vector<std::vector<double>>& targets);

/// "good" from .8, "tentative" from .667 (Krippendorff 2004), else "poor".
const char* alpha_in_words(double alpha);

}  // namespace parley::truth
