// Parsing TOML so that it ends well whatever the bytes.
// Must not know: settings, the parser.
#pragma once

#include <string>
#include <string_view>

namespace parley {

/// One '!' for each character above ASCII, so that lines and columns stay.
std::string in_ascii(std::string_view text);

/// What the parser says of `line` and `column` (both from 1, in characters), or, when a character
/// above ASCII stands just there, that it may not.
std::string toml_complaint(std::string_view text, std::size_t line, std::size_t column,
                           std::string_view description);

/// parse(text), where `parse` is toml::parse. toml++ 3.3 runs into undefined behaviour on some
/// characters above ASCII where it looks for a name or a value (is_unicode_letter). TOML allows
/// them in strings and comments only, so the text is tried first with '!' in their place, which is
/// allowed just there too: when that fails, its error is the result, and toml++ never meets the
/// characters anywhere else.
template <class Parse>
auto parse_safely(std::string_view text, Parse parse) {
  const std::string plain = in_ascii(text);
  if (plain != text) {
    auto tried = parse(std::string_view(plain));
    if (!tried) return tried;
  }
  return parse(text);
}

}  // namespace parley
