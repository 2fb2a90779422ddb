// Replies of the length that a prompt asks for: "Write exactly 128 words", "exactamente 128
// palabras".
// Must not know: requests, models, endpoints.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random_stream.hpp"

namespace parley::sim::service {

/// The number in the prompt's last such wish; nothing when there is none or it is not 1 to 100,000.
std::optional<std::int64_t> asked_words(std::string_view prompt);

/// Sentences, begun anywhere among `bodies` and cut at `tokens` tokens of the service's own count:
/// a model's words and tokens are about as many.
std::string text_of_tokens(std::int64_t tokens, std::array<std::string_view, 6> bodies,
                           random_stream& random);

}  // namespace parley::sim::service
