#include "config/safe_toml.hpp"

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

}  // namespace parley
