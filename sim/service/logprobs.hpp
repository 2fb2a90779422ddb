// Log probabilities of a text's tokens, made up but plausible and the same for the same text.
// Must not know: which endpoint shows them.
#pragma once

#include <string>
#include <string_view>

namespace parley::sim::service {

/// A JSON array with one entry a token: token, logprob, bytes, and `top` alternatives of which the
/// first is the token itself.
std::string logprobs_json(std::string_view text, int top);

}  // namespace parley::sim::service
