// What is known of the judge, in a sentence for people.
// Must not know: runs, searches, where the numbers came from.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/held_trial.hpp"

namespace parley {

/// How many were scored, what contradicts itself, and where some were judged twice how far one
/// score can be believed. Without a full stop: more may follow.
std::string judge_sentence(const search_conduct& conduct,
                           const std::vector<std::vector<double>>& judged_twice);

}  // namespace parley
