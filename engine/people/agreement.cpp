#include "engine/people/agreement.hpp"

#include <cmath>

#include "engine/scoring/statistics.hpp"
#include "engine/truth/power.hpp"
#include "engine/truth/reliability.hpp"

namespace parley::people {
namespace {

std::optional<double> correlation_of(const std::vector<std::vector<double>>& ratings) {
  const auto n = static_cast<double>(ratings.size());
  double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (const auto& one : ratings) {
    if (one.size() != 2) return std::nullopt;
    x += one[0] / n;
    y += one[1] / n;
  }
  for (const auto& one : ratings) {
    xx += (one[0] - x) * (one[0] - x);
    yy += (one[1] - y) * (one[1] - y);
    xy += (one[0] - x) * (one[1] - y);
  }
  constexpr std::size_t least = 3;  // a line goes through any two
  const double dust = 1e-24 * n;    // what rounding leaves where nothing varies
  if (ratings.size() < least || xx <= dust || yy <= dust) return std::nullopt;
  return xy / std::sqrt(xx * yy);
}

}  // namespace

agreement_finding agreement_of(const std::vector<std::vector<double>>& ratings) {
  agreement_finding out;
  out.n = ratings.size();
  out.alpha = truth::krippendorff_alpha(ratings, truth::scale_kind::interval);
  out.icc = truth::icc_2_1(ratings);
  out.correlation = correlation_of(ratings);
  return out;
}

label_need labels_needed(std::span<const double> off, double confidence) {
  constexpr double half_a_point = 0.5, power = 0.8;
  constexpr double supposed = 1.5;  // points of ten between a person and a judge
  constexpr std::size_t enough_to_know = 5;
  label_need out;
  out.spread = supposed;
  if (off.size() >= enough_to_know) {
    out.spread = std::sqrt(squares_about(off, mean_of(off)) / static_cast<double>(off.size() - 1));
    out.supposed = false;
  }
  out.labels = truth::customers_needed(half_a_point, out.spread, confidence, power);
  return out;
}

}  // namespace parley::people
