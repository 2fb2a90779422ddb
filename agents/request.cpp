#include "agents/request.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agents/data_block.hpp"
#include "agents/model_text.hpp"
#include "agents/schemas.hpp"
#include "agents/turns_json.hpp"
#include "profiles/loader.hpp"

namespace parley {
namespace {

constexpr int least_output_tokens = 16;  // the wire's minimum
constexpr int most_output_tokens = 32768;
constexpr std::size_t longest_complaint = 600;
constexpr std::size_t longest_metadata = 512;

int room_for(int configured, int reask) {
  const int wanted = reask > 0 ? std::min(configured, most_output_tokens / 2) * 2 : configured;
  return std::clamp(wanted, least_output_tokens, most_output_tokens);
}

}  // namespace

chat_request make_request(const agent_context& context, agent_role role, std::string instructions,
                          const call_key& key, std::string_view complaint) {
  const role_settings& settings = context.role(role);
  chat_request out;
  out.role = role;
  out.model = settings.model;
  out.instructions = std::move(instructions);
  out.max_output_tokens = room_for(settings.max_output_tokens, key.reask);
  out.temperature = settings.temperature;
  out.schema = shared_schema_of(role);
  constexpr std::size_t usual_members = 6;
  out.metadata.reserve(usual_members + (key.judgement > 0 ? 1 : 0) + (key.arm > 0 ? 1 : 0));
  out.metadata.emplace_back("role", to_string(role));
  if (!key.customer_id.empty())
    out.metadata.emplace_back("customer_id", key.customer_id.substr(0, longest_metadata));
  out.metadata.emplace_back("iteration", std::to_string(key.iteration));
  out.metadata.emplace_back("turn", std::to_string(key.turn));
  out.metadata.emplace_back("replicate", std::to_string(key.replicate));
  out.metadata.emplace_back("reask", std::to_string(key.reask));
  if (key.judgement > 0) out.metadata.emplace_back("judgement", std::to_string(key.judgement));
  if (key.arm > 0) out.metadata.emplace_back("arm", fmt::format("a{}", key.arm));
  if (key.reask > 0 && !complaint.empty()) {
    const std::string nonce =
        fence_nonce(context.seed, "complaint", key.customer_id, key.iteration * 100 + key.turn);
    const std::string block =
        data_block("complaint", nonce, clip(one_line(complaint), longest_complaint));
    out.instructions += "\n\n" + context.prompts->render("reask", {{"complaint", block}});
  }
  return out;
}

fences::fences(const agent_context& context, agent_role role, const call_key& key)
    : seed_(context.seed),
      purpose_(to_string(role)),
      call_(fmt::format("{}/{}/{}/{}/{}", key.customer_id, key.iteration, key.turn, key.replicate,
                        key.reask)) {
  // Another judgement is another call: its fences differ, so that no cache answers it.
  if (key.judgement > 0) call_ += fmt::format("/{}", key.judgement);
}

std::string fences::safe_block(std::string_view label, std::string_view text) {
  return data_block(label, fence_nonce(seed_, purpose_, call_, next_++), text);
}

std::string fences::json_block(std::string_view label, std::string_view text) {
  return safe_block(label, without_closing_tags(text));
}

shown_customer::shown_customer(const customer_profile& profile)
    : customer_id(profile.customer_id),
      cohort(profile.cohort),
      own_(without_closing_tags(profile_to_compact_json(profile))) {
  json = own_;
}

customer_blocks::customer_blocks(const agent_context& context, agent_role role, const call_key& key,
                                 const shown_customer& customer, const std::vector<turn>& turns) {
  fences fence(context, role, key);
  profile = fence.safe_block("profile", customer.json);
  transcript = fence.json_block("transcript", turns_json(turns));
}

std::string without_closing_tags(std::string_view json_text) {
  std::string out;
  out.reserve(json_text.size());
  std::size_t from = 0;
  for (std::size_t at = json_text.find("</"); at != json_text.npos;
       at = json_text.find("</", from)) {
    out += json_text.substr(from, at + 1 - from);
    out += '\\';
    from = at + 1;
  }
  out += json_text.substr(from);
  return out;
}

}  // namespace parley
