// How far ratings of the same conversations agree, and how many are needed to tell. Pure.
// Must not know: who rated, what the numbers rate.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace parley::people {

struct agreement_finding {
  std::size_t n = 0;                  ///< conversations with at least two ratings
  std::optional<double> alpha;        ///< Krippendorff's, interval scale
  std::optional<double> icc;          ///< ICC(2,1); as many ratings everywhere
  std::optional<double> correlation;  ///< Pearson's; two ratings everywhere, three conversations
};

/// A row for each conversation.
agreement_finding agreement_of(const std::vector<std::vector<double>>& ratings);

/// Scored conversations that show a judge who is off by half a point of ten, in 80 % of the cases.
struct label_need {
  std::size_t labels = 0;
  double spread = 0;     ///< of person minus judge in points of ten, that this rests on
  bool supposed = true;  ///< too few labels to know it
};

/// `off`: person minus judge, in points of ten.
label_need labels_needed(std::span<const double> off, double confidence);

}  // namespace parley::people
