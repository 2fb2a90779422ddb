// Finds the one JSON object in a model's reply. Model output is hostile input.
// Must not know: schemas, what the object means.
#pragma once

#include "base/chat.hpp"
#include "base/json.hpp"

namespace parley {

/// The object of `what` ("judgement", for messages). Accepted: the bare object, one in a ```json
/// fence, one with prose around it as long as no other brace stands in that prose. Errors: refused
/// (refusal, content filter), cut_short (length), malformed_output. At most 64 KiB, 16 levels.
result<json::value> reply_object(const chat_reply& reply, std::string_view what);

}  // namespace parley
