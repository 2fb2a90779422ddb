// Notices when a simulated customer is one no more: speaks for the company or of its instructions.
// Must not know: JSON, providers, single customers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parley {

/// One line that says what gave it away, quoting at most 60 characters; nothing: in character.
/// `instructions` are the customer's own. Text inside data blocks is left out of the comparison,
/// because customers may repeat what they once wrote. Works on Spanish and English alike.
std::optional<std::string> out_of_character(std::string_view message,
                                            std::string_view instructions);

}  // namespace parley
