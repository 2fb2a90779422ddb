#include <catch2/catch_test_macros.hpp>

#include "sim/roles/advice.hpp"
#include "sim/roles/brief.hpp"
#include "world_test_support.hpp"

using namespace parley;
using namespace parley::sim;

namespace {

wish of(const message_brief& b, component c) {
  return b.components[at(c)];
}

message_brief rules(std::string_view text, cohort c = cohort::vocal_unsatisfied) {
  return read_brief("## Reglas para este cliente\n\n" + std::string(text), c);
}

}  // namespace

TEST_CASE("rules ask for components, in Spanish") {
  const auto b = rules(
      "- Reconoce el problema concreto y da un plazo con fecha (48 horas).\n"
      "- Ofrece una disculpa breve, una sola vez.\n"
      "- Llámale por su nombre.\n- Ofrece un beneficio.");
  for (component c :
       {component::ack, component::sla, component::apol, component::ben, component::pers})
    CHECK(of(b, c) == wish::wanted);
  CHECK_FALSE(b.max_words);
}

TEST_CASE("rules ask for components, in English") {
  const auto b = read_brief(
      "## Rules for this customer\n- Acknowledge the problem and give a dated commitment.\n"
      "- Greet them by name.\n- Use a warm tone.\n- Offer a call.\n- Under 60 words.",
      cohort::vocal_unsatisfied);
  CHECK(of(b, component::ack) == wish::wanted);
  CHECK(of(b, component::sla) == wish::wanted);
  CHECK(of(b, component::pers) == wish::wanted);
  CHECK(of(b, component::apol) == wish::open);
  CHECK(b.tone == tone_style::warm);
  CHECK(b.cta == call_to_action::callback);
  CHECK(b.max_words == 60);
}

TEST_CASE("negations forbid, to the end of their clause") {
  const auto b = rules("- No pidas disculpas. Ofrece un descuento.");
  CHECK(of(b, component::apol) == wish::forbidden);
  CHECK(of(b, component::ben) == wish::wanted);
  const auto list = rules("- Evita disculpas, descuentos y visitas.");
  CHECK(of(list, component::apol) == wish::forbidden);
  CHECK(of(list, component::ben) == wish::forbidden);
  CHECK_FALSE(list.cta);
  const auto turn = rules("- No ofrezcas una visita sino una llamada.");
  CHECK(turn.cta == call_to_action::callback);
  CHECK(of(rules("- Su próximo servicio va sin costo."), component::ben) == wish::wanted);
  const auto english = rules("- Never apologise, but offer a small gift.");
  CHECK(of(english, component::apol) == wish::forbidden);
  CHECK(of(english, component::ben) == wish::wanted);
}

TEST_CASE("rules for other cohorts are passed over") {
  const std::string text =
      "Si cohort = vocal_insatisfecho: enfatiza el SLA y una disculpa breve.\n"
      "Si cohort = no_vocal_satisfecho: ofrece un beneficio.";
  const auto vocal = read_brief(text, cohort::vocal_unsatisfied);
  CHECK(of(vocal, component::sla) == wish::wanted);
  CHECK(of(vocal, component::ben) == wish::open);
  const auto quiet = read_brief(text, cohort::quiet_satisfied);
  CHECK(of(quiet, component::sla) == wish::open);
  CHECK(of(quiet, component::ben) == wish::wanted);
  const auto other = read_brief(text, cohort::vocal_satisfied);
  CHECK_FALSE(other.asks_anything());
}

TEST_CASE("rules win over the base instruction") {
  const auto b = read_brief(
      "## Reglas\n- Da un compromiso con fecha.\n## Instrucción base\nNo inventes plazos.",
      cohort::vocal_unsatisfied);
  CHECK(of(b, component::sla) == wish::wanted);
}

TEST_CASE("the shipped outreach prompts ask for nothing in particular by themselves") {
  for (std::string_view lang : {"es", "en"})
    for (cohort c : all_cohorts) {
      const auto b = read_brief(testing::outreach_prompt(testing::baseline_plan(lang), c, lang), c);
      INFO(lang);
      CHECK_FALSE(b.asks_anything());
      CHECK(b.tone == tone_style::plain);
      CHECK_FALSE(b.max_words);
      CHECK_FALSE(b.template_name.empty());
    }
}

TEST_CASE("length and call-to-action words are understood") {
  CHECK(rules("- Mensaje breve.").max_words == 45);
  CHECK(rules("- No más de 30 palabras.").max_words == 30);
  CHECK_FALSE(rules("- Una disculpa breve.").max_words);
  CHECK(rules("- Un solo clic basta.").cta == call_to_action::oneclick);
  CHECK(rules("- Invítale a una visita a la agencia.").cta == call_to_action::visit);
  CHECK(rules("- Escribe sin llamada a la acción.").cta == call_to_action::none);
  CHECK(rules("- Tono insistente.").tone == tone_style::pushy);
  CHECK(rules("- Nunca presiones.").no_pressure);
}

TEST_CASE("each piece of advice changes a message in the same way in both languages") {
  for (cohort c : all_cohorts)
    for (const advice& a : advice_for(c)) {
      const auto es = rules("- " + std::string(a.es), c);
      const auto en = rules("- " + std::string(a.en), c);
      INFO(a.es << " / " << a.en);
      CHECK(es.components == en.components);
      CHECK(es.tone == en.tone);
      CHECK(es.cta == en.cta);
      CHECK(es.max_words == en.max_words);
      const bool says_something = es.asks_anything() || es.tone || es.max_words ||
                                  es.components != message_brief{}.components;
      CHECK(says_something);
    }
  for (const advice& a : useless_advice()) {
    const auto es = rules("- " + std::string(a.es)), en = rules("- " + std::string(a.en));
    INFO(a.es << " / " << a.en);
    for (const auto& b : {es, en}) {
      CHECK(b.components == message_brief{}.components);
      CHECK_FALSE(b.tone);
      CHECK_FALSE(b.cta);
      CHECK_FALSE(b.max_words);
    }
  }
}

TEST_CASE("messages follow what is asked most of the time, and say what they are") {
  const auto profiles = generate_profiles(120, 21);
  const hidden_world world = testing::world_of(world_family::standard, 4);
  shown_plan plan = testing::baseline_plan();
  plan.rules = {{"all", "Reconoce su problema y da un compromiso con fecha: 48 horas."},
                {"all", "Usa un tono cálido y cercano."},
                {"all", "Ofrece una llamada."},
                {"all", "No ofrezcas regalos."}};
  int ack = 0, sla = 0, warm = 0, call = 0, gift = 0, named = 0;
  for (const auto& p : profiles) {
    const model_call asked = testing::outreach_call(p, testing::outreach_prompt(plan, p.cohort));
    const auto reply = parse_json(play_proactive(world, *read_prompt(asked))).value().get_object();
    const auto f = read_message(world.words(), text_member(reply, "message"), p);
    ack += f.ack > 0;
    sla += f.sla == 1;
    warm += f.tone == tone_style::warm;
    call += f.cta == call_to_action::callback;
    gift += f.ben > 0;
    named += text_member(reply, "cta") == "llamada";
    CHECK_FALSE(text_member(reply, "template").empty());
    CHECK_FALSE(text_member(reply, "tone").empty());
  }
  for (int followed : {ack, sla, warm, call}) {
    CHECK(followed >= 100);
    CHECK(followed < 120);
  }
  CHECK(gift <= 10);
  CHECK(named == call);
}

TEST_CASE("a word limit is kept and a long message is long") {
  const auto profiles = generate_profiles(60, 22);
  const hidden_world world = testing::world_of(world_family::standard, 4);
  const auto mean_words = [&](std::string rule) {
    shown_plan plan = testing::baseline_plan();
    plan.rules = {{"all", "Propón un solo clic."}};
    if (!rule.empty()) plan.rules.push_back({"all", std::move(rule)});
    double sum = 0;
    for (const auto& p : profiles) {
      const model_call asked = testing::outreach_call(p, testing::outreach_prompt(plan, p.cohort));
      const auto reply =
          parse_json(play_proactive(world, *read_prompt(asked))).value().get_object();
      sum += read_message(world.words(), text_member(reply, "message"), p).words;
    }
    return sum / 60;
  };
  CHECK(mean_words("Menos de 40 palabras.") < 45);
  CHECK(mean_words("") > 60);
  CHECK(mean_words("Un mensaje detallado y completo.") > 72);
}

TEST_CASE("later messages answer the customer and do not apologise again") {
  const auto profiles = generate_profiles(40, 23);
  const hidden_world world = testing::world_of(world_family::standard, 4);
  shown_plan plan = testing::baseline_plan();
  plan.rules = {{"all", "Ofrece una disculpa breve y da un compromiso con fecha."}};
  int apologised_twice = 0;
  for (const auto& p : profiles) {
    model_call asked = testing::outreach_call(p, testing::outreach_prompt(plan, p.cohort));
    const std::string first = "Hola, te pido una disculpa. En 48 horas queda.";
    json::array turns;
    turns.push_back(json::object{{"role", "agent"}, {"content", first}, {"silent", false}});
    turns.push_back(
        json::object{{"role", "customer"}, {"content", "¿Y mis placas?"}, {"silent", false}});
    asked.input = {{"user", testing::data_block("profile", profile_to_compact_json(p)) +
                                testing::data_block("transcript", json::serialize(turns))}};
    const auto reply = parse_json(play_proactive(world, *read_prompt(asked))).value().get_object();
    const std::string text = text_member(reply, "message");
    const auto f = read_message(world.words(), text, p);
    apologised_twice += f.apol > 0;
    CHECK(text != first);
    CHECK(f.words < 70);
  }
  CHECK(apologised_twice == 0);
}
