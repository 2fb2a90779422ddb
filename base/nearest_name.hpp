// Finds what a misspelt name was probably meant to be.
// Must not know: what is named.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// The nearest of `candidates` by edit distance, if near enough to be a typo.
std::optional<std::string> nearest_name(std::string_view name,
                                        const std::vector<std::string>& candidates);

}  // namespace parley
