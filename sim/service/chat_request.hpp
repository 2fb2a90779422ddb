// Checks the body of POST /v1/chat/completions.
// Must not know: HTTP, how the request is answered.
#pragma once

#include "sim/service/field_reader.hpp"
#include "sim/service/generation_request.hpp"

namespace parley::sim::service {

inline constexpr std::int64_t max_choices = 16;  ///< of `n`; the API allows 128

/// Errors: the API's own 400s; 404 for an unknown model. Leading system and developer messages
/// become the instructions, so that both endpoints give the models the same call.
checked<generation_request> read_chat_request(std::shared_ptr<const boost::json::value> document);

/// The `messages` member, and what follows from it.
void read_messages(field_reader& fields, generation_request& into);

}  // namespace parley::sim::service
