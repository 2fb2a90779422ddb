// The outreach agent: writes the company's next message under the plan.
// Must not know: the customer's instructions, the judge, any provider.
#pragma once

#include "agents/agent_context.hpp"
#include "agents/plan.hpp"
#include "agents/request.hpp"
#include "base/errors.hpp"

namespace parley {

struct proactive_message {
  std::string message;
  strategy used;
};

/// The request for the next agent message. Only rules of the customer's cohort (and those for all)
/// are put into the prompt; profile and transcript go in as data blocks.
chat_request ask_proactive(const agent_context& context, const plan& current,
                           const shown_customer& customer, const std::vector<turn>& turns,
                           const call_key& key, std::string_view complaint = {});

/// Errors: malformed_output (schema, empty or over 4,000 characters), refused, cut_short.
result<proactive_message> parse_proactive_message(const chat_reply& reply);

}  // namespace parley
