#include "engine/truth/drift.hpp"

#include <cassert>
#include <cmath>

#include "engine/scoring/statistics.hpp"
#include "engine/truth/linear_model.hpp"
#include "engine/truth/multiplicity.hpp"

namespace parley::truth {
namespace {

constexpr double explained_by_length = 0.5;  // of the gain: more is an alarm

std::vector<double> squashed_lengths(std::span<const worded_score> rows) {
  double mean = 0, squares = 0;
  std::vector<double> out;
  for (const worded_score& row : rows) {
    out.push_back(std::log(std::max(1.0, row.words)));
    mean += out.back() / static_cast<double>(rows.size());
  }
  for (const double v : out) squares += (v - mean) * (v - mean);
  const double sd = std::sqrt(squares / static_cast<double>(std::max<std::size_t>(1, rows.size())));
  for (double& v : out) v = sd > 0 ? std::tanh((v - mean) / sd) : 0;
  return out;
}

}  // namespace

drift_finding check_drift(std::span<const double> at_first, std::span<const double> now,
                          double alpha, int look, double tolerance) {
  assert(at_first.size() == now.size());
  std::vector<double> changes;
  for (std::size_t i = 0; i < now.size(); ++i) changes.push_back(now[i] - at_first[i]);
  drift_finding out;
  out.change =
      paired_effect(independent_differences(changes), 1 - spent_alpha(alpha, std::max(1, look)));
  const effect& e = out.change;
  out.alarm = e.low && (*e.low > 0 || *e.high < 0) && std::abs(e.mean) > tolerance;
  return out;
}

length_finding check_length(std::span<const worded_score> rows, double confidence) {
  length_finding out;
  const std::vector<double> lengths = squashed_lengths(rows);
  std::vector<observation> by_arm, by_both;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double arm = rows[i].arm > 0 ? 1 : 0;
    by_arm.push_back({{arm}, rows[i].score, rows[i].customer});
    by_both.push_back({{arm, lengths[i]}, rows[i].score, rows[i].customer});
  }
  const linear_fit raw = fit_within_groups(by_arm), both = fit_within_groups(by_both);
  if (raw.columns.empty() || !raw.columns[0].known) return out;
  out.raw_gain = out.controlled_gain = raw.columns[0].value;
  out.controlled_error = raw.columns[0].standard_error;
  if (!both.columns[0].known || !both.columns[1].known) return out;
  out.known = true;
  out.slope = both.columns[1].value;
  out.standard_error = both.columns[1].standard_error;
  out.controlled_gain = both.columns[0].value;
  out.controlled_error = both.columns[0].standard_error;
  const double t = student_t_quantile(0.5 + confidence / 2, std::max(1.0, both.degrees));
  const bool shown_raw = out.raw_gain > t * raw.columns[0].standard_error;
  const bool likes_length = out.slope > t * out.standard_error;
  out.alarm = shown_raw && likes_length &&
              (out.controlled_gain <= 0 ||
               out.raw_gain - out.controlled_gain > explained_by_length * out.raw_gain);
  return out;
}

}  // namespace parley::truth
