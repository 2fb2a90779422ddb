// The optimisers that are compared: random template, best single template, greedy acceptance, and
// parley's own.
// Must not know: how results are shown.
#pragma once

#include "cli/bench_world.hpp"

namespace parley::cli {

/// What a method ended with, and what it says about it.
struct method_result {
  plan chosen;
  double claimed = 0;               ///< gain over the baseline, as the method itself reports it
  std::optional<double> low, high;  ///< of the claim, where the method gives an interval
  double measured = 0;              ///< the mean that the interval is around
  std::optional<plan> claimed_for;  ///< what the interval is about; may differ from `chosen`
  int epoch = 1;                    ///< of the world when that was measured
  bool promoted = false;            ///< chosen is not the baseline
  std::size_t conversations = 0;
  double in_loop = 0;  ///< what the search alone would have claimed
  std::string why;
  bool alarm = false;  ///< the method itself warns that the judge may be fooled
  std::vector<truth::rule_effect> rules;
};

/// 24 templates for everybody: tone x call to action x opening.
std::vector<plan> standard_templates(const plan& baseline);

method_result best_single_template(bench_world& world, std::size_t budget, std::uint64_t seed);

/// What most prompt optimisers do: keep an edit when its sum on a small sample is larger, customers
/// equal, chance not; report the last sample against the first.
method_result greedy_acceptance(bench_world& world, std::size_t budget, std::size_t minibatch,
                                std::uint64_t seed);

method_result own_optimiser(bench_world& world, const truth::optimiser_settings& settings,
                            truth::split_shares shares);

}  // namespace parley::cli
