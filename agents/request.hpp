// What all five agents do alike when they build a request: model, limits, schema, metadata, fences.
// Must not know: what any one agent says.
#pragma once

#include "agents/agent_context.hpp"
#include "agents/transcript.hpp"
#include "profiles/customer_profile.hpp"

namespace parley {

/// A request of `role` with its settings, schema and metadata. A repetition (key.reask > 0) gets
/// twice the room, since the first try may have been cut short, and the complaint after its
/// instructions.
chat_request make_request(const agent_context& context, agent_role role, std::string instructions,
                          const call_key& key, std::string_view complaint);

/// The fences of one call: every block gets its own nonce, new for every call.
class fences {
 public:
  fences(const agent_context& context, agent_role role, const call_key& key);
  /// `text` is JSON; "</" inside is written "<\/", which reads back the same.
  std::string json_block(std::string_view label, std::string_view text);
  /// `text` comes from without_closing_tags().
  std::string safe_block(std::string_view label, std::string_view text);

 private:
  std::uint64_t seed_;
  std::string purpose_;
  std::string call_;
  int next_ = 0;
};

/// Whom a request is about. Lives for one call: it may view what somebody else keeps.
struct shown_customer {
  /// Writes the profile's JSON anew; customer_agent::shown() has it ready.
  shown_customer(const customer_profile& profile);
  shown_customer(std::string_view id, parley::cohort of, std::string_view profile_json)
      : customer_id(id), cohort(of), json(profile_json) {}
  shown_customer(const shown_customer&) = delete;
  shown_customer& operator=(const shown_customer&) = delete;

  std::string_view customer_id;
  parley::cohort cohort;
  std::string_view json;  ///< the profile's, without closing tags

 private:
  std::string own_;
};

/// What judge and proactive agent are shown of a customer, each part behind its fence.
struct customer_blocks {
  customer_blocks(const agent_context& context, agent_role role, const call_key& key,
                  const shown_customer& customer, const std::vector<turn>& turns);
  std::string profile, transcript;
};

/// JSON text in which no closing tag can stand: "</" becomes "<\/" (only strings can hold it).
std::string without_closing_tags(std::string_view json_text);

}  // namespace parley
