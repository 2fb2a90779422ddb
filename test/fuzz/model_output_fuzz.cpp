// Feeds arbitrary bytes to every parser of model output. What is accepted must keep the promises of
// the parsers' headers; anything else must come back as a failure with a message.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "agents/customer_agent.hpp"
#include "agents/customer_guard.hpp"
#include "agents/data_block.hpp"
#include "agents/judge_agent.hpp"
#include "agents/planner_agent.hpp"
#include "agents/proactive_agent.hpp"
#include "agents/record_json.hpp"
#include "agents/tuner_agent.hpp"

namespace {

using namespace parley;

void require(bool holds) {
  if (!holds) std::abort();
}

template <class T>
bool usable(const result<T>& value) {
  if (value) return true;
  const failure_code code = value.error().code;
  require(code == failure_code::malformed_output || code == failure_code::out_of_character);
  require(!value.error().message.empty());
  return false;
}

bool within(double value, double low, double high) {
  return std::isfinite(value) && value >= low && value <= high;
}

void try_parsers(const chat_reply& reply) {
  static const guarded_brief brief =
      brief_of("You are the person described in the data block below.");
  if (const auto customer = parse_customer_reply(reply, brief); usable(customer)) {
    require(within(customer->sentiment, -1, 1));
    require(customer->silent == customer->message.empty());
  }
  if (const auto message = parse_proactive_message(reply); usable(message))
    require(!message->message.empty());
  if (const auto verdict = parse_score(reply); usable(verdict)) {
    require(within(verdict->nps_expected, 0, 10) && within(verdict->churn_prob, 0, 1));
    require(within(verdict->engagement_prob, 0, 1) && within(verdict->ltv_delta, -1, 1));
    require(within(verdict->cta_clarity, 0, 1) && verdict->aspect_sentiment.size() <= 5);
    require(score_from(score_json(*verdict)).has_value());
  }
  if (const auto made = parse_plan(reply, 3); usable(made)) {
    require(made->max_turns >= 1 && made->max_turns <= 3 && !made->objectives.empty());
    const auto again = plan_from_json(plan_to_json(*made), 3);
    require(again.has_value() && *again == *made);
    if (const auto tuned = parse_tuning(reply, *made); usable(tuned))
      require(tuning_from(tuning_json(*tuned)).has_value());
  }
  usable(parse_tuning(reply, plan{}));
}

void try_readers(std::string_view text) {
  const auto value = parse_json(text);
  if (!value) return;
  if (const auto read = transcript_from(*value))
    require(transcript_from(transcript_json(*read)).has_value());
  if (const auto read = judgement_from(*value))
    require(judgement_from(judgement_json(*read)).has_value());
  if (const auto read = cohort_report_from(*value))
    require(cohort_report_from(cohort_report_json(*read)).has_value());
  if (const auto read = prompt_version_from(*value))
    require(prompt_version_from(prompt_version_json(*read)).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  chat_reply reply;
  reply.text = text;
  try_parsers(reply);
  try_readers(text);
  out_of_character(text, text);
  const std::string fenced = data_block("transcript", "abcdefabcdefabcd", text);
  require(fenced.ends_with("\n</data abcdefabcdefabcd>"));
  require(fenced.find("</data abcdefabcdefabcd>") == fenced.size() - 24);
  return 0;
}
