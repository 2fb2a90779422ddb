// The runs of one family as lines: what each method truly gained, what it said, how often it erred.
// Must not know: how lines are shown.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/bench_run.hpp"

namespace parley::cli {

/// One line of the result.
struct bench_line {
  std::string which;  ///< family, or a question of its own
  std::string metric;
  double value = 0;
  std::optional<double> target;
  bool at_most = true;  ///< which side of the target is good
  bool met() const { return !target || (at_most ? value <= *target : value >= *target); }
};

/// What people read of one method in one family.
struct method_row {
  std::string method;
  double value = 0, gain = 0;                     ///< true reward, and over the baseline
  std::optional<double> score;                    ///< 0 random template, 1 oracle
  double regret = 0;                              ///< oracle's gain less this one's
  std::optional<double> claimed;                  ///< the gain that it reports
  std::optional<double> changed, in_vain, worse;  ///< shares of the runs
};

struct family_summary {
  std::string family;
  std::size_t runs = 0, measured = 0;
  std::vector<method_row> methods;  ///< the first are the baseline and the oracle, where played
  double covers_truth = 0, covers_judge = 0;  ///< shares of `measured`
  double bias = 0;                            ///< mean of reported minus true gain
  double in_loop = 0, budget_used = 0, fooled = 0;
  /// Standard error of a share p of the measured runs: sqrt(p (1 - p) / measured).
  double error_of(double share) const;
};

family_summary summarise(sim::world_family family, std::span<const run_result> runs,
                         bool references);

/// The same with the targets, in the form in which all benchmarks report.
std::vector<bench_line> lines_of(const family_summary& summary, sim::world_family family);

}  // namespace parley::cli
