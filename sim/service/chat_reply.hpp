// The Chat Completions forms of an answer: one object, or the chunks of a stream.
// Must not know: HTTP, how the answers came about.
#pragma once

#include <string>
#include <vector>

#include "sim/service/generation_request.hpp"
#include "sim/service/response_object.hpp"
#include "sim/service/stream_plan.hpp"

namespace parley::sim::service {

std::string chat_completion(const generation_request& request, const reply_identity& identity,
                            const std::vector<model_answer>& answers, const usage_counts& usage);

/// Ends with `data: [DONE]`.
std::vector<stream_piece> plan_chat_stream(const generation_request& request,
                                           const reply_identity& identity,
                                           const std::vector<model_answer>& answers,
                                           const usage_counts& usage, std::size_t deltas);

}  // namespace parley::sim::service
