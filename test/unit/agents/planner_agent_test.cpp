#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "agents/planner_agent.hpp"
#include "base/json.hpp"
#include "fixtures.hpp"

using namespace parley;
using Catch::Matchers::ContainsSubstring;
using test::said;

namespace {

result<plan> parse(std::string text, int limit = 3) {
  return parse_plan(said(text), limit);
}

std::string with_rules(const std::string& rules) {
  return R"({"prompt_seed": "s", "tone": "t", "template": "p", "objectives": ["o"], "max_turns": 1,
             "cohort_rules": )" +
         rules + "}";
}

std::string rule(std::string_view whose, std::string_view text) {
  return json::serialize(json::object{{"cohort", whose}, {"text", text}});
}

}  // namespace

TEST_CASE("cohorts are described by what their profiles say") {
  std::vector<customer_profile> profiles(5, test::karen());
  profiles[1].history.past_nps.reset();
  profiles[2].history.past_nps = 6;
  profiles[2].history.tickets = {{"taller", 0, 1}, {"garantía", 0, 1}, {"documentación", 0, 1}};
  profiles[3].risk.churn_est.reset();
  profiles[3].history.tickets = {{"taller", 0, 1}, {"acabados", 0, 1}};
  profiles[4].cohort = cohort::quiet_satisfied;
  profiles[4].history.tickets.clear();
  const auto cohorts = describe_cohorts(profiles);
  const cohort_statistics& vocal = cohorts[index_of(cohort::vocal_unsatisfied)];
  CHECK(vocal.cohort == cohort::vocal_unsatisfied);
  CHECK(vocal.customers == 4);
  CHECK_THAT(vocal.mean_past_nps.value(), Catch::Matchers::WithinAbs(4.0, 1e-12));
  CHECK_THAT(vocal.mean_churn_est.value(), Catch::Matchers::WithinAbs(0.45, 1e-12));
  CHECK_THAT(vocal.mean_tickets, Catch::Matchers::WithinAbs(7.0 / 4, 1e-12));
  using issues = std::vector<std::pair<std::string, std::size_t>>;
  CHECK(vocal.top_issues == issues{{"documentación", 3}, {"taller", 2}, {"acabados", 1}});
  const cohort_statistics& quiet = cohorts[index_of(cohort::quiet_satisfied)];
  CHECK(quiet.customers == 1);
  CHECK(quiet.top_issues.empty());
  const cohort_statistics& nobody = cohorts[index_of(cohort::vocal_satisfied)];
  CHECK(nobody.customers == 0);
  CHECK_FALSE(nobody.mean_past_nps);
  CHECK(nobody.cohort == cohort::vocal_satisfied);
}

TEST_CASE("the baseline plan is valid in both languages") {
  for (const char* language : {"es", "en"}) {
    const plan base = baseline_plan(test::context(language), 3);
    CHECK(base.max_turns == 3);
    CHECK(base.objectives.size() == 2);
    CHECK(base.cohort_rules.empty());
    CHECK(plan_from_json(plan_to_json(base), 3).value() == base);
  }
  CHECK(baseline_plan(test::context(), 99).max_turns == 10);
}

TEST_CASE("in the first round the planner gets cohorts and the plan, and no results") {
  for (const char* language : {"es", "en"}) {
    const auto context = test::context(language);
    const std::vector<customer_profile> profiles(2, test::karen());
    const chat_request request =
        ask_planner(context, describe_cohorts(profiles), test::simple_plan(), nullptr, nullptr,
                    {.iteration = 1});
    const std::string& text = request.input.at(0).content;
    const json::value cohorts = parse_json(test::block(text, "cohorts")).value();
    CHECK(cohorts.at(1).at("cohort") == "vocal_insatisfecho");
    CHECK(cohorts.at(1).at("customers") == 2);
    CHECK(cohorts.at(0).at("mean_past_nps").is_null());
    CHECK(parse_json(test::block(text, "plan")).value().at("template") == "escalar");
    CHECK(text.find("cohort_report") == std::string::npos);
    CHECK(text.find("label=\"proposal\"") == std::string::npos);
    CHECK(test::whole_text(request).find("{{") == std::string::npos);
    CHECK(request.schema->name == "outreach_plan");
    CHECK(request.max_output_tokens == 100);
    CHECK(test::metadata(request, "role") == "planner");
    CHECK(test::metadata(request, "customer_id") == "(none)");
    // Constraints: room for one message, messages a conversation.
    CHECK_THAT(request.instructions, ContainsSubstring(" 300 "));
  }
}

TEST_CASE("later the planner also gets the report and the tuner's proposal") {
  tuning proposal;
  proposal.prompt_seed = "Nueva semilla";
  cohort_report report;
  report.iteration = 1;
  const chat_request request =
      ask_planner(test::context(), describe_cohorts({}), test::simple_plan(), &proposal, &report,
                  {.iteration = 2});
  const std::string& text = request.input.at(0).content;
  CHECK(parse_json(test::block(text, "proposal")).value().at("prompt_seed") == "Nueva semilla");
  CHECK(parse_json(test::block(text, "cohort_report")).value().at("iteration") == 1);
}

TEST_CASE("the planner is told the configured turn limit, or else the last plan's") {
  auto context = test::context();
  plan last = test::simple_plan();
  last.max_turns = 2;
  const auto limit_in = [&] {
    return ask_planner(context, describe_cohorts({}), last, nullptr, nullptr, {}).instructions;
  };
  CHECK_THAT(limit_in(), ContainsSubstring("entero de 1 a 2"));
  context.max_turns = 7;
  CHECK_THAT(limit_in(), ContainsSubstring("entero de 1 a 7"));
}

TEST_CASE("a usable plan is read, its rules numbered") {
  const auto value = parse(test::planner_json());
  REQUIRE(value);
  CHECK(value->prompt_seed == "Escribe breve.");
  CHECK(value->tone == "empático-directo");
  CHECK(value->template_name == "escalar");
  CHECK(value->objectives == std::vector<std::string>{"clarify SLA", "reduce churn"});
  CHECK(value->max_turns == 3);
  CHECK(
      value->cohort_rules ==
      std::vector<cohort_rule>{{"r1", cohort::vocal_unsatisfied, "Enfatiza SLA y disculpa breve."},
                               {"r2", std::nullopt, "Un solo siguiente paso."}});
}

TEST_CASE("every malformed plan is refused with its place") {
  const std::string good = test::planner_json();
  std::string rules33 = "[";
  for (int i = 0; i < 33; ++i)
    rules33 += (i > 0 ? "," : "") + rule("all", "regla " + std::to_string(i));
  rules33 += "]";
  const std::pair<std::string, const char*> cases[] = {
      {"{}", "/prompt_seed: found nothing"},
      {test::changed(good, "\"Escribe breve.\"", "\"\""), "/prompt_seed: found an empty text"},
      {test::changed(good, "Escribe breve.", std::string(4001, 'x')), "4001 characters"},
      {test::changed(good, "\"escalar\"", "null"), "/template: found null"},
      {test::changed(good, "\"empático-directo\"", "\" \""), "/tone: found an empty text"},
      {test::changed(good, "\"empático-directo\"", "\"" + std::string(81, 'x') + "\""), "/tone"},
      {test::changed(good, "[\"clarify SLA\", \"reduce churn\"]", "[]"),
       "/objectives: found an array"},
      {test::changed(good, "\"reduce churn\"", "7"), "/objectives/1: found 7"},
      {test::changed(good, "\"reduce churn\"", "\"Clarify  SLA.\""),
       "/objectives/1: found a repetition of /objectives/0"},
      {test::changed(good, "\"reduce churn\"", "1,2,3,4,5,6,7,8"), "an array of 9"},
      {test::changed(good, "\"max_turns\": 3", "\"max_turns\": 4"),
       "/max_turns: found 4, expected an integer from 1 to 3"},
      {test::changed(good, "\"max_turns\": 3", "\"max_turns\": 0"), "/max_turns: found 0"},
      {test::changed(good, "\"max_turns\": 3", "\"max_turns\": 2.5"), "/max_turns: found 2.5"},
      {test::changed(good, "\"max_turns\": 3", "\"max_turns\": \"3\""), "/max_turns: found \"3\""},
      {test::changed(good, "\"max_turns\": 3", "\"max_turns\": 1e300"), "/max_turns"},
      {test::changed(good, "\"max_turns\": 3", "\"max_turns\": 18446744073709551615"),
       "/max_turns"},
      {test::changed(good, "\"cohort_rules\"", "\"rules\""), "/cohort_rules: found nothing"},
      {with_rules("{}"), "/cohort_rules: found an object"},
      {with_rules("[1]"), "/cohort_rules/0: found 1, expected an object"},
      {with_rules("[" + rule("everybody", "x") + "]"), "/cohort_rules/0/cohort: found everybody"},
      {with_rules("[" + rule("all", " ") + "]"), "/cohort_rules/0/text: found an empty text"},
      {with_rules("[" + rule("all", std::string(601, 'x')) + "]"), "601 characters"},
      {with_rules("[" + rule("all", "Sé breve.") + "," + rule("all", "SE BREVE") + "]"),
       "/cohort_rules/1/text: found a repetition of /cohort_rules/0"},
      {with_rules(rules33), "/cohort_rules: found an array of 33"},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text.substr(0, 300));
    const auto value = parse(text);
    REQUIRE_FALSE(value);
    CHECK(value.error().code == failure_code::malformed_output);
    CHECK_THAT(value.error().message, ContainsSubstring(expected));
  }
  CHECK(parse(test::changed(good, "\"max_turns\": 3", "\"max_turns\": 2.0")).value().max_turns ==
        2);
  CHECK(parse(with_rules("[" + rule("all", "Sé breve.") + "," +
                         rule("vocal_satisfecho", "Sé breve.") + "]")));
}

TEST_CASE("rules are made one line") {
  CHECK(parse(with_rules("[" + rule("all", "uno\n- dos") + "]"))->cohort_rules[0].text ==
        "uno - dos");
}

TEST_CASE("a plan cut at any byte is refused") {
  const std::string good = test::planner_json();
  for (std::size_t length = 0; length < good.size(); ++length)
    CHECK_FALSE(parse(good.substr(0, length)));
}

TEST_CASE("a plan is written in the specification's shape and reads back the same") {
  const plan value = test::simple_plan();
  const json::value written = parse_json(plan_to_json(value)).value();
  std::vector<std::string> members;
  for (const auto& member : written.as_object()) members.emplace_back(member.key());
  CHECK(members == std::vector<std::string>{"prompt_seed", "tone", "template", "objectives",
                                            "max_turns", "cohort_rules"});
  CHECK(written.at("cohort_rules").at(0).at("cohort") == "vocal_insatisfecho");
  CHECK(written.at("cohort_rules").at(2).at("cohort") == "all");
  CHECK(plan_from_json(plan_to_json(value), 3).value() == value);
  CHECK_FALSE(plan_from_json(plan_to_json(value), 2));
  CHECK_FALSE(plan_from_json("{", 2));
}
