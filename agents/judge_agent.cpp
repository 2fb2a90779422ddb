#include "agents/judge_agent.hpp"

#include "agents/model_reply.hpp"
#include "agents/object_reader.hpp"
#include "agents/plan_limits.hpp"
#include "agents/read_score.hpp"
#include "agents/record_json.hpp"

namespace parley {
namespace {

constexpr std::string_view aspects[] = {"finanzas", "documentacion", "vehiculo", "servicio",
                                        "comunicacion"};

}  // namespace

chat_request ask_judge(const agent_context& context, const shown_customer& customer,
                       const conversation_record& conversation, const call_key& key,
                       std::string_view complaint) {
  call_key mine = key;
  mine.customer_id = customer.customer_id;
  const prompt_library& prompts = *context.prompts;
  std::string instructions =
      prompts.render("judge", {{"horizon", std::to_string(context.churn_horizon_months)}});
  chat_request out =
      make_request(context, agent_role::judge, std::move(instructions), mine, complaint);
  const customer_blocks shown(context, agent_role::judge, mine, customer, conversation.turns);
  out.input.push_back(
      {speaker::user, prompts.render("judge_input", {{"profile", shown.profile},
                                                     {"transcript", shown.transcript}})});
  return out;
}

result<score> parse_score(const chat_reply& reply) {
  constexpr std::string_view what = "judgement";
  auto object = reply_object(reply, what);
  if (!object) return object.error();
  json_problems problems;
  object_reader in(*object, "", problems);
  score out;
  out.rationale = in.text("rationale", 1, plan_limits::rationale);
  if (const json::value* found = in.member("AspectSentiment", "an object")) {
    object_reader each(*found, in.pointer_to("AspectSentiment"), problems);
    for (const std::string_view name : aspects)
      if (const auto sentiment = each.number_or_null(name, -1, 1))
        out.aspect_sentiment.emplace_back(name, *sentiment);
  }
  read_score_numbers(in, out);
  if (!problems.none()) return problems.as_failure(what);
  return out;
}

std::string score_to_json(const score& value) {
  return pretty_json(score_json(value));
}

}  // namespace parley
