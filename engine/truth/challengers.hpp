// Which arms one cohort's race is about: proposals, recombinations, the baseline, simpler ones.
// Must not know: customers, scores.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "engine/truth/arms.hpp"

namespace parley::truth {

/// How much a cohort's rules may say, so that prompts do not grow without end.
struct rule_budget {
  std::size_t most_rules = 6;          ///< of one cohort, 1..8
  std::size_t most_characters = 1600;  ///< of one cohort's rules together
};
bool fits(const rule_texts& rules, rule_budget budget);

/// What is known of a rule that was once tried on top of an incumbent.
struct rule_trial {
  double gain = 0;  ///< mean paired difference
  std::size_t pairs = 0;
};
using tried_rules = std::map<std::string, rule_trial>;

struct challenger_inputs {
  rule_texts incumbent;
  std::optional<rule_texts> champion;  ///< which the incumbent may have left on weak evidence
  rule_texts baseline;
  std::vector<rule_texts> proposals;  ///< the cohort's rules in each proposal, in order
  tried_rules tried;                  ///< of this cohort
  /// Estimated effect of the incumbent's rules, where known: the weakest is the first to try
  /// without.
  std::map<std::string, double> effects;
  std::size_t most = 5;
  rule_budget budget;
};

/// Arms worth a race, the most promising first, none equal to the incumbent or to another: the
/// champion, the proposals, the incumbent with all their new rules, the baseline, the incumbent
/// with the best rule that was tried before and left out, the incumbent without its weakest rule.
std::vector<rule_texts> challengers_for(const challenger_inputs& in);

}  // namespace parley::truth
