#include "agents/opening.hpp"

#include "agents/model_text.hpp"

namespace parley {

std::optional<std::string> opening_of(const customer_profile& profile) {
  if (!is_vocal(profile.cohort)) return std::nullopt;
  const auto& messages = profile.history.messages;
  for (auto it = messages.rbegin(); it != messages.rend(); ++it)
    if (it->role == "customer" && !trim(it->content).empty()) return clean_text(it->content);
  return std::nullopt;
}

}  // namespace parley
