#include "sim/service/tokens.hpp"

#include <algorithm>
#include <array>

namespace parley::sim::service {
namespace {

enum class kind : unsigned char { letter, digit, space, mark, wide };

constexpr std::size_t letters_a_token = 7;
constexpr std::size_t digits_a_token = 3;
constexpr std::size_t marks_a_token = 3;

constexpr std::array<kind, 256> make_kinds() {
  std::array<kind, 256> kinds{};
  for (std::size_t c = 0; c < 256; ++c) {
    if (c >= 0xE3)
      kinds[c] = kind::wide;  // scripts without spaces, emoji
    else if (c >= 0x80)
      kinds[c] = kind::letter;  // accented and other alphabetic scripts
    else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
      kinds[c] = kind::letter;
    else if (c >= '0' && c <= '9')
      kinds[c] = kind::digit;
    else if (c == ' ' || (c >= '\t' && c <= '\r'))
      kinds[c] = kind::space;
    else
      kinds[c] = kind::mark;
  }
  return kinds;
}
constexpr auto kinds = make_kinds();

kind kind_at(std::string_view text, std::size_t at) {
  return kinds[static_cast<unsigned char>(text[at])];
}

// First byte after the character at `at`: continuation bytes belong to it.
std::size_t after_character(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

std::size_t run(std::string_view text, std::size_t at, kind what, std::size_t most) {
  for (std::size_t n = 0; n < most && at < text.size() && kind_at(text, at) == what; ++n)
    at = after_character(text, at);
  return at;
}

bool is_plain_letter(char c) {
  const auto lower = static_cast<unsigned char>(c | 0x20);
  return lower >= 'a' && lower <= 'z';
}

// A seventh letter takes the continuation bytes behind it along, as run() does; a plain one has
// none in well-formed text.
std::size_t after_continuation(std::string_view text, std::size_t at) {
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

}  // namespace

std::size_t token_end(std::string_view text, std::size_t from) {
  std::size_t at = from;
  if (kind_at(text, at) == kind::space) {
    const std::size_t end = run(text, at, kind::space, 16);
    // A single space belongs to the word behind it; longer white space stands alone.
    const bool leads_word =
        text[at] == ' ' && end == at + 1 && end < text.size() && kind_at(text, end) == kind::letter;
    if (!leads_word) return end;
    at = end;
  }
  switch (kind_at(text, at)) {
    case kind::letter:
      return run(text, at, kind::letter, letters_a_token);
    case kind::digit:
      return run(text, at, kind::digit, digits_a_token);
    case kind::mark:
      return run(text, at, kind::mark, marks_a_token);
    default:
      return after_character(text, at);
  }
}

// The common case, a word of plain letters behind at most one space, in one tight loop; everything
// else goes the general way.
std::int64_t count_tokens(std::string_view text) {
  std::int64_t count = 0;
  const std::size_t size = text.size();
  for (std::size_t at = 0; at < size; ++count) {
    std::size_t begin = at + (text[at] == ' ' ? 1 : 0);
    std::size_t end = begin;
    const std::size_t most = std::min(size, begin + letters_a_token);
    while (end < most && is_plain_letter(text[end])) ++end;
    const bool cut_short = end < most && static_cast<unsigned char>(text[end]) >= 0x80;
    if (end == begin || cut_short)
      at = token_end(text, at);
    else
      at = end == most && end < size ? after_continuation(text, end) : end;
  }
  return count;
}

std::size_t prefix_of_tokens(std::string_view text, std::int64_t tokens) {
  std::size_t at = 0;
  for (; tokens > 0 && at < text.size(); --tokens) at = token_end(text, at);
  return at;
}

}  // namespace parley::sim::service
