// Text as the world's word lists see it: lower case, no accents, words between single spaces.
// Must not know: what any word means.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley::sim {

/// " hola karen tu suv 2021 " for "¡Hola, Karen! Tu SUV 2021": begins and ends with one space; only
/// [a-z0-9%] remain, everything else separates. Clause ends (. ! ? ; : , and line breaks) become
/// " | " when `keep_clauses`.
std::string plain_words(std::string_view text, bool keep_clauses = false);

/// The same for a phrase of a word list: without outer spaces.
std::string plain_phrase(std::string_view text);

/// Words of the text as people count them (runs between white space).
int count_words(std::string_view text);

/// The first word of a name, e.g. "Karen" of "Karen Ruiz".
std::string_view first_word(std::string_view text);

}  // namespace parley::sim
