// The judge's reasons in words.
// Must not know: numbers of the hidden world.
#pragma once

#include <optional>
#include <string>

#include "base/random_stream.hpp"
#include "sim/world/response.hpp"

namespace parley::sim {

/// Names the blamed term, the term that helped most (if any helped) and whether the customer
/// answered. No numbers.
std::string judge_reasons(std::optional<effect_term> blamed, const term_values& heard,
                          bool answered, language lang, random_stream& random);

}  // namespace parley::sim
