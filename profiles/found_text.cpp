#include "profiles/found_text.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

namespace parley {
namespace {

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

}  // namespace

std::string shorten_found(std::string_view text) {
  std::string out;
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t next = i + 1;
    while (next < text.size() && continues_character(text[next])) ++next;
    if (++count == 60 && next < text.size()) return out + "…";
    const std::string_view one = text.substr(i, next - i);
    const auto first = static_cast<unsigned char>(one[0]);
    const bool control =
        first < 0x20 || first == 0x7F ||
        (first == 0xC2 && one.size() == 2 && static_cast<unsigned char>(one[1]) < 0xA0);
    out += control ? "?" : one;
    i = next;
  }
  return out;
}

std::string place_of(std::string_view text, std::size_t at) {
  std::size_t line = 1, column = 1;
  for (char c : text.substr(0, at)) {
    if (c == '\n')
      ++line, column = 1;
    else if (!continues_character(c))
      ++column;
  }
  return fmt::format("at line {}, column {}", line, column);
}

/// simdjson's tree does not say where it failed; Boost.JSON reads the same text again and does.
std::optional<std::size_t> where_json_breaks(std::string_view text) {
  boost::json::error_code ec;
  boost::json::parser parser;
  const std::size_t at = parser.write(text.data(), text.size(), ec);
  return ec ? std::optional(at) : std::nullopt;
}

std::optional<std::size_t> where_too_deep(std::string_view text, std::size_t levels) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > levels) return i;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return std::nullopt;
}

std::string every_item(std::string_view pointer) {
  std::string out;
  while (!pointer.empty()) {
    const auto end = std::min(pointer.find('/', 1), pointer.size());
    const std::string_view part = pointer.substr(1, end - 1);
    const bool index = !part.empty() && part.find_first_not_of("0123456789") == part.npos;
    out += index ? "/*" : std::string(pointer.substr(0, end));
    pointer.remove_prefix(end);
  }
  return out;
}

}  // namespace parley
