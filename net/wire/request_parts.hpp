// Pieces of a request body that both dialects write the same way.
// Must not know: where in the body they go.
#pragma once

#include "base/chat.hpp"
#include "base/json.hpp"

namespace parley::wire {

/// The messages as [{"role":..,"content":..}, ...].
json::array messages_json(const chat_request& request);

/// At most 16 pairs, keys cut to 64 and values to 512 characters: the wire's limits.
json::object metadata_json(const chat_request& request);

/// {"name","strict":true,"schema"}: flat in Responses, nested in Chat Completions. A schema text
/// that is no JSON becomes null, which the server refuses with its own words.
json::object schema_members(const output_schema& schema);

}  // namespace parley::wire
