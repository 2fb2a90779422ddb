#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "agents/customer_agent.hpp"
#include "base/json.hpp"
#include "fixtures.hpp"
#include "profiles/loader.hpp"

using namespace parley;
using Catch::Matchers::ContainsSubstring;
using test::said;

namespace {

std::vector<turn> two_turns() {
  return {{.role = turn_role::customer, .content = "¿Y mis papeles?", .context = true},
          {.role = turn_role::agent, .content = "Hola Karen, salen el viernes."}};
}

result<customer_reply> parse(std::string text) {
  return parse_customer_reply(said(text), brief_of(""));
}

}  // namespace

TEST_CASE("a customer's instructions hold the profile as data and the tone of the cohort") {
  for (const char* language : {"es", "en"})
    for (const cohort c : all_cohorts) {
      const auto context = test::context(language);
      const customer_profile profile = test::karen_as(c);
      const customer_agent agent(context, profile);
      CHECK(parse_json(test::block(agent.instructions(), "profile")).value() ==
            parse_json(profile_to_compact_json(profile)).value());
      const std::string style = "customer_style_" + std::string(to_string(c));
      CHECK_THAT(agent.instructions(), ContainsSubstring(std::string(context.prompts->raw(style))));
      CHECK(agent.instructions().find("{{") == std::string::npos);
    }
}

TEST_CASE("only vocal customers open, with the last thing they wrote themselves") {
  const auto context = test::context();
  customer_profile profile = test::karen();
  CHECK(customer_agent(context, profile).opening() ==
        "Ya pasaron dos semanas y nadie me entrega los papeles.");
  profile.history.messages.push_back({"agent", "Lo revisamos."});
  profile.history.messages.push_back({"customer", " ¿Sigue en revisión? "});
  profile.history.messages.push_back({"customer", "  "});
  profile.history.messages.push_back({"agent", "Sí."});
  CHECK(customer_agent(context, profile).opening() == "¿Sigue en revisión?");
  profile.cohort = cohort::quiet_unsatisfied;
  CHECK_FALSE(customer_agent(context, profile).opening());
  profile.cohort = cohort::vocal_satisfied;
  profile.history.messages = {{"agent", "Hola"}};
  CHECK_FALSE(customer_agent(context, profile).opening());
}

TEST_CASE("the conversation is told from the customer's side") {
  const auto context = test::context();
  const customer_agent agent(context, test::karen());
  const chat_request request = agent.ask(two_turns(), {.iteration = 2, .turn = 1, .replicate = 3});
  REQUIRE(request.input.size() == 2);
  CHECK(request.input[0].who == speaker::assistant);
  CHECK(request.input[0].content == "¿Y mis papeles?");
  CHECK(request.input[1].who == speaker::user);
  CHECK(request.input[1].content == "Hola Karen, salen el viernes.");
  CHECK(request.role == agent_role::customer);
  CHECK(request.model == "model-customer");
  CHECK(request.temperature == context.role(agent_role::customer).temperature);
  CHECK(request.max_output_tokens == 200);
  REQUIRE(request.schema);
  CHECK(request.schema->name == "customer_reply");
  CHECK(test::metadata(request, "role") == "customer");
  CHECK(test::metadata(request, "customer_id") == "C0001");
  CHECK(test::metadata(request, "iteration") == "2");
  CHECK(test::metadata(request, "turn") == "1");
  CHECK(test::metadata(request, "replicate") == "3");
  CHECK(test::metadata(request, "reask") == "0");
  CHECK(request.instructions == agent.instructions());
}

TEST_CASE("a repetition says what was wrong, as data, and gets more room") {
  const auto context = test::context();
  const customer_agent agent(context, test::karen());
  const chat_request again = agent.ask(two_turns(), {.iteration = 1, .turn = 1, .reask = 1},
                                       "/sentiment: found 7\nexpected a number from -1 to 1");
  CHECK(again.instructions.starts_with(agent.instructions()));
  CHECK(test::block(again.instructions, "complaint") ==
        "/sentiment: found 7 expected a number from -1 to 1");
  CHECK(again.max_output_tokens == 400);
  CHECK(test::metadata(again, "reask") == "1");
  const chat_request long_one =
      agent.ask(two_turns(), {.reask = 1}, std::string(5000, 'x') + "end");
  CHECK(test::block(long_one.instructions, "complaint").size() < 700);
}

TEST_CASE("room for the answer keeps within what the wire allows") {
  auto context = test::context();
  context.roles[static_cast<std::size_t>(agent_role::customer)].max_output_tokens = 1;
  const customer_agent agent(context, test::karen());
  CHECK(agent.ask({}, {}).max_output_tokens == 16);
  context.roles[static_cast<std::size_t>(agent_role::customer)].max_output_tokens = 32768;
  CHECK(agent.ask({}, {.reask = 1}, "x").max_output_tokens == 32768);
}

TEST_CASE("a usable reply is read") {
  const auto reply = parse(test::customer_json("  Gracias, pero aún no tengo papeles.\n", -0.25));
  REQUIRE(reply);
  CHECK(reply->message == "Gracias, pero aún no tengo papeles.");
  CHECK(reply->sentiment == -0.25);
  CHECK_FALSE(reply->wants_to_end);
  CHECK_FALSE(reply->silent);
}

TEST_CASE("silence is a reply, however the model writes it") {
  for (const std::string& text :
       {test::customer_json("", 0, false, true), test::customer_json("ignored", 0, false, true),
        test::customer_json("(silencio)"), test::customer_json("[no responde]"),
        test::customer_json("*No reply*"), test::customer_json("", -0.2, true, false)}) {
    INFO(text);
    const auto reply = parse(text);
    REQUIRE(reply);
    CHECK(reply->silent);
    CHECK(reply->message.empty());
  }
  CHECK_FALSE(
      parse(test::customer_json("(sin respuesta desde marzo, y van tres correos)"))->silent);
  CHECK_FALSE(parse(test::customer_json("..."))->silent);
}

TEST_CASE("an empty message without silence is out of character") {
  for (const char* empty : {"", "  \n ", "\x01"}) {
    const auto reply = parse(test::customer_json(empty));
    REQUIRE_FALSE(reply);
    CHECK(reply.error().code == failure_code::out_of_character);
  }
}

TEST_CASE("every malformed customer reply is refused with its place") {
  const std::string good = test::customer_json("Hola", 0.5);
  REQUIRE(parse(good));
  const std::pair<std::string, const char*> cases[] = {
      {"{}", "/message: found nothing"},
      {"hola", "expected one JSON object"},
      {test::changed(good, "\"Hola\"", "7"), "/message: found 7"},
      {test::changed(good, "\"Hola\"", "null"), "/message: found null"},
      {test::changed(good, "5E-1", "1.5"), "/sentiment: found 1.5, expected a number from -1 to 1"},
      {test::changed(good, "5E-1", "-1.01"), "/sentiment: found -1.01"},
      {test::changed(good, "5E-1", "\"0.5\""), "/sentiment: found \"0.5\""},
      {test::changed(good, "5E-1", "null"), "/sentiment: found null"},
      {test::changed(good, "5E-1", "1e999"), "customer reply: "},
      {test::changed(good, "\"wants_to_end\":false", "\"wants_to_end\":0"), "/wants_to_end"},
      {test::changed(good, "\"wants_to_end\":false", "\"wants_to_end\":\"no\""), "/wants_to_end"},
      {test::changed(good, ",\"silent\":false", ""), "/silent: found nothing"},
      {test::customer_json(std::string(4001, 'x')), "4001 characters"},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text.substr(0, 200));
    const auto reply = parse(text);
    REQUIRE_FALSE(reply);
    CHECK(reply.error().code == failure_code::malformed_output);
    CHECK_THAT(reply.error().message, ContainsSubstring(expected));
  }
  CHECK(parse(test::changed(good, "5E-1", "1")));
  CHECK(parse(test::changed(good, "5E-1", "-1")));
  CHECK(parse("```json\n" + good + "\n```"));
}

TEST_CASE("a reply cut at any byte is refused, never half read") {
  const std::string good = test::customer_json("Sí, “mándenlo” mañana", 0.5);
  for (std::size_t length = 0; length < good.size(); ++length) {
    INFO(length);
    CHECK_FALSE(parse(good.substr(0, length)));
  }
}

TEST_CASE("refusals and cut replies keep their own code") {
  const std::string good = test::customer_json("Hola");
  CHECK(parse_customer_reply(said(good, finish_reason::length), brief_of("")).error().code ==
        failure_code::cut_short);
  CHECK(parse_customer_reply(said("No.", finish_reason::refusal), brief_of("")).error().code ==
        failure_code::refused);
  CHECK(parse(test::customer_json("¿En qué puedo ayudarte?")).error().code ==
        failure_code::out_of_character);
}
