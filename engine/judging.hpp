// One judgement of one conversation; an unusable reply is asked for once more.
// Must not know: queues, who talks, what a score is worth.
#pragma once

#include "agents/judge_agent.hpp"
#include "net/provider.hpp"

namespace parley {

/// References are owned by the caller and outlive the call. `judgement`: 0 the first time, above
/// for repeats of the same transcript. Never an error: a failed call leaves it unscored, with the
/// reason. Cancelled: throws operation_aborted.
struct judging_inputs {
  const agent_context& context;
  provider& llm;
  const customer_profile& profile;
  const conversation_record& talk;
  time_point deadline;
  int judgement = 0;
  int arm = 0;  ///< of the conversation
};
asio::awaitable<judgement> judge_once(judging_inputs in);

}  // namespace parley
