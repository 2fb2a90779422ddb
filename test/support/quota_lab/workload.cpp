#include "test/support/quota_lab/workload.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/random_stream.hpp"

namespace parley::lab {

workload make_workload(const scenario& chosen) {
  workload made;
  for (int c = 0; c < chosen.conversations; ++c) {
    random_stream random(chosen.seed, fmt::format("conversation {}", c), "lab");
    planned_conversation talk;
    const auto spread = static_cast<std::uint64_t>(chosen.turns_most - chosen.turns_least + 1);
    const int turns = chosen.turns_least + static_cast<int>(random.below(spread));
    double context = 500 + random.uniform(0, 300);
    const auto add = [&](agent_role role, double weight) {
      planned_call call;
      call.role = role;
      call.input = static_cast<int>(context);
      call.output =
          std::clamp(static_cast<int>(random.log_normal(chosen.typical_output * weight, 0.4)), 4,
                     chosen.max_output_tokens);
      const double slow = random.chance(chosen.stragglers) ? 8 : 1;
      call.first_token_s = chosen.first_token_s * random.log_normal(1, 0.35) * slow;
      call.per_token_s = chosen.per_token_s * random.log_normal(1, 0.2) * slow;
      context += call.output;
      talk.list.push_back(call);
    };
    for (int t = 0; t < turns; ++t) {
      add(agent_role::proactive, 1);
      add(agent_role::customer, 0.7);
    }
    add(agent_role::judge, 2);
    talk.latency.resize(talk.list.size());
    made.conversations.push_back(std::move(talk));
  }
  return made;
}

}  // namespace parley::lab
