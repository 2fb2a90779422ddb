#include "agents/proactive_agent.hpp"

#include <fmt/format.h>

#include "agents/model_reply.hpp"
#include "agents/model_text.hpp"
#include "agents/object_reader.hpp"

namespace parley {
namespace {

constexpr std::size_t longest_message = 4000;
constexpr std::size_t longest_name = 200;  // clipped to 60 for grouping

std::string markdown_list(const std::vector<cohort_rule>& rules, cohort whose) {
  std::string out;
  for (const cohort_rule& rule : rules)
    if (!rule.cohort || *rule.cohort == whose) out += "- " + one_line(rule.text) + "\n";
  return std::string(trim(out));
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += "; ";
    out += one_line(part);
  }
  return out;
}

// Words of our own files that no customer may read; a message with one was not written for them.
std::string_view internal_word(std::string_view message) {
  constexpr std::string_view words[] = {"churn_est",   "risk_signals",     "value_segment",
                                        "past_nps",    "vocal_satisfecho", "vocal_insatisfecho",
                                        "prompt_seed", "cohort_rules",     "<data",
                                        "</data",      "last_touch_days",  "{{"};
  for (const std::string_view word : words)
    if (message.find(word) != message.npos) return word;
  return {};
}

}  // namespace

chat_request ask_proactive(const agent_context& context, const plan& current,
                           const shown_customer& customer, const std::vector<turn>& turns,
                           const call_key& key, std::string_view complaint) {
  call_key mine = key;
  mine.customer_id = customer.customer_id;
  const prompt_library& prompts = *context.prompts;
  std::string rules = markdown_list(current.cohort_rules, customer.cohort);
  if (rules.empty()) rules = prompts.render("no_rules", {});
  std::string instructions =
      prompts.render("proactive", {{"prompt_seed", current.prompt_seed},
                                   {"tone", current.tone},
                                   {"template", current.template_name},
                                   {"objectives", joined(current.objectives)},
                                   {"rules", rules},
                                   {"max_turns", std::to_string(current.max_turns)}});
  chat_request out =
      make_request(context, agent_role::proactive, std::move(instructions), mine, complaint);
  const customer_blocks shown(context, agent_role::proactive, mine, customer, turns);
  out.input.push_back(
      {speaker::user, prompts.render("proactive_input", {{"profile", shown.profile},
                                                         {"transcript", shown.transcript},
                                                         {"turn", std::to_string(mine.turn)}})});
  return out;
}

result<proactive_message> parse_proactive_message(const chat_reply& reply) {
  constexpr std::string_view what = "outreach message";
  auto object = reply_object(reply, what);
  if (!object) return object.error();
  json_problems problems;
  object_reader in(*object, "", problems);
  proactive_message out;
  out.message = in.text("message", 1, longest_message);
  out.used.template_name = name_form(in.text("template", 0, longest_name));
  out.used.tone = name_form(in.text("tone", 0, longest_name));
  out.used.cta = name_form(in.text("cta", 0, longest_name));
  if (const std::string_view word = internal_word(out.message); !word.empty())
    problems.add("/message", fmt::format("\"{}\"", word),
                 "a message that tells the customer nothing internal");
  if (!problems.none()) return problems.as_failure(what);
  return out;
}

}  // namespace parley
