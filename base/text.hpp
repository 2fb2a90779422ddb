// UTF-8 text for people: how wide it is on a terminal, how to shorten it, how to make it harmless.
// Must not know: terminals, colours, tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// True when `text` is well-formed UTF-8 (no surrogates, no overlong forms).
bool is_valid_utf8(std::string_view text);

/// Characters (Unicode code points); invalid continuation bytes do not count.
std::size_t code_points(std::string_view text);

/// Columns on a terminal: combining marks 0, East Asian wide and emoji 2, others 1. Invalid bytes
/// count 1 each.
std::size_t display_width(std::string_view text);

/// At most `width` columns; cut text ends in "…". width >= 1.
std::string shorten(std::string_view text, std::size_t width);

/// `text` with spaces up to `width` columns (never shortened).
std::string pad_right(std::string_view text, std::size_t width);
std::string pad_left(std::string_view text, std::size_t width);

/// One harmless line: control characters (escape sequences included) become spaces, invalid bytes
/// U+FFFD, runs of white space one space. Model and customer text goes through this before it
/// reaches a terminal.
std::string printable_line(std::string_view text);

/// Lines of at most `width` columns, broken at spaces where possible. width >= 1.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

}  // namespace parley
