#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "agents/record_json.hpp"
#include "agents/tuner_agent.hpp"
#include "base/json.hpp"
#include "fixtures.hpp"

using namespace parley;
using Catch::Matchers::ContainsSubstring;
using test::said;

namespace {

result<tuning> parse(std::string text) {
  return parse_tuning(said(text), test::simple_plan());
}

}  // namespace

TEST_CASE("the tuner gets the plan with its rules' ids, the results and the history") {
  for (const char* language : {"es", "en"}) {
    cohort_report report;
    report.iteration = 3;
    const std::vector<prompt_version> history = {
        {1, test::simple_plan(), "baseline", "", 0.49, std::nullopt}};
    const chat_request request =
        ask_tuner(test::context(language), test::simple_plan(), report, history, {.iteration = 3});
    const std::string& text = request.input.at(0).content;
    CHECK(parse_json(test::block(text, "plan")).value().at("cohort_rules").at(1).at("id") == "r2");
    const json::value results = parse_json(test::block(text, "cohort_report")).value();
    CHECK(results.at("iteration") == 3);
    CHECK(results.at("cohorts").as_object().size() == 4);
    const json::value versions = parse_json(test::block(text, "history")).value();
    CHECK(versions.at(0).at("reward") == 0.49);
    CHECK(versions.at(0).at("ltv_ratio").is_null());
    CHECK(test::whole_text(request).find("{{") == std::string::npos);
    CHECK(request.schema->name == "prompt_tuning");
    CHECK(request.model == "model-tuner");
    CHECK(test::metadata(request, "role") == "tuner");
    CHECK(test::metadata(request, "iteration") == "3");
  }
}

TEST_CASE("a long history is cut to its newest versions") {
  std::vector<prompt_version> history(25);
  for (int i = 0; i < 25; ++i) history[static_cast<std::size_t>(i)].iteration = i + 1;
  const chat_request request =
      ask_tuner(test::context(), test::simple_plan(), cohort_report{}, history, {});
  const json::value versions =
      parse_json(test::block(request.input.at(0).content, "history")).value();
  CHECK(versions.as_array().size() == 10);
  CHECK(versions.at(9).at("iteration") == 25);
}

TEST_CASE("a usable proposal is read; unchanged rules keep their id, new ones get fresh ids") {
  const auto value = parse(test::tuner_json());
  REQUIRE(value);
  CHECK(value->rationale == "El churn bajó donde se dio fecha.");
  CHECK(value->what_worked == std::vector<std::string>{"dar fecha"});
  CHECK(value->cohorts_needing_change == std::vector<cohort>{cohort::quiet_satisfied});
  CHECK(value->prompt_seed == "Escribe breve y con fecha.");
  CHECK(value->experiments == std::vector<std::string>{"probar llamada en vocal_satisfecho"});
  REQUIRE(value->cohort_rules.size() == 3);
  CHECK(value->cohort_rules[0].id == "r1");
  CHECK(value->cohort_rules[1].id == "r4");
  CHECK(value->cohort_rules[2].id == "r3");
}

TEST_CASE("a rule may merge two known ones or rewrite one, and names them") {
  const std::string merged = test::changed(test::tuner_json(), R"("text": "Ofrece un clic.")",
                                           R"("text": "Ofrece un clic.", "replaces": ["r2"])");
  const auto value = parse(merged);
  REQUIRE(value);
  REQUIRE(value->origins.size() == 1);
  CHECK(value->origins[0] == rule_origin{"r4", {"r2"}});
  const auto both = parse(R"({"rationale": "r", "what_worked": [], "cohorts_needing_change": [],
      "prompt_seed": "s", "experiments": [], "cohort_rules": [
        {"cohort": "all", "text": "Una sola regla.", "replaces": ["r1", "r3", "r1"]},
        {"cohort": "all", "text": "Otra.", "replaces": []}]})");
  REQUIRE(both);
  CHECK(both->origins == std::vector<rule_origin>{{"r4", {"r1", "r3"}}});
  const json::value written = parse_json(tuning_to_json(*both)).value();
  CHECK(tuning_from(written).value() == *both);
  const auto stands = parse(test::changed(test::tuner_json(), R"("text": "Ofrece un clic.")",
                                          R"("text": "Ofrece un clic.", "replaces": ["r1"])"));
  REQUIRE(stands);
  CHECK(stands->origins.empty());  // r1 is still there
  const auto unknown = parse(test::changed(test::tuner_json(), R"("text": "Ofrece un clic.")",
                                           R"("text": "Ofrece un clic.", "replaces": ["r9"])"));
  REQUIRE_FALSE(unknown);
  CHECK_THAT(unknown.error().message, ContainsSubstring("/cohort_rules/1/replaces: found r9"));
}

TEST_CASE("every malformed proposal is refused with its place") {
  const std::string good = test::tuner_json();
  const std::pair<std::string, const char*> cases[] = {
      {"{}", "/rationale: found nothing"},
      {test::changed(good, "\"El churn bajó donde se dio fecha.\"", "1"), "/rationale: found 1"},
      {test::changed(good, "[\"dar fecha\"]", "\"dar fecha\""),
       "/what_worked: found \"dar fecha\""},
      {test::changed(good, "[\"dar fecha\"]", "[\"\"]"), "/what_worked/0: found an empty text"},
      {test::changed(good, "[\"no_vocal_satisfecho\"]", "[\"all\"]"),
       "/cohorts_needing_change/0: found all"},
      {test::changed(good, "[\"no_vocal_satisfecho\"]", "[null]"), "/cohorts_needing_change/0"},
      {test::changed(good, "\"Escribe breve y con fecha.\"", "\"\""), "/prompt_seed"},
      {test::changed(good, "\"cohort\": \"all\"", "\"cohort\": \"nobody\""),
       "/cohort_rules/2/cohort: found nobody"},
      {test::changed(good, "\"experiments\"", "\"ideas\""), "/experiments: found nothing"},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text.substr(0, 300));
    const auto value = parse(text);
    REQUIRE_FALSE(value);
    CHECK(value.error().code == failure_code::malformed_output);
    CHECK_THAT(value.error().message, ContainsSubstring(expected));
  }
}

TEST_CASE("a cohort named twice is taken once, no cohort at all is fine") {
  const std::string good = test::tuner_json();
  CHECK(parse(test::changed(good, "[\"no_vocal_satisfecho\"]",
                            "[\"no_vocal_satisfecho\", \"no_vocal_satisfecho\"]"))
            ->cohorts_needing_change.size() == 1);
  CHECK(parse(test::changed(good, "[\"no_vocal_satisfecho\"]", "[]"))
            ->cohorts_needing_change.empty());
}

TEST_CASE("a proposal cut at any byte is refused") {
  const std::string good = test::tuner_json();
  for (std::size_t length = 0; length < good.size(); ++length)
    CHECK_FALSE(parse(good.substr(0, length)));
}

TEST_CASE("rule ids follow cohort and words, and are never given twice") {
  const std::vector<cohort_rule> known = {{"r2", std::nullopt, "Sé breve."},
                                          {"r9", cohort::vocal_satisfied, "Agradece."},
                                          {"custom", std::nullopt, "Otra."}};
  std::vector<cohort_rule> rules = {{"r1", std::nullopt, "SÉ  breve"},
                                    {"r2", std::nullopt, "Nueva."},
                                    {"r3", cohort::vocal_unsatisfied, "Agradece."},
                                    {"r4", std::nullopt, "Otra."}};
  keep_rule_ids(rules, known);
  CHECK(rules[0].id == "r2");
  CHECK(rules[1].id == "r10");
  CHECK(rules[2].id == "r11");
  CHECK(rules[3].id == "custom");
  keep_rule_ids(rules, {});
  CHECK(rules[0].id == "r1");
}

TEST_CASE("time, cost and tokens are not in the prompt: two runs of one seed ask the same") {
  cohort_report quick, slow;
  quick.iteration = slow.iteration = 2;
  quick.all.reward = slow.all.reward = {0.512345678, 0.4, 0.6, 12};
  quick.wall_sec = 1.25;
  slow.wall_sec = 60.5;
  slow.cost = 3;
  slow.tokens_used = 77;
  slow.spend[0].usage.cached_input = 1024;
  const auto ask = [](const cohort_report& report) {
    return test::whole_text(
        ask_tuner(test::context(), test::simple_plan(), report, {}, {.iteration = 2}));
  };
  CHECK(ask(quick) == ask(slow));
  CHECK_THAT(ask(quick), ContainsSubstring("0.5123") || ContainsSubstring("5.123E-1"));
}
