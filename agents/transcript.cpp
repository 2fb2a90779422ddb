#include "agents/transcript.hpp"

#include <algorithm>

namespace parley {

std::string_view to_string(turn_role role) {
  return role == turn_role::agent ? "agent" : "customer";
}

std::string_view to_string(conversation_end end) {
  switch (end) {
    case conversation_end::max_turns:
      return "max_turns";
    case conversation_end::customer_left:
      return "customer_left";
    case conversation_end::repeated_negativity:
      return "repeated_negativity";
    case conversation_end::silence:
      return "silence";
    case conversation_end::invalid:
      return "invalid";
    case conversation_end::failed:
      return "failed";
  }
  return "failed";
}

std::string strategy::text() const {
  std::string out;
  for (const std::string* part : {&template_name, &tone, &cta}) {
    if (part->empty()) continue;
    if (!out.empty()) out += " + ";
    out += *part;
  }
  return out;
}

role_spend& role_spend::operator+=(const role_spend& other) {
  calls += other.calls;
  failures += other.failures;
  retries += other.retries;
  usage += other.usage;
  return *this;
}

spend_by_role& operator+=(spend_by_role& left, const spend_by_role& right) {
  for (std::size_t i = 0; i < left.size(); ++i) left[i] += right[i];
  return left;
}

int conversation_record::agent_turns() const {
  return static_cast<int>(std::count_if(turns.begin(), turns.end(),
                                        [](const turn& t) { return t.role == turn_role::agent; }));
}

bool conversation_record::customer_answered() const {
  return std::any_of(turns.begin(), turns.end(), [](const turn& t) {
    return t.role == turn_role::customer && !t.silent && !t.context;
  });
}

}  // namespace parley
