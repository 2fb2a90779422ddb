// The planner's decision: how to talk to customers in this iteration (specification section 3.3).
// Must not know: how it is asked for, or what it will earn.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "profiles/cohort.hpp"

namespace parley {

/// One instruction for one cohort (or for all). `id` stays with the rule across iterations.
struct cohort_rule {
  std::string id;                        ///< "r1", "r2", ...
  std::optional<parley::cohort> cohort;  ///< nothing: every cohort
  std::string text;
  bool operator==(const cohort_rule&) const = default;
};

struct plan {
  std::string prompt_seed;                ///< 1..4000 characters
  std::string tone;                       ///< e.g. "empático-directo"
  std::string template_name;              ///< wire name "template", e.g. "escalar"
  std::vector<std::string> objectives;    ///< 1..8
  int max_turns = 3;                      ///< agent messages a conversation, 1..10
  std::vector<cohort_rule> cohort_rules;  ///< at most 32
  bool operator==(const plan&) const = default;
};

/// Where a rule of a proposal comes from: one rule that it rewrites, or several that it merges.
struct rule_origin {
  std::string rule;                   ///< its id
  std::vector<std::string> replaces;  ///< ids of rules of the plan that stand no more
  bool operator==(const rule_origin&) const = default;
};

/// What the tuner hands to the next iteration.
struct tuning {
  std::string prompt_seed;
  std::vector<cohort_rule> cohort_rules;
  std::vector<rule_origin> origins;  ///< of rules that replace others, in the rules' order
  std::string rationale;
  std::vector<std::string> what_worked;
  std::vector<parley::cohort> cohorts_needing_change;
  std::vector<std::string> experiments;  ///< to try in the next iteration
  bool operator==(const tuning&) const = default;
};

/// Gives every rule its id: that of the rule in `known` with the same cohort and words, else a new
/// one above all of theirs. For the planner's rules, which come numbered from r1, as well.
void keep_rule_ids(std::vector<cohort_rule>& rules, const std::vector<cohort_rule>& known);

/// One entry of the prompt history: the prompt that an iteration ran with, and what it scored.
struct prompt_version {
  int iteration = 0;
  plan used;
  std::string author;            ///< "baseline", "planner", "tuner"
  std::string reason;            ///< the tuner's rationale; "" for the baseline
  std::optional<double> reward;  ///< normalised mean reward, once measured
  std::optional<double> ltv_ratio;
};

}  // namespace parley
