// What was said between the outreach agent and one customer, and how it ended.
// Must not know: prompts, providers, scoring.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/chat.hpp"
#include "profiles/cohort.hpp"

namespace parley {

enum class turn_role : std::uint8_t { agent, customer };
std::string_view to_string(turn_role role);  ///< "agent", "customer"

struct turn {
  turn_role role = turn_role::agent;
  std::string content;              ///< empty for a silent customer
  std::optional<double> sentiment;  ///< -1..1, customer turns only
  bool silent = false;              ///< the customer read it and did not answer
  bool context = false;             ///< the customer's own opening, from before the outreach
};

/// Why a conversation ended.
enum class conversation_end : std::uint8_t {
  max_turns,            ///< the plan's max_turns agent messages were answered
  customer_left,        ///< the customer wanted to end
  repeated_negativity,  ///< several negative replies in a row
  silence,              ///< the customer did not answer: an outcome, not an error
  invalid,              ///< a reply stayed unusable after one more try; never scored
  failed                ///< a call failed for good; not scored, counted
};
std::string_view to_string(conversation_end end);

/// Template, tone and call to action that the agent says it used.
struct strategy {
  std::string template_name;
  std::string tone;
  std::string cta;
  auto operator<=>(const strategy&) const = default;
  std::string text() const;  ///< "escalar + empático-directo + callback"; empty parts left out
};

/// Calls and tokens spent, by role.
struct role_spend {
  int calls = 0;     ///< complete replies
  int failures = 0;  ///< calls that failed for good
  int retries = 0;   ///< extra attempts below the calls
  token_usage usage;
  role_spend& operator+=(const role_spend& other);
};
using spend_by_role = std::array<role_spend, agent_role_count>;
spend_by_role& operator+=(spend_by_role& left, const spend_by_role& right);

struct conversation_record {
  std::string customer_id;
  parley::cohort cohort = cohort::quiet_satisfied;
  int iteration = 0;  ///< from 1
  int replicate = 0;
  std::vector<turn> turns;
  conversation_end end = conversation_end::max_turns;
  std::string detail;  ///< what was invalid or failed, one line; else empty
  strategy used;       ///< of the first agent message
  int reasks = 0;      ///< replies that had to be asked for again
  spend_by_role spend{};
  double duration_sec = 0;

  int agent_turns() const;
  bool customer_answered() const;  ///< at least one reply that is neither silent nor context
  bool scorable() const {
    return end != conversation_end::invalid && end != conversation_end::failed;
  }
};

}  // namespace parley
