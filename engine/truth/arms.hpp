// What one kind of customer is told: an arm. Plans taken apart by cohort and put together again.
// Must not know: conversations, scores.
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agents/plan.hpp"

namespace parley::truth {

/// A rule as a customer's prompt shows it; where it came from is the rule book's matter.
using rule_texts = std::vector<std::string>;

/// The rules that apply to one cohort, in the prompt's order. The base is the same for all arms.
struct arm {
  parley::cohort cohort = cohort::quiet_satisfied;
  rule_texts rules;
  bool operator==(const arm&) const = default;
};

/// Rules that apply to `which`: its own and those for all.
rule_texts rules_for(const plan& from, cohort which);

/// Numbers arms; equal ones have one number. A prompt that is the same bytes is the same arm.
/// References to arms stay good for the catalogue's life.
class arm_catalogue {
 public:
  std::size_t add(arm one);
  const arm& at(std::size_t id) const { return arms_[id]; }
  std::size_t size() const { return arms_.size(); }

 private:
  std::deque<arm> arms_;  // references stay good while arms are added
};

/// One arm a cohort: a whole prompt, by index_of(cohort).
using arm_set = std::array<std::size_t, all_cohorts.size()>;

arm_set arms_of(const plan& from, arm_catalogue& catalogue);

/// The base of `base` with the arms' rules. A text that all four cohorts have in their arms' same
/// place from the start becomes one rule for all. Rules keep the id they have in `known`.
plan plan_of(const plan& base, const arm_set& arms, const arm_catalogue& catalogue,
             std::span<const cohort_rule> known);

}  // namespace parley::truth
