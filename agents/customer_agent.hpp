// The simulated customer: builds its request, reads its reply, sees to it that it stays a customer.
// Must not know: the plan, the judge, any provider.
#pragma once

#include <array>
#include <memory>

#include "agents/customer_guard.hpp"
#include "agents/request.hpp"
#include "base/errors.hpp"

namespace parley {

/// A customer's structured answer.
struct customer_reply {
  std::string message;   ///< empty when silent
  double sentiment = 0;  ///< -1..1
  bool wants_to_end = false;
  bool silent = false;
};

/// What the instructions of a cohort's customers have in common.
class customer_styles {
 public:
  struct style {
    std::string text;                       ///< how such a customer writes
    std::shared_ptr<const word_runs> told;  ///< instructions without the profile
  };
  explicit customer_styles(const agent_context& context);
  std::shared_ptr<const style> of(cohort whose) const {
    return styles_[static_cast<std::size_t>(whose)];
  }

 private:
  std::array<std::shared_ptr<const style>, 4> styles_;
};

/// One per profile (the specification's CustomerAgentFactory). Keeps the profile as prompts show
/// it; instructions are rendered from it when they are needed, since thousands wait with theirs.
class customer_agent {
 public:
  customer_agent(const agent_context& context, const customer_profile& profile,
                 const customer_styles& styles);
  customer_agent(const agent_context& context, const customer_profile& profile);

  /// Vocal customers with an earlier message of their own open with it; others with nothing.
  std::optional<std::string> opening() const;

  /// The request for the customer's next reply to `turns` (the last one is the agent's).
  /// With key.reask == 1 the instruction names what was wrong with the first try (`complaint`).
  chat_request ask(const std::vector<turn>& turns, const call_key& key,
                   std::string_view complaint = {}) const;

  std::string instructions() const;
  const guarded_brief& brief() const { return brief_; }
  /// For the agents that write to this customer and judge the talk; views what is kept here.
  shown_customer shown() const { return {customer_id_, cohort_, profile_json_}; }

 private:
  const agent_context* context_;
  std::string customer_id_;
  cohort cohort_;
  std::string profile_json_;
  std::shared_ptr<const customer_styles::style> style_;
  guarded_brief brief_;
  std::optional<std::string> opening_;
};

/// Reads and checks a reply. Errors: malformed_output (not the schema's JSON, out of range),
/// out_of_character (plays the company's role, leaks its instructions, is empty without being
/// silent), refused, cut_short. `brief` is the agent's own.
result<customer_reply> parse_customer_reply(const chat_reply& reply, const guarded_brief& brief);

}  // namespace parley
