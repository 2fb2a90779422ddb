// The judge: profile and transcript in, numbers with reasons out.
// Must not know: the plan (a judge that knows the intention rewards it), rewards, any provider.
#pragma once

#include "agents/request.hpp"
#include "agents/score.hpp"
#include "base/errors.hpp"

namespace parley {

/// Strict-schema request; the schema asks for the rationale before the numbers. The transcript
/// stands behind a nonce fence that is new for every call.
chat_request ask_judge(const agent_context& context, const shown_customer& customer,
                       const conversation_record& conversation, const call_key& key,
                       std::string_view complaint = {});

/// Errors: malformed_output with JSON pointer, what was found and what was expected (not JSON,
/// missing, out of range), refused, cut_short.
result<score> parse_score(const chat_reply& reply);

/// Specification shape of a score, e.g. for iteration_N.json.
std::string score_to_json(const score& value);

}  // namespace parley
