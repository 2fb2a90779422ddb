#include "agents/data_block.hpp"

#include <fmt/format.h>

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
  std::string out = fmt::format("<data label=\"{}\" nonce=\"{}\">\n", label, nonce);
  const std::size_t half = nonce.size() / 2;
  for (std::size_t at = 0; at < content.size();) {
    // Half of the nonce is let through and a hyphen put behind it; the search goes on right there,
    // so that overlapping copies are broken up as well.
    if (matches_at(content, at, nonce)) {
      const std::size_t step = half > 0 ? half : 1;
      out += content.substr(at, step);
      out += '-';
      at += step;
    } else {
      out += content[at++];
    }
  }
  out += fmt::format("\n</data {}>", nonce);
  return out;
}

}  // namespace parley
