#include "agents/data_block.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/random_stream.hpp"

namespace parley {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool matches_at(std::string_view text, std::size_t at, std::string_view nonce) {
  if (nonce.empty() || text.size() - at < nonce.size()) return false;
  for (std::size_t i = 0; i < nonce.size(); ++i)
    if (lower(text[at + i]) != lower(nonce[i])) return false;
  return true;
}

// Where the nonce stands first, from `from` on. Horspool's search: looks at one byte in sixteen of
// content that holds few hexadecimal digits.
std::size_t find_nonce(std::string_view text, std::string_view nonce, std::size_t from) {
  if (nonce.empty() || nonce.size() > 255) {
    while (from < text.size() && !matches_at(text, from, nonce)) ++from;
    return from;
  }
  const auto length = static_cast<unsigned char>(nonce.size());
  std::array<unsigned char, 256> skip;  // by the byte under the nonce's last one
  skip.fill(length);
  for (unsigned char i = 0; i + 1 < length; ++i) {
    const char c = lower(nonce[i]);
    const auto step = static_cast<unsigned char>(length - 1 - i);
    skip[static_cast<unsigned char>(c)] = step;
    if (c >= 'a' && c <= 'z') skip[static_cast<unsigned char>(c - 'a' + 'A')] = step;
  }
  while (from + length <= text.size()) {
    if (matches_at(text, from, nonce)) return from;
    from += skip[static_cast<unsigned char>(text[from + length - 1])];
  }
  return text.size();
}

}  // namespace

std::string fence_nonce(std::uint64_t seed, std::string_view purpose, std::string_view id,
                        int index) {
  random_stream random(seed, id, purpose, static_cast<std::uint64_t>(index));
  std::string nonce = fmt::format("{:016x}", random.next());
  // A letter first: the nonce is then never part of a number, where it could not be broken up
  // without spoiling JSON content.
  constexpr std::string_view letters = "abcdfabcdfabcdfa";
  const char first = nonce[0];
  nonce[0] = letters[static_cast<std::size_t>(first <= '9' ? first - '0' : first - 'a' + 10)];
  return nonce;
}

std::string data_block(std::string_view label, std::string_view nonce, std::string_view content) {
  std::string out;
  out.reserve(content.size() + label.size() + 2 * nonce.size() + 40);
  out.append("<data label=\"").append(label).append("\" nonce=\"").append(nonce).append("\">\n");
  const std::size_t step = std::max<std::size_t>(nonce.size() / 2, 1);
  std::size_t from = 0;
  for (;;) {
    const std::size_t at = find_nonce(content, nonce, from);
    out += content.substr(from, at - from);
    if (at >= content.size()) break;
    // Half of the nonce is let through and a hyphen put behind it; the search goes on right there,
    // so that overlapping copies are broken up as well.
    out += content.substr(at, step);
    out += '-';
    from = at + step;
  }
  out.append("\n</data ").append(nonce).append(">");
  return out;
}

}  // namespace parley
