// Checks the body of POST /v1/responses (and of input_tokens and compact, which take the same).
// Must not know: HTTP, stored responses, how the request is answered.
#pragma once

#include "sim/service/field_reader.hpp"
#include "sim/service/generation_request.hpp"
#include "sim/service/list_entry.hpp"

namespace parley::sim::service {

/// Which endpoint the body came to: the smaller ones demand less of it.
enum class responses_use { create, count, compact };

/// Errors: the API's own 400s, in the order in which it looks; 404 for an unknown model.
checked<generation_request> read_responses_request(
    std::shared_ptr<const boost::json::value> document, responses_use use);

/// Reads `input` (string or items) into messages, and notes images and tool results.
void read_input(const boost::json::value& input, field_reader& complaints,
                generation_request& into);

/// The input as the API lists it afterwards: one JSON object an item, each with an id.
std::vector<list_entry> input_item_list(const generation_request& request);

}  // namespace parley::sim::service
