// Which template + tone + call to action earned the most. Pure.
// Must not know: cohorts, how a reward is made.
#pragma once

#include <optional>
#include <span>

#include "agents/transcript.hpp"

namespace parley {

struct strategy_outcome {
  const strategy* used = nullptr;
  double reward = 0;
};

struct ranked_strategy {
  strategy used;
  std::size_t n = 0;
  double mean_reward = 0;
};

/// The strategy with the highest mean reward among those that at least `min_n` outcomes used;
/// nothing when none has that many. Spellings that differ only in case or outer spaces are one
/// strategy, shown in its commonest spelling. Ties: more outcomes, then alphabetical. `outcomes`
/// must be in a canonical order: sums are made in that order.
std::optional<ranked_strategy> best_strategy(std::span<const strategy_outcome> outcomes, int min_n);

}  // namespace parley
