#include "config/safe_toml.hpp"

#include <algorithm>

namespace parley {
namespace {

bool above_ascii(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

}  // namespace

std::string in_ascii(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!above_ascii(text[at])) {
      out += text[at];
      continue;
    }
    out += '!';
    while (at + 1 < text.size() && continues(text[at + 1])) ++at;
  }
  return out;
}

std::string toml_complaint(std::string_view text, std::size_t line, std::size_t column,
                           std::string_view description) {
  for (; line > 1; --line) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  for (std::size_t at = 0; at < text.size() && text[at] != '\n'; ++at) {
    if (continues(text[at])) continue;
    if (--column > 0) continue;
    if (!above_ascii(text[at])) break;
    return "found a letter or sign outside ASCII, expected it in quotes";
  }
  return std::string(description);
}

}  // namespace parley
