// Finds what no TOML parser may meet: bytes above ASCII outside of strings and comments.
// Must not know: settings.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace parley {

/// The offset of the first such byte. TOML 1.0 allows other characters in strings and comments
/// only; toml++ 3.3 runs into undefined behaviour on some of them (U+00A1 to U+0499, an accented
/// letter in a name without quotes), so they are refused before it sees them.
std::optional<std::size_t> stray_character(std::string_view toml);

}  // namespace parley
