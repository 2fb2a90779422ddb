// Decides what a model says: a function call, a played role, a document for a schema, or small
// talk.
// Must not know: HTTP, JSON of replies, quota, time.
#pragma once

#include "sim/model.hpp"
#include "sim/service/generation_request.hpp"
#include "sim/service/reply.hpp"

namespace parley::sim::service {

/// The same request and `choice` give the same answer. Cut at the request's max_output_tokens.
model_answer compose_answer(const generation_request& request, const played_models& models,
                            int choice);

/// The answer of a model that declines.
model_answer compose_refusal(const generation_request& request);

/// The call as the models see it.
model_call as_model_call(const generation_request& request);

}  // namespace parley::sim::service
