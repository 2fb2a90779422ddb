#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "agents/conversation.hpp"
#include "fixtures.hpp"

using namespace parley;
using Catch::Matchers::ContainsSubstring;
using test::said;

namespace {

// A conversation and everything it refers to.
struct stage {
  agent_context context = test::context();
  customer_profile profile;
  plan current = test::simple_plan();
  customer_agent customer;
  conversation talk;

  explicit stage(customer_profile who = test::karen_as(cohort::quiet_unsatisfied),
                 int max_turns = 3, conversation_settings settings = {})
      : profile(std::move(who)), customer(context, profile), talk(inputs(max_turns, settings)) {}

  conversation_inputs inputs(int max_turns, conversation_settings settings) {
    current.max_turns = max_turns;
    return {&context, &current, &profile, &customer, settings, 2, 1};
  }
  chat_request request() const {
    auto what = talk.next();
    REQUIRE(std::holds_alternative<conversation::ask>(what));
    return std::get<conversation::ask>(std::move(what)).request;
  }
  void agent(std::string_view text = "Hola, sus papeles salen el viernes.") {
    REQUIRE(request().role == agent_role::proactive);
    talk.on_reply(said(test::proactive_json(text)));
  }
  void customer_says(std::string_view text, double sentiment = 0.1, bool end = false,
                     bool silent = false) {
    REQUIRE(request().role == agent_role::customer);
    talk.on_reply(said(test::customer_json(text, sentiment, end, silent)));
  }
  conversation_record record() {
    REQUIRE(talk.done());
    CHECK(std::holds_alternative<conversation::finish>(talk.next()));
    CHECK(talk.agent_turns_left() == 0);
    return talk.take_record(1.5);
  }
};

const role_spend& spent(const conversation_record& record, agent_role role) {
  return record.spend[static_cast<std::size_t>(role)];
}

}  // namespace

TEST_CASE("agent and customer take turns until max_turns messages were answered") {
  stage s;
  for (int turn = 1; turn <= 3; ++turn) {
    CHECK(s.talk.agent_turns_left() == 4 - turn);
    CHECK_FALSE(s.talk.awaiting_customer());
    CHECK(test::metadata(s.request(), "turn") == std::to_string(turn));
    s.agent("mensaje " + std::to_string(turn));
    CHECK(s.talk.awaiting_customer());
    CHECK(test::metadata(s.request(), "turn") == std::to_string(turn));
    CHECK(test::metadata(s.request(), "reask") == "0");
    s.customer_says("respuesta " + std::to_string(turn));
  }
  const conversation_record record = s.record();
  CHECK(record.end == conversation_end::max_turns);
  CHECK(record.customer_id == "C0001");
  CHECK(record.cohort == cohort::quiet_unsatisfied);
  CHECK(record.iteration == 2);
  CHECK(record.replicate == 1);
  CHECK(record.duration_sec == 1.5);
  CHECK(record.detail.empty());
  CHECK(record.reasks == 0);
  CHECK(record.scorable());
  CHECK(record.agent_turns() == 3);
  REQUIRE(record.turns.size() == 6);
  CHECK(record.turns[4].content == "mensaje 3");
  CHECK_FALSE(record.turns[4].sentiment);
  CHECK(record.turns[5].sentiment == 0.1);
  CHECK(record.used == strategy{"escalar", "empático-directo", "llamada"});
}

TEST_CASE("asking twice gives the same request") {
  stage s;
  CHECK(test::whole_text(s.request()) == test::whole_text(s.request()));
  s.agent();
  CHECK(test::whole_text(s.request()) == test::whole_text(s.request()));
}

TEST_CASE("the lower of plan and settings limits the turns") {
  stage s(test::karen_as(cohort::quiet_satisfied), 3, {.max_turns_limit = 1});
  CHECK(s.talk.agent_turns_left() == 1);
  s.agent();
  s.customer_says("ok");
  CHECK(s.record().end == conversation_end::max_turns);
}

TEST_CASE("a vocal customer opens, and the agent answers to that") {
  stage s(test::karen());
  REQUIRE(s.talk.turns().size() == 1);
  CHECK(s.talk.turns()[0].context);
  CHECK(s.talk.turns()[0].role == turn_role::customer);
  CHECK_THAT(s.request().input[0].content, ContainsSubstring("nadie me entrega los papeles"));
  s.agent();
  CHECK(s.request().input.front().who == speaker::assistant);
  s.customer_says("", 0, false, true);
  const conversation_record record = s.record();
  CHECK_FALSE(record.customer_answered());  // the opening is no answer
  CHECK(record.agent_turns() == 1);
}

TEST_CASE("silence ends a conversation and is an outcome") {
  stage s;
  s.agent();
  s.customer_says("", 0.0, true, true);  // whoever is silent has not said goodbye
  const conversation_record record = s.record();
  CHECK(record.end == conversation_end::silence);
  CHECK(record.scorable());
  REQUIRE(record.turns.size() == 2);
  CHECK(record.turns[1].silent);
  CHECK(record.turns[1].content.empty());
}

TEST_CASE("silence after an answer ends it as well, and the answer counts") {
  stage s;
  s.agent();
  s.customer_says("¿Cuándo?");
  s.agent();
  s.customer_says("", 0, false, true);
  const conversation_record record = s.record();
  CHECK(record.end == conversation_end::silence);
  CHECK(record.customer_answered());
}

TEST_CASE("the customer's wish to end is respected, even with turns left") {
  stage s;
  s.agent();
  s.customer_says("Ya no me escriban.", -0.9, true);
  CHECK(s.record().end == conversation_end::customer_left);
}

TEST_CASE("negative replies in a row end it; one better reply starts the count again") {
  stage s(test::karen_as(cohort::quiet_satisfied), 10);
  s.agent();
  s.customer_says("Mal.", -0.8);
  s.agent();
  s.customer_says("Bueno.", -0.5);  // at the border is not below it
  s.agent();
  s.customer_says("Mal.", -0.51);
  CHECK_FALSE(s.talk.done());
  s.agent();
  s.customer_says("Muy mal.", -1);
  CHECK(s.record().end == conversation_end::repeated_negativity);
}

TEST_CASE("on the last turn repeated negativity is the reason, not the limit") {
  stage s(test::karen_as(cohort::quiet_satisfied), 2);
  s.agent();
  s.customer_says("Mal.", -0.8);
  s.agent();
  s.customer_says("Mal.", -0.8);
  CHECK(s.record().end == conversation_end::repeated_negativity);
}

TEST_CASE("an unusable customer reply is asked for once more, with what was wrong") {
  for (const chat_reply& bad :
       {said("hola"), said(test::customer_json("x", 3)), said(test::customer_json("")),
        said(test::customer_json("¿En qué puedo ayudarte?")),
        said(test::customer_json("Hola"), finish_reason::length),
        said("No puedo.", finish_reason::refusal), said("", finish_reason::content_filter)}) {
    INFO(bad.text);
    stage s;
    s.agent();
    s.talk.on_reply(bad);
    const chat_request again = s.request();
    CHECK(again.role == agent_role::customer);
    CHECK(test::metadata(again, "reask") == "1");
    CHECK(test::metadata(again, "turn") == "1");
    CHECK_THAT(test::block(again.instructions, "complaint"), ContainsSubstring("customer reply: "));
    CHECK(s.talk.turns().size() == 1);  // what was unusable is not part of the conversation
    SECTION("a good second try goes on as if nothing had happened") {
      s.customer_says("Gracias.");
      CHECK(test::metadata(s.request(), "reask") == "0");
      CHECK(s.request().instructions.find("complaint") == std::string::npos);
    }
    SECTION("a bad second try makes the conversation invalid") {
      s.talk.on_reply(bad);
      const conversation_record record = s.record();
      CHECK(record.end == conversation_end::invalid);
      CHECK_FALSE(record.scorable());
      CHECK_THAT(record.detail, ContainsSubstring("customer reply: "));
      CHECK(record.reasks == 1);
      CHECK(spent(record, agent_role::customer).calls == 2);
    }
  }
}

TEST_CASE("an unusable agent message is asked for once more and then ends it") {
  stage s;
  s.talk.on_reply(said("{}"));
  CHECK(s.request().role == agent_role::proactive);
  CHECK(test::metadata(s.request(), "reask") == "1");
  CHECK_THAT(test::block(s.request().instructions, "complaint"),
             ContainsSubstring("/message: found nothing"));
  s.agent();
  CHECK(test::metadata(s.request(), "reask") == "0");
  s.customer_says("Sí");
  s.talk.on_reply(said("{}"));
  s.talk.on_reply(said("", finish_reason::length));
  const conversation_record record = s.record();
  CHECK(record.end == conversation_end::invalid);
  CHECK(record.reasks == 2);  // each turn has its own second try
  CHECK(record.turns.size() == 2);
}

TEST_CASE("a failed call ends the conversation as failed, in either role") {
  for (const bool customer : {false, true}) {
    stage s;
    if (customer) s.agent();
    s.talk.on_failure(fail(failure_code::server_error, "HTTP 500 after 4 attempts"));
    const conversation_record record = s.record();
    CHECK(record.end == conversation_end::failed);
    CHECK_FALSE(record.scorable());
    const agent_role role = customer ? agent_role::customer : agent_role::proactive;
    CHECK(record.detail ==
          std::string(to_string(role)) + ": server_error: HTTP 500 after 4 attempts");
    CHECK(spent(record, role).failures == 1);
    CHECK(spent(record, role).calls == 0);
  }
}

TEST_CASE("a failure while asking again is a failure, not an invalid reply") {
  stage s;
  s.talk.on_reply(said("{}"));
  s.talk.on_failure(fail(failure_code::timed_out, "no reply in 60 s"));
  CHECK(s.record().end == conversation_end::failed);
}

TEST_CASE("spend is counted by role, extra attempts as retries") {
  stage s;
  chat_reply message = said(test::proactive_json());
  message.attempts = 3;
  message.usage = {200, 50, 30, 5};
  s.talk.on_reply(message);
  s.talk.on_reply(said("not JSON"));
  chat_reply answer = said(test::customer_json("Ya no.", 0, true));
  answer.attempts = 2;
  s.talk.on_reply(answer);
  const conversation_record record = s.record();
  CHECK(spent(record, agent_role::proactive).calls == 1);
  CHECK(spent(record, agent_role::proactive).retries == 2);
  CHECK(spent(record, agent_role::proactive).usage == token_usage{200, 50, 30, 5});
  CHECK(spent(record, agent_role::customer).calls == 2);
  CHECK(spent(record, agent_role::customer).retries == 1);
  CHECK(spent(record, agent_role::customer).usage == token_usage{200, 40, 20, 0});
  CHECK(spent(record, agent_role::judge).calls == 0);
}

TEST_CASE("the strategy is that of the first message") {
  stage s;
  s.agent();
  s.customer_says("¿Y?");
  s.talk.on_reply(said(test::changed(test::proactive_json(), "Escalar", "otra")));
  s.customer_says("Adiós", 0, true);
  CHECK(s.record().used.template_name == "escalar");
}

TEST_CASE("a failure at every step still gives a complete record") {
  // A full conversation of six steps, cut by a failed call after each.
  for (int steps = 0; steps < 6; ++steps) {
    stage s(test::karen());
    for (int i = 0; i < steps; ++i) {
      if (s.talk.awaiting_customer())
        s.customer_says("sigo aquí");
      else
        s.agent();
    }
    if (!s.talk.done()) s.talk.on_failure(fail(failure_code::connection_lost, "x"));
    const conversation_record record = s.record();
    CHECK(record.turns.size() == static_cast<std::size_t>(steps) + 1);
    CHECK(record.end == conversation_end::failed);
  }
}
