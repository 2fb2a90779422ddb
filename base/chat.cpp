#include "base/chat.hpp"

#include <array>

namespace parley {
namespace {

constexpr std::array<std::string_view, agent_role_count> role_names = {
    "planner", "customer", "proactive", "judge", "tuner"};

}  // namespace

std::string_view to_string(agent_role role) {
  return role_names[static_cast<std::size_t>(role)];
}

std::optional<agent_role> agent_role_from(std::string_view name) {
  for (std::size_t i = 0; i < role_names.size(); ++i)
    if (role_names[i] == name) return static_cast<agent_role>(i);
  return std::nullopt;
}

std::string_view to_string(speaker who) {
  switch (who) {
    case speaker::developer:
      return "developer";
    case speaker::user:
      return "user";
    case speaker::assistant:
      return "assistant";
  }
  return "user";
}

std::string_view to_string(finish_reason reason) {
  switch (reason) {
    case finish_reason::stop:
      return "stop";
    case finish_reason::length:
      return "length";
    case finish_reason::content_filter:
      return "content_filter";
    case finish_reason::refusal:
      return "refusal";
  }
  return "stop";
}

token_usage& token_usage::operator+=(const token_usage& other) {
  input += other.input;
  cached_input += other.cached_input;
  output += other.output;
  reasoning += other.reasoning;
  return *this;
}

}  // namespace parley
