// Reads cohort rules and lists of cohorts, from models and from files.
// Must not know: which document they stand in.
#pragma once

#include "agents/object_reader.hpp"
#include "agents/plan.hpp"

namespace parley {

struct rule_form {
  bool ids = false;  ///< rules carry "id" (our files); otherwise they get "r1", "r2", ... in order
  std::size_t most_characters = 600;
};

/// The member "cohort_rules": texts made one line, no rule twice (same cohort, same words).
std::vector<cohort_rule> read_rules(object_reader& in, rule_form form);

/// An array of cohort names without repetition.
std::vector<cohort> read_cohorts(object_reader& in, std::string_view key);

}  // namespace parley
