// Makes up a string that matches a regular expression (the ECMA subset that schemas use).
// Must not know: schemas.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random_stream.hpp"

namespace parley::sim::service {

/// Literals, '.', classes, \d \w \s, groups, alternation, * + ? {m,n}, ^ and $. Unanchored patterns
/// get exactly the match. Nothing when the pattern uses more (look-around, back-references, \b).
std::optional<std::string> text_for_pattern(std::string_view pattern, random_stream& random);

}  // namespace parley::sim::service
