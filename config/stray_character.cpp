#include "config/stray_character.hpp"

namespace parley {
namespace {

std::size_t end_of_line(std::string_view text, std::size_t at) {
  const std::size_t end = text.find('\n', at);
  return end == std::string_view::npos ? text.size() : end;
}

/// `at` is behind the opening quotes; returns the offset behind the closing ones. An unfinished
/// string ends with its line, or a long one with the text: the parser will complain there. Ends
/// early at a byte above ASCII behind a backslash, where toml++ looks for white space as well.
std::size_t skip_string(std::string_view text, std::size_t at, char quote, bool is_long) {
  const std::string_view three = quote == '"' ? "\"\"\"" : "'''";
  while (at < text.size()) {
    if (text[at] == '\\' && quote == '"') {
      const std::size_t next = is_long ? text.find_first_not_of(" \t\r\n", at + 1) : at + 1;
      if (next < text.size() && static_cast<unsigned char>(text[next]) >= 0x80) return next;
      at += 2;
    } else if (is_long && text.substr(at).starts_with(three)) {
      at += 3;  // one or two more quotes belong to the content
      for (int more = 0; more < 2 && at < text.size() && text[at] == quote; ++more) ++at;
      return at;
    } else if (!is_long && (text[at] == quote || text[at] == '\n')) {
      return at + 1;
    } else {
      ++at;
    }
  }
  return text.size();
}

/// A quote in the middle of a bare word opens no string: toml++ reads on behind it as in the word.
/// In TOML a string follows white space, the line's begin or one of these.
bool may_open_string(std::string_view text, std::size_t at) {
  return at == 0 || std::string_view(" \t\r\n=[{,.").find(text[at - 1]) != std::string_view::npos;
}

}  // namespace

std::optional<std::size_t> stray_character(std::string_view toml) {
  for (std::size_t at = 0; at < toml.size();) {
    const char c = toml[at];
    if (static_cast<unsigned char>(c) >= 0x80) return at;
    if (c == '#') {
      at = end_of_line(toml, at);
    } else if ((c == '"' || c == '\'') && may_open_string(toml, at)) {
      const bool is_long = toml.substr(at).starts_with(c == '"' ? "\"\"\"" : "'''");
      at = skip_string(toml, at + (is_long ? 3 : 1), c, is_long);
    } else {
      ++at;
    }
  }
  return std::nullopt;
}

}  // namespace parley
