#include "base/json_text.hpp"

#include <array>

namespace parley {
namespace {

// 0: as it is; 'u': \u00XX; else the letter behind the backslash.
constexpr std::array<char, 256> escapes = [] {
  std::array<char, 256> all{};
  for (std::size_t c = 0; c < 0x20; ++c) all[c] = 'u';
  all['\b'] = 'b';
  all['\f'] = 'f';
  all['\n'] = 'n';
  all['\r'] = 'r';
  all['\t'] = 't';
  all['"'] = '"';
  all['\\'] = '\\';
  return all;
}();

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  std::size_t from = 0;  // of what is not copied yet
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const char how = escapes[byte];
    if (how == 0) continue;
    out += text.substr(from, at - from);
    from = at + 1;
    out += '\\';
    if (how == 'u') {
      out += "u00";
      out += hex[byte >> 4];
      out += hex[byte & 15];
    } else {
      out += how;
    }
  }
  out += text.substr(from);
  out += '"';
}

}  // namespace parley
