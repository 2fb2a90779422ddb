// What a customer had written before the outreach.
// Must not know: conversations, prompts.
#pragma once

#include <optional>
#include <string>

#include "profiles/customer_profile.hpp"

namespace parley {

/// Vocal customers with an earlier message of their own open with it; others with nothing.
std::optional<std::string> opening_of(const customer_profile& profile);

}  // namespace parley
