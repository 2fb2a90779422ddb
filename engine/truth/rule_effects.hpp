// What each rule is worth by itself: conversations in which rules are left out by chance.
// Must not know: who wrote a rule, prompts.
#pragma once

#include <cstdint>
#include <string>

#include "engine/truth/arms.hpp"
#include "engine/truth/trials.hpp"

namespace parley::truth {

/// Each rule of `full` stays with probability `keep`, decided by (seed, customer, replicate,
/// epoch). At least one is left out: the full arm is there for comparison anyway.
rule_texts random_subset(const rule_texts& full, double keep, std::uint64_t seed, const slot& at,
                         int epoch);

/// A conversation with a subset of rules beside one with all of them: same customer and replicate.
struct inclusion {
  trial subset;
  std::size_t full_arm = 0;
};

enum class rule_state : std::uint8_t { unclear, helps, useless, harmful };
std::string_view to_string(rule_state state);

struct rule_effect {
  parley::cohort cohort = cohort::quiet_satisfied;
  std::string text;
  double mean = 0;  ///< of the reward, with the rule against without it, other rules at random
  double low = 0, high = 0;
  std::size_t n = 0;  ///< conversations with and without it
  std::size_t without = 0;
  bool known = false;  ///< false: no interval yet
  rule_state state = rule_state::unclear;
};

struct effect_rules {
  double confidence = 0.95;
  double worth = 0.005;  ///< an effect that surely stays below this is useless
};

/// Main effects by least squares within (customer, epoch), errors by customer and epoch; one fit a
/// cohort over every rule that was ever left out by chance.
std::vector<rule_effect> rule_effects(const trial_table& table,
                                      const std::vector<inclusion>& inclusions,
                                      const arm_catalogue& catalogue, effect_rules rules);

/// Rules that were shown to harm or to do nothing leave `incumbent`; the gate has the last word.
/// Returns whether any did.
bool drop_bad_rules(std::span<const rule_effect> effects, arm_set& incumbent,
                    arm_catalogue& catalogue);

}  // namespace parley::truth
