#include "agents/model_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace parley {
namespace {

constexpr std::string_view blanks = " \t\n\r\f\v";

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u;
}

struct code_point {
  std::uint32_t value = 0;
  std::size_t length = 0;  // 0: not UTF-8
};

code_point decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return {};
  std::uint32_t value = lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[at + i])) return {};
    value = value << 6 | (byte(i) & 0x3Fu);
  }
  constexpr std::array<std::uint32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < least[length] || value > 0x10FFFF || surrogate) return {};
  return {value, length};
}

// The letter without its accent, lower-case; '\0' for what separates words.
char folded(std::uint32_t c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_') return static_cast<char>(c);
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) c += 0x20;                          // Latin-1 capitals
  constexpr std::string_view latin1{"aaaaaaaceeeeiiiidnooooo\0ouuuuyty", 32};  // from U+00E0 on
  if (c >= 0xE0 && c <= 0xFF) return latin1[c - 0xE0];
  return '\0';
}

}  // namespace

std::string clip(std::string_view text, std::size_t limit) {
  if (code_points(text) <= limit) return std::string(text);
  std::size_t at = 0;
  for (std::size_t kept = 0; at < text.size(); ++at) {
    if (is_continuation(text[at])) continue;
    if (++kept == limit) break;  // the last code point that would fit makes room for the mark
  }
  return std::string(text.substr(0, at)) + "…";
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string clean_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : trim(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= 0x20 && byte != 0x7F) || c == '\n' || c == '\t') out += c;
  }
  return std::string(trim(out));  // a control character may have hidden white space at the end
}

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : clean_text(text)) {
    const bool blank = blanks.find(c) != std::string_view::npos;
    if (!blank)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  return out;
}

std::string fold_line(std::string_view text) {
  std::string out = " ";
  for (std::size_t at = 0; at < text.size();) {
    const code_point next = decode(text, at);
    at += std::max<std::size_t>(next.length, 1);
    // An apostrophe or a combining accent stands inside a word: "I'm" is one word, "im".
    const bool inside =
        next.value == '\'' || next.value == 0x2019 || (next.value >= 0x300 && next.value <= 0x36F);
    if (inside) continue;
    const char letter = next.length == 0 ? '\0' : folded(next.value);
    if (letter != '\0')
      out += letter;
    else if (out.back() != ' ')
      out += ' ';
  }
  if (out.back() != ' ') out += ' ';
  return out;
}

std::vector<std::string> fold_words(std::string_view text) {
  std::vector<std::string> out;
  const std::string line = fold_line(text);
  for (std::size_t at = 1; at < line.size();) {
    const std::size_t end = line.find(' ', at);
    if (end > at) out.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::string name_form(std::string_view text) {
  std::string out = clip(one_line(text), 60);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace parley
