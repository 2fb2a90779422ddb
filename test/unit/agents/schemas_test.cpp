#include <catch2/catch_test_macros.hpp>

#include <set>

#include "agents/schemas.hpp"
#include "base/json.hpp"

using namespace parley;

namespace {

// The strict subset of JSON Schema: every object closed and every member required, no root union,
// at most 10 levels, none of the unsupported keywords.
void lint(const json::value& schema, int depth, std::vector<std::string>& wrong) {
  if (depth > 10) wrong.push_back("more than 10 levels");
  const json::object* object = schema.if_object();
  if (object == nullptr) return wrong.push_back("a schema is an object");
  for (const char* banned : {"allOf", "not", "if", "then", "else", "dependentRequired",
                             "dependentSchemas", "oneOf", "patternProperties"})
    if (object->contains(banned)) wrong.push_back(std::string("uses ") + banned);
  if (const json::value* anyof = object->if_contains("anyOf"))
    for (const json::value& branch : anyof->as_array()) lint(branch, depth + 1, wrong);
  else if (!object->contains("type"))
    wrong.push_back("a schema without type");
  if (object->contains("type") && object->at("type") == "array")
    lint(object->at("items"), depth + 1, wrong);
  if (!object->contains("type") || object->at("type") != "object") return;
  const json::value* closed = object->if_contains("additionalProperties");
  if (closed == nullptr || *closed != false) wrong.push_back("an open object");
  std::set<std::string> members, required;
  for (const auto& member : object->at("properties").as_object()) {
    members.insert(std::string(member.key()));
    lint(member.value(), depth + 1, wrong);
  }
  for (const json::value& name : object->at("required").as_array())
    required.insert(std::string(name.as_string()));
  if (members != required) wrong.push_back("members and required differ");
}

std::vector<std::string> members_of(agent_role role) {
  std::vector<std::string> out;
  const json::value schema = parse_json(schema_of(role).schema_json).value();
  for (const auto& member : schema.at("properties").as_object()) out.emplace_back(member.key());
  return out;
}

}  // namespace

TEST_CASE("every schema obeys the strict subset") {
  for (int i = 0; i < agent_role_count; ++i) {
    const output_schema& schema = schema_of(static_cast<agent_role>(i));
    INFO(schema.name);
    const json::value value = parse_json(schema.schema_json).value();
    CHECK(value.at("type") == "object");
    CHECK(schema.name.size() <= 64);
    CHECK(schema.schema_json.size() < 15'000);
    std::vector<std::string> wrong;
    lint(value, 1, wrong);
    CHECK(wrong == std::vector<std::string>{});
  }
}

TEST_CASE("the lint itself notices violations") {
  for (const char* text :
       {R"({"type": "object", "properties": {}, "required": []})",
        R"({"type": "object", "properties": {"a": {"type": "string"}}, "required": [],
            "additionalProperties": false})",
        R"({"type": "array", "items": {"type": "object", "properties": {}, "required": []}})",
        R"({"allOf": []})"}) {
    std::vector<std::string> wrong;
    lint(parse_json(text).value(), 1, wrong);
    CHECK_FALSE(wrong.empty());
  }
}

TEST_CASE("names and members of the schemas are those of the contract, in its order") {
  using names = std::vector<std::string>;
  CHECK(schema_of(agent_role::customer).name == "customer_reply");
  CHECK(members_of(agent_role::customer) ==
        names{"message", "sentiment", "wants_to_end", "silent"});
  CHECK(schema_of(agent_role::proactive).name == "outreach_message");
  CHECK(members_of(agent_role::proactive) == names{"message", "template", "tone", "cta"});
  CHECK(schema_of(agent_role::judge).name == "judgement");
  CHECK(members_of(agent_role::judge) == names{"rationale", "AspectSentiment", "CTA_clarity",
                                               "NPS_expected", "EngagementProb", "ChurnProb",
                                               "LTV_delta"});
  CHECK(schema_of(agent_role::planner).name == "outreach_plan");
  CHECK(members_of(agent_role::planner) ==
        names{"prompt_seed", "tone", "template", "objectives", "max_turns", "cohort_rules"});
  CHECK(schema_of(agent_role::tuner).name == "prompt_tuning");
  CHECK(members_of(agent_role::tuner) == names{"rationale", "what_worked", "cohorts_needing_change",
                                               "prompt_seed", "cohort_rules", "experiments"});
}
