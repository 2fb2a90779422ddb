// Notices when a simulated customer is one no more: speaks for the company or of its instructions.
// Must not know: JSON, providers, single customers.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "agents/word_runs.hpp"

namespace parley {

/// What a customer's messages are compared with.
struct guarded_brief {
  /// The own instructions outside of data blocks, because customers may repeat what they once
  /// wrote; shared by all who were told the same. Never nullptr.
  std::shared_ptr<const word_runs> told;
  std::string first_name;  ///< folded; empty: unknown
};

/// `instructions`: the customer's own, whole.
guarded_brief brief_of(std::string_view instructions);
/// The first name in the profile block of the instructions (or in the profile's JSON alone).
std::string first_name_in(std::string_view instructions);

/// One line that says what gave it away, quoting at most 60 characters; nothing: in character.
/// Works on Spanish and English alike.
std::optional<std::string> out_of_character(std::string_view message, const guarded_brief& brief);
std::optional<std::string> out_of_character(std::string_view message,
                                            std::string_view instructions);

}  // namespace parley
