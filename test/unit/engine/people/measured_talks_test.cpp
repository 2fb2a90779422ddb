#include "engine/people/measured_talks.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace parley;
using namespace parley::people;

namespace {

recorded_call call(agent_role role, int turn, int arm, std::string text, int reask = 0) {
  recorded_call out;
  out.name = {4, "C1", role, turn, 1, reask, 0, arm};
  chat_reply reply;
  reply.text = std::move(text);
  out.outcome.reply = std::move(reply);
  return out;
}

std::string company(const std::string& words) {
  return R"({"message": ")" + words + R"(", "template": "t", "tone": "x", "cta": "y"})";
}
std::string customer(const std::string& words, bool silent = false) {
  return R"({"message": ")" + words + R"(", "sentiment": 0.5, "wants_to_end": false, "silent": )" +
         (silent ? "true}" : "false}");
}
std::string verdict(int nps) {
  return R"({"rationale": "x", "AspectSentiment": {"finanzas": null, "documentacion": null,
      "vehiculo": null, "servicio": null, "comunicacion": null}, "CTA_clarity": 0.5,
      "NPS_expected": )" +
         std::to_string(nps) + R"(, "EngagementProb": 0.4, "ChurnProb": 0.3, "LTV_delta": 0})";
}

std::vector<customer_profile> vocal() {
  customer_profile one;
  one.customer_id = "C1";
  one.cohort = cohort::vocal_unsatisfied;
  one.history.messages = {{"customer", "¿Y mis placas?"}, {"agent", "Vamos a ver."}};
  return {one};
}

}  // namespace

TEST_CASE("both sides of a pair are read from their replies, the last asked of each step") {
  std::vector<recorded_call> calls = {
      call(agent_role::judge, 2, 1, verdict(8)),
      call(agent_role::proactive, 2, 1, company("Listo.")),
      call(agent_role::customer, 2, 1, customer("", true)),
      call(agent_role::proactive, 1, 1, "no JSON"),
      call(agent_role::proactive, 1, 1, company("Hola, Karen."), 1),
      call(agent_role::customer, 1, 1, customer("Soy la empresa"), 0),
      call(agent_role::customer, 1, 1, customer("A ver."), 1),
      call(agent_role::proactive, 1, 0, company("Buen día.")),
      call(agent_role::customer, 1, 0, customer("Gracias.")),
      call(agent_role::judge, 1, 0, "cut sho"),
      call(agent_role::judge, 1, 0, verdict(5), 1)};
  recorded_call failed = call(agent_role::customer, 1, 0, "");
  failed.outcome.reply = fail(failure_code::connection_lost, "lost");
  calls.push_back(failed);
  const auto found = measured_talks(calls, vocal());
  REQUIRE(found.size() == 2);
  CHECK(found[0].key == talk_key{4, "C1", 1});
  CHECK(found[0].verdict.nps_expected == 5);
  CHECK(found[0].turns.size() == 3);
  CHECK(found[1].key == talk_key{4, "C1", 2});
  CHECK(found[1].cohort == cohort::vocal_unsatisfied);
  CHECK(found[1].verdict.nps_expected == 8);
  REQUIRE(found[1].turns.size() == 5);
  CHECK(found[1].turns[0].context);
  CHECK(found[1].turns[0].content == "¿Y mis placas?");
  CHECK(found[1].turns[1].content == "Hola, Karen.");
  CHECK(found[1].turns[2].content == "A ver.");
  CHECK(found[1].turns[4].silent);
}

TEST_CASE("what has no verdict, misses a step or is not of a measurement is left out") {
  const std::vector<recorded_call> whole = {call(agent_role::proactive, 1, 0, company("Hola.")),
                                            call(agent_role::customer, 1, 0, customer("Sí.")),
                                            call(agent_role::judge, 1, 0, verdict(5))};
  CHECK(measured_talks(whole, vocal()).size() == 1);
  for (std::size_t gone = 0; gone < whole.size(); ++gone) {
    auto part = whole;
    part.erase(part.begin() + static_cast<std::ptrdiff_t>(gone));
    CHECK(measured_talks(part, vocal()).empty());
  }
  CHECK(measured_talks(whole, {}).empty());
  auto other = whole;
  for (recorded_call& one : other) one.name.replicate = 0;
  CHECK(measured_talks(other, vocal()).empty());
  other = whole;
  other[2].name.judgement = 1;  // judged again: not the verdict that counted
  CHECK(measured_talks(other, vocal()).empty());
}
