// Small text helpers for what models write: clipping, cleaning, folding to comparable words.
// Must not know: prompts, JSON, who wrote the text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace parley {

/// At most `limit` code points, with "…" in place of what was cut.
std::string clip(std::string_view text, std::size_t limit);

/// Without white space at both ends.
std::string_view trim(std::string_view text);

/// Trimmed; CR LF becomes LF; control characters other than LF and tab are left out.
std::string clean_text(std::string_view text);

/// clean_text with every run of white space made one blank.
std::string one_line(std::string_view text);

/// Lower-case words without accents (Latin letters), everything else between them left out:
/// "¿Qué pasó, Señor?" -> {"que", "paso", "senor"}. An underscore belongs to its word.
std::vector<std::string> fold_words(std::string_view text);

/// The same words in one string with a blank before and after each: " que paso senor ". A phrase
/// in this form is found as whole words only.
std::string fold_line(std::string_view text);

/// Lower-case ASCII, one line, at most 60 code points: names that are compared and grouped.
std::string name_form(std::string_view text);

}  // namespace parley
