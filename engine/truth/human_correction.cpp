#include "engine/truth/human_correction.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

#include "engine/scoring/statistics.hpp"

namespace parley::truth {
namespace {

// With n in the denominator, as the authors' package has it.
double variance_of(std::span<const double> values) {
  if (values.empty()) return 0;
  return squares_about(values, mean_of(values)) / static_cast<double>(values.size());
}

}  // namespace

corrected_mean correct_by_people(std::span<const double> judge, std::span<const double> human,
                                 std::span<const double> rest, double confidence) {
  assert(judge.size() == human.size());
  corrected_mean out;
  std::vector<double> all(judge.begin(), judge.end());
  all.insert(all.end(), rest.begin(), rest.end());
  out.judge = mean_of(all);
  out.value.n = human.size();
  if (human.empty()) return out;
  const auto n = static_cast<double>(human.size()), unlabelled = static_cast<double>(rest.size());
  const double judge_mean = mean_of(judge), human_mean = mean_of(human);
  double covariance = 0;
  for (std::size_t i = 0; i < human.size(); ++i)
    covariance += (human[i] - human_mean) * (judge[i] - judge_mean) / std::max(1.0, n - 1);
  const double spread = variance_of(all);
  if (spread > 0 && unlabelled > 0)
    out.trust = std::clamp(covariance / ((1 + n / unlabelled) * spread), 0.0, 1.0);
  std::vector<double> rectified;
  for (std::size_t i = 0; i < human.size(); ++i)
    rectified.push_back(human[i] - out.trust * judge[i]);
  out.value.mean = out.trust * mean_of(rest) + mean_of(rectified);
  if (human.size() < 2) return out;
  double variance = variance_of(rectified) / (n - 1);
  // A single one shows no spread of its own: that of all that the judge said stands for it.
  const double of_rest = rest.size() > 1 ? variance_of(rest) : spread;
  if (unlabelled > 0) variance += out.trust * out.trust * of_rest / unlabelled;
  const double half = student_t_quantile(0.5 + confidence / 2, n - 1) * std::sqrt(variance);
  out.value.low = out.value.mean - half;
  out.value.high = out.value.mean + half;
  const double alone = variance_of(human) / (n - 1);
  out.effective_n = variance > 0 ? n * alone / variance : n;
  return out;
}

}  // namespace parley::truth
