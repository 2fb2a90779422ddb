// One seed of one family of worlds: every method plays it, the truth values what came of it.
// Must not know: other seeds, how results are shown.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/world/parameters.hpp"

namespace parley::cli {

struct run_shape {
  sim::world_family family = sim::world_family::standard;
  std::uint64_t seed = 1;
  std::size_t customers = 400;
  std::size_t budget = 3000;  ///< conversations of each method
  std::size_t truth = 5000;   ///< customers on whom the truth is taken
  bool references = true;     ///< also oracle, random template, best single template and greedy
};

/// What a method ended with.
struct method_run {
  double gain = 0;     ///< true, over the baseline, in the world as it is at the end
  double claimed = 0;  ///< gain as the method reports it
  double changed = 0;  ///< share: it gave up the baseline
  double in_vain = 0;  ///< share: it did, for no true gain
  double worse = 0;    ///< share: truly worse than the baseline
  void judge_change(bool is_changed);  ///< fills the shares from `gain`
};

/// parley's reported interval beside what it is about.
struct interval_run {
  bool any = false;           ///< something was measured
  double error = 0;           ///< middle of the interval (the reported mean) minus the true gain
  bool covers_truth = false;  ///< the true gain, when and of what it was measured
  bool covers_judge = false;  ///< what the judge's scores would show with everybody
};

struct run_result {
  double baseline = 0;  ///< true reward of the baseline
  double oracle = 0;    ///< true gain of the best message by cohort
  method_run random, single, greedy, own;
  double in_loop = 0;      ///< what parley's search alone would have claimed
  double budget_used = 0;  ///< share, by parley
  interval_run interval;
  bool fooled = false;  ///< the judge saw a gain, the truth a loss, and no alarm was raised
};

inline constexpr double worse_than = -0.001;  ///< of the true reward: below is worse, not rounding
inline constexpr double gain_from = 0.001;    ///< below is none

run_result play_run(const run_shape& shape);

}  // namespace parley::cli
