// The simulated customer: builds its request, reads its reply, sees to it that it stays a customer.
// Must not know: the plan, the judge, any provider.
#pragma once

#include "agents/agent_context.hpp"
#include "agents/transcript.hpp"
#include "base/errors.hpp"
#include "profiles/customer_profile.hpp"

namespace parley {

/// A customer's structured answer.
struct customer_reply {
  std::string message;   ///< empty when silent
  double sentiment = 0;  ///< -1..1
  bool wants_to_end = false;
  bool silent = false;
};

/// One per profile (the specification's CustomerAgentFactory): the instructions are rendered once.
class customer_agent {
 public:
  customer_agent(const agent_context& context, const customer_profile& profile);

  /// Vocal customers with an earlier message of their own open with it; others with nothing.
  std::optional<std::string> opening() const;

  /// The request for the customer's next reply to `turns` (the last one is the agent's).
  /// With key.reask == 1 the instruction names what was wrong with the first try (`complaint`).
  chat_request ask(const std::vector<turn>& turns, const call_key& key,
                   std::string_view complaint = {}) const;

  const std::string& instructions() const { return instructions_; }

 private:
  const agent_context* context_;
  std::string customer_id_;
  std::string instructions_;
  std::optional<std::string> opening_;
};

/// Reads and checks a reply. Errors: malformed_output (not the schema's JSON, out of range),
/// out_of_character (plays the company's role, leaks its instructions, is empty without being
/// silent), refused, cut_short. `instructions` are the agent's own, for the leak check.
result<customer_reply> parse_customer_reply(const chat_reply& reply, std::string_view instructions);

}  // namespace parley
