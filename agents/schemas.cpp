#include "agents/schemas.hpp"

#include <array>
#include <string_view>

namespace parley {
namespace {

constexpr const char* customer_schema = R"json({
  "type": "object",
  "properties": {
    "message": {"type": "string", "description": "What the customer writes; empty when silent."},
    "sentiment": {"type": "number", "minimum": -1, "maximum": 1,
                  "description": "How the customer feels now, -1 to 1."},
    "wants_to_end": {"type": "boolean", "description": "The customer wants no further messages."},
    "silent": {"type": "boolean", "description": "The customer read it and does not answer."}
  },
  "required": ["message", "sentiment", "wants_to_end", "silent"],
  "additionalProperties": false
})json";

constexpr const char* proactive_schema = R"json({
  "type": "object",
  "properties": {
    "message": {"type": "string", "description": "The message to the customer, ready to send."},
    "template": {"type": "string", "description": "Name of the template that was followed."},
    "tone": {"type": "string", "description": "The tone that was used, in one to three words."},
    "cta": {"type": "string", "description": "Kind of the call to action, in one word."}
  },
  "required": ["message", "template", "tone", "cta"],
  "additionalProperties": false
})json";

// Of the planner's and the tuner's reply alike; the tuner says what a rule replaces, too.
constexpr std::string_view rule_members = R"json(    "cohort_rules": {
      "type": "array",
      "maxItems": 32,
      "items": {
        "type": "object",
        "properties": {
          "cohort": {"type": "string", "enum": ["vocal_satisfecho", "vocal_insatisfecho",
                     "no_vocal_satisfecho", "no_vocal_insatisfecho", "all"]},
          "text": {"type": "string", "description": "One instruction, 1 to 600 characters."})json";
constexpr std::string_view replaces_member = R"json(,
          "replaces": {"type": "array", "items": {"type": "string"}, "maxItems": 8,
                       "description": "Ids of the rules that this one rewrites or merges."})json";

std::string cohort_rules(bool tuner) {
  return std::string(rule_members) + std::string(tuner ? replaces_member : "") +
         R"json(
        },
        "required": ["cohort", "text")json" +
         (tuner ? R"json(, "replaces")json" : "") + R"json(],
        "additionalProperties": false
      }
    })json";
}

std::string aspect_members() {
  std::string out;
  for (const char* name : {"finanzas", "documentacion", "vehiculo", "servicio", "comunicacion"})
    out += std::string(out.empty() ? "" : ",\n") + "        \"" + name +
           R"json(": {"anyOf": [{"type": "number", "minimum": -1, "maximum": 1}, )json"
           R"json({"type": "null"}]})json";
  return out;
}

// The rationale comes first: models write members in this order, so reasons precede numbers.
std::string judge_schema() {
  return R"json({
  "type": "object",
  "properties": {
    "rationale": {"type": "string", "description": "Two to four sentences, before any number."},
    "AspectSentiment": {
      "type": "object",
      "description": "-1 to 1 for each aspect the conversation touched; null for the others.",
      "properties": {
)json" + aspect_members() +
         R"json(
      },
      "required": ["finanzas", "documentacion", "vehiculo", "servicio", "comunicacion"],
      "additionalProperties": false
    },
    "CTA_clarity": {"type": "number", "minimum": 0, "maximum": 1,
                    "description": "How clear the next step is for the customer, 0 to 1."},
    "NPS_expected": {"type": "number", "minimum": 0, "maximum": 10,
                     "description": "Likelihood to recommend after this conversation, 0 to 10."},
    "EngagementProb": {"type": "number", "minimum": 0, "maximum": 1,
                       "description": "Probability of taking the proposed next step, 0 to 1."},
    "ChurnProb": {"type": "number", "minimum": 0, "maximum": 1,
                  "description": "Probability of leaving within the horizon, 0 to 1."},
    "LTV_delta": {"type": "number", "minimum": -1, "maximum": 1,
                  "description": "Change of lifetime value as a share of baseline, -1 to 1."}
  },
  "required": ["rationale", "AspectSentiment", "CTA_clarity", "NPS_expected", "EngagementProb",
               "ChurnProb", "LTV_delta"],
  "additionalProperties": false
})json";
}

std::string planner_schema() {
  return R"json({
  "type": "object",
  "properties": {
    "prompt_seed": {"type": "string", "description": "Base instruction, 1 to 4000 characters."},
    "tone": {"type": "string", "description": "One to three words, at most 80 characters."},
    "template": {"type": "string", "description": "Name of the approach, at most 80 characters."},
    "objectives": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 8},
    "max_turns": {"type": "integer", "minimum": 1, "maximum": 10,
                  "description": "Company messages a conversation."},
)json" + cohort_rules(false) +
         R"json(
  },
  "required": ["prompt_seed", "tone", "template", "objectives", "max_turns", "cohort_rules"],
  "additionalProperties": false
})json";
}

std::string tuner_schema() {
  return R"json({
  "type": "object",
  "properties": {
    "rationale": {"type": "string", "description": "Why these changes, from the evidence."},
    "what_worked": {"type": "array", "items": {"type": "string"}, "maxItems": 8},
    "cohorts_needing_change": {
      "type": "array",
      "maxItems": 4,
      "items": {"type": "string", "enum": ["vocal_satisfecho", "vocal_insatisfecho",
                "no_vocal_satisfecho", "no_vocal_insatisfecho"]}
    },
    "prompt_seed": {"type": "string", "description": "Base instruction, 1 to 4000 characters."},
)json" + cohort_rules(true) +
         R"json(,
    "experiments": {"type": "array", "items": {"type": "string"}, "maxItems": 8}
  },
  "required": ["rationale", "what_worked", "cohorts_needing_change", "prompt_seed",
               "cohort_rules", "experiments"],
  "additionalProperties": false
})json";
}

}  // namespace

std::shared_ptr<const output_schema> shared_schema_of(agent_role role) {
  const auto make = [](const char* name, std::string text) {
    return std::make_shared<const output_schema>(output_schema{name, std::move(text)});
  };
  static const std::array<std::shared_ptr<const output_schema>, agent_role_count> schemas = {{
      make("outreach_plan", planner_schema()),
      make("customer_reply", std::string(customer_schema)),
      make("outreach_message", std::string(proactive_schema)),
      make("judgement", judge_schema()),
      make("prompt_tuning", tuner_schema()),
  }};
  return schemas[static_cast<std::size_t>(role)];
}

const output_schema& schema_of(agent_role role) {
  return *shared_schema_of(role);
}

}  // namespace parley
