// What a problem says about text that was found: short, safe for a terminal, with its place.
// Must not know: what a profile is.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace parley {

/// At most 60 characters, cut between characters; what would move a terminal's cursor is masked.
std::string shorten_found(std::string_view text);

/// "/history/tickets/3" -> "/history/tickets/*": one note for all items of a list.
std::string every_item(std::string_view pointer);

/// "at line 3, column 7": the place of byte `at`, columns counted in characters from 1.
std::string place_of(std::string_view text, std::size_t at);

/// Byte of the first thing that is not JSON; nothing when all is well.
std::optional<std::size_t> where_json_breaks(std::string_view text);

/// Byte of the first bracket that opens a level deeper than `levels`; nothing when there is none.
std::optional<std::size_t> where_too_deep(std::string_view text, std::size_t levels);

}  // namespace parley
