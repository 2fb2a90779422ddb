// Cuts text into tokens the way a language model's tokenizer roughly would, and counts them.
// Must not know: messages, endpoints, prices.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parley::sim::service {

/// End of the token that starts at `from` (< text.size()). A token is a piece of at most 7 letters
/// of a word with the space before it, up to 3 digits, up to 3 punctuation marks, a run of white
/// space, or one character of a script without spaces. Never splits a UTF-8 sequence.
std::size_t token_end(std::string_view text, std::size_t from);

/// Tokens of `text`; English and Spanish prose come to about 4 bytes a token. Deterministic.
std::int64_t count_tokens(std::string_view text);

/// Bytes of the first `tokens` tokens of `text` (all of it when it has fewer).
std::size_t prefix_of_tokens(std::string_view text, std::int64_t tokens);

}  // namespace parley::sim::service
