// Whether the judge still measures as it did: anchors, and its taste for long texts. Pure.
// Must not know: transcripts, models.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/truth/paired.hpp"

namespace parley::truth {

struct drift_finding {
  effect change;       ///< of the anchors' scores, now minus at first
  bool alarm = false;  ///< the interval excludes zero and the mean is beyond the tolerance
};

/// Frozen transcripts scored at the start and now, by index. `look`: how often this was asked
/// (from 1); the error is spent over all looks, so that a long run gives no more false alarms than
/// a short one. `tolerance` on the reward's scale.
drift_finding check_drift(std::span<const double> at_first, std::span<const double> now,
                          double alpha, int look, double tolerance);

/// One scored conversation under one arm (prompt version).
struct worded_score {
  double score = 0;
  std::size_t customer = 0;
  std::size_t arm = 0;
  double words = 0;  ///< of the company's messages
};

struct length_finding {
  bool known = false;  ///< words varied enough to say anything
  double slope = 0;    ///< score per standard deviation of tanh-scaled ln(words)
  double standard_error = 0;
  double raw_gain = 0;         ///< arm 1 minus arm 0, customers paired
  double controlled_gain = 0;  ///< the same at equal length
  double controlled_error = 0;
  /// The gain at equal length is no longer shown, or length explains more than half of it.
  bool alarm = false;
};

/// Regression of scores on arm and tanh(z(ln words)) with a level for each customer, as
/// length-controlled AlpacaEval does (Dubois et al. 2024, arXiv 2404.04475). Arms are 0 (before)
/// and 1 (after).
length_finding check_length(std::span<const worded_score> rows, double confidence);

}  // namespace parley::truth
