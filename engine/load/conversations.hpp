// The product's own calls as load: conversations with the customers of profiles, turn by turn, with
// the context that grows as they go.
// Must not know: when requests are due, how they are sent.
#pragma once

#include <vector>

#include "config/settings.hpp"
#include "engine/load/workload.hpp"
#include "profiles/customer_profile.hpp"

namespace parley::load {

struct conversation_settings_of_load {
  settings config;                         ///< roles, turns, language, prompts
  std::vector<customer_profile> profiles;  ///< at least one
  std::string model;  ///< asked instead of the roles' own; empty: the roles' own
};

/// Talks with one customer after the other, again from the first when all had their turn. A job is
/// the next call of the conversation that waits longest for one; without any, a new conversation's
/// first. An unusable or failed reply ends its conversation, as it would in a run.
/// Errors: of the prompts (language, folder).
result<std::unique_ptr<workload>> make_conversations(conversation_settings_of_load settings);

}  // namespace parley::load
