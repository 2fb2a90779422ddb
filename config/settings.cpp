#include "config/settings.hpp"

namespace parley {
namespace {

template <class Value>
const Value* longest_prefix(const std::map<std::string, Value>& entries, const std::string& model) {
  const Value* best = nullptr;
  std::size_t best_size = 0;
  for (const auto& [name, value] : entries) {
    if (!model.starts_with(name) || (best && name.size() < best_size)) continue;
    best = &value;
    best_size = name.size();
  }
  return best;
}

/// Kept tight on purpose: a provider may charge the quota for the room asked for, not the room
/// used.
agent_settings agent_default(agent_role role) {
  switch (role) {
    case agent_role::planner:
      return {"gpt-4.1", 0.7, 1200};
    case agent_role::customer:
      return {"gpt-4.1-mini", 1.0, 256};
    case agent_role::proactive:
      return {"gpt-4.1-mini", 0.7, 384};
    case agent_role::judge:
      return {"gpt-4.1-mini", 0.0, 512};
    case agent_role::tuner:
      return {"gpt-4.1", 0.8, 2000};
  }
  return {};
}

}  // namespace

settings settings::defaults() {
  settings all;
  for (int i = 0; i < agent_role_count; ++i)
    all.agents[static_cast<std::size_t>(i)] = agent_default(static_cast<agent_role>(i));
  all.limits = {{"gpt-4.1", {}}, {"gpt-4.1-mini", {}}};
  // US dollars per million tokens, standard tier.
  all.prices = {{"gpt-4.1", {2.0, 0.5, 8.0}}, {"gpt-4.1-mini", {0.4, 0.1, 1.6}}};
  return all;
}

model_limits settings::limits_for(const std::string& model) const {
  const model_limits* found = longest_prefix(limits, model);
  return found ? *found : model_limits{};
}

const model_price* settings::price_for(const std::string& model) const {
  return longest_prefix(prices, model);
}

}  // namespace parley
