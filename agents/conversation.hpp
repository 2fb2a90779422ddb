// One conversation as a state machine: told what happened, says what to do next. Never waits.
// Must not know: clocks, coroutines, providers.
#pragma once

#include <variant>

#include "agents/customer_agent.hpp"
#include "agents/proactive_agent.hpp"

namespace parley {

struct conversation_settings {
  int max_turns_limit = 10;          ///< above the plan's own max_turns
  int negative_replies_to_stop = 2;  ///< in a row, >= 1
  double negative_below = -0.5;      ///< a reply with sentiment below this is negative
};

/// Everything a conversation needs; the references are owned by the iteration.
struct conversation_inputs {
  const agent_context* context = nullptr;
  const plan* current_plan = nullptr;
  const customer_profile* profile = nullptr;
  const customer_agent* customer = nullptr;
  conversation_settings settings;
  int iteration = 1;
  int replicate = 0;
  int arm = 0;
};

class conversation {
 public:
  struct ask {
    chat_request request;
  };
  struct finish {};
  using action = std::variant<ask, finish>;

  explicit conversation(conversation_inputs inputs);

  /// What to do now. Asking twice without an event in between gives the same action.
  action next() const;

  /// The answer to the last ask. An unusable reply is asked for once more (with what was wrong);
  /// the second one in a row ends the conversation as invalid.
  void on_reply(const chat_reply& reply);

  /// The call failed for good (retries are below us). Ends the conversation as failed.
  void on_failure(const failure& why);

  bool done() const { return finished_; }
  bool awaiting_customer() const { return awaiting_ == agent_role::customer; }
  int agent_turns_left() const;  ///< upper bound, for the scheduler's expectations
  const std::vector<turn>& turns() const { return record_.turns; }
  const conversation_record& so_far() const { return record_; }

  /// Precondition: done().
  conversation_record take_record(double duration_sec);

 private:
  void on_agent_message(const chat_reply& reply);
  void on_customer_reply(const chat_reply& reply);
  void unusable(const failure& why);
  void end(conversation_end how, std::string detail = {});

  conversation_inputs in_;
  conversation_record record_;
  agent_role awaiting_ = agent_role::proactive;
  std::string complaint_;  // what was wrong with the last reply; empty on a first try
  int agent_turns_ = 0;
  int negative_in_a_row_ = 0;
  bool finished_ = false;
};

}  // namespace parley
