// Texts that were cut in the middle of a character may not make a file unreadable.
#include <algorithm>

#include "base/text.hpp"
#include "output/record_values.hpp"

namespace parley {
namespace {

/// Length of the valid sequence at the start of `text`; 0 when there is none (RFC 3629, table 3-7
/// of the Unicode standard: no overlong forms, no surrogates, nothing above U+10FFFF).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  const unsigned char least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (byte(1) < least || byte(1) > most) return 0;
  for (std::size_t i = 2; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  return length;
}

}  // namespace

std::string repaired_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0)
      out += "\uFFFD";
    else
      out += text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

void make_portable(json::value& value) {
  if (auto* text = value.if_string()) {
    if (!is_valid_utf8(*text)) *text = repaired_utf8(*text);
  } else if (auto* number = value.if_double()) {
    if (*number == 0) *number = 0;
  } else if (auto* array = value.if_array()) {
    for (auto& one : *array) make_portable(one);
  } else if (auto* object = value.if_object()) {
    for (auto& member : *object) make_portable(member.value());
  }
}

}  // namespace parley
