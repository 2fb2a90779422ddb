// What the lab's conversations ask for: lengths, tokens and latencies, drawn by seed.
// Must not know: who schedules them.
#pragma once

#include <vector>

#include "base/chat.hpp"
#include "engine/lower_bound.hpp"
#include "test/support/quota_lab/lab.hpp"

namespace parley::lab {

struct planned_call {
  agent_role role = agent_role::proactive;
  int input = 0, output = 0;  ///< tokens
  double first_token_s = 0, per_token_s = 0;
};

struct planned_conversation {
  std::vector<planned_call> list;
  std::vector<double> latency;  ///< as the provider played them
  call_chain played;            ///< every call that was granted, cut ones too
  std::size_t done = 0;
};

struct workload {
  std::vector<planned_conversation> conversations;
};

/// Each conversation: turns of an agent's message and the customer's answer, then one judgement.
workload make_workload(const scenario& chosen);

}  // namespace parley::lab
