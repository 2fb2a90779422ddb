#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "sim/simulated_provider.hpp"
#include "sim/world/features.hpp"
#include "sim/world/plain_text.hpp"
#include "world_test_support.hpp"

using namespace parley;
using namespace parley::sim;

namespace {

customer_profile karen() {
  customer_profile p;
  p.customer_id = "C0001";
  p.cohort = cohort::vocal_unsatisfied;
  p.persona.name = "Karen Ruiz";
  p.purchase.vehicle = "SUV 2021";
  p.history.tickets = {{"documentación", -.6, 10}};
  return p;
}

message_features read(std::string_view text) {
  return read_message(lexicon::compiled(), text, karen());
}

}  // namespace

TEST_CASE("text is folded to plain words, Spanish letters included") {
  CHECK(plain_words("¡Hola, Karen! Tu SUV 2021") == " hola karen tu suv 2021 ");
  CHECK(plain_words("ÁÉÍÓÚ Ñandú pingüino") == " aeiou nandu pinguino ");
  CHECK(plain_words("no; sí", true) == " no | si ");
  CHECK(plain_words("") == " ");
  CHECK(plain_words("don't") == " dont ");
}

TEST_CASE("phrases are found as whole words, open phrases as beginnings") {
  phrase_matcher matcher;
  matcher.add("lo siento", 1);
  matcher.add("disculp*", 2);
  matcher.add("siento", 3);
  matcher.build();
  std::vector<std::uint32_t> hits;
  const auto collect = [&hits](std::uint32_t id, std::size_t) { hits.push_back(id); };
  matcher.scan(" lo siento mucho disculpas ", collect);
  CHECK(std::count(hits.begin(), hits.end(), 1u) == 1);
  CHECK(std::count(hits.begin(), hits.end(), 2u) == 1);
  CHECK(std::count(hits.begin(), hits.end(), 3u) == 1);
  hits.clear();
  matcher.scan(" polo sientos indisculpable ", collect);
  CHECK(hits.empty());
}

TEST_CASE("components are read from Spanish text") {
  const auto f = read(
      "Hola Karen, entiendo tu molestia por la documentación. Te pido una disculpa. "
      "En 48 horas tienes tu SUV en regla y el próximo servicio es sin costo. "
      "¿Te llamo hoy?");
  CHECK(f.ack == 1);
  CHECK(f.apol == 1);
  CHECK(f.sla == 1);
  CHECK(f.ben > 0);
  CHECK(f.pers >= .85);
  CHECK(f.cta == call_to_action::callback);
}

TEST_CASE("components are read from English text") {
  const auto f = read(
      "Dear Mr. Ruiz, we understand how frustrating this is. We apologise. By Friday it is "
      "done, within two business days, free of charge. Reply YES. Sincerely");
  CHECK(f.ack >= .6);
  CHECK(f.apol == 1);
  CHECK(f.sla == 1);
  CHECK(f.ben > 0);
  CHECK(f.tone == tone_style::formal);
  CHECK(f.cta == call_to_action::oneclick);
}

TEST_CASE("a neutral text has no component") {
  const auto f = read("Queremos saber cómo va todo con su compra.");
  CHECK(components_used(f) == 0);
  CHECK(f.tone == tone_style::plain);
  CHECK(f.cta == call_to_action::none);
  CHECK(f.words == 8);
}

TEST_CASE("time spans in the past are no promises") {
  CHECK(read("Compraste tu auto hace 65 días.").sla == 0);
  CHECK(read("You bought it 65 days ago.").sla == 0);
  CHECK(read("Lo revisaremos lo antes posible.").sla == .3);
  CHECK(read("Queda listo en 24h.").sla == 1);
  CHECK(read("Queda listo en dos días hábiles.").sla == 1);
}

TEST_CASE("grovelling is more than an apology") {
  CHECK(read("Mil disculpas por todo.").apol == 1.5);
  CHECK(read("Perdón, perdón, lo siento, de verdad perdón.").apol == 1.5);
  CHECK(read("Perdón por la demora.").apol == 1);
}

TEST_CASE("a large discount is a larger benefit than a courtesy") {
  CHECK(read("Hay una revisión de cortesía.").ben < .6);
  CHECK(read("Tienes 50 % de descuento.").ben == 1);
}

TEST_CASE("pressure outweighs politeness") {
  CHECK(read("Estimado cliente, es su última oportunidad. Atentamente").tone == tone_style::pushy);
  CHECK(read("Con gusto te ayudo, un abrazo").tone == tone_style::warm);
}

TEST_CASE("what the outreach agent says is what the word list reads, in both languages") {
  struct expectation {
    std::string_view slot;
    bool (*holds)(const message_features&);
  };
  const expectation slots[] = {
      {"ack", [](const message_features& f) { return f.ack >= .5 && f.apol == 0; }},
      {"sla", [](const message_features& f) { return f.sla == 1 && f.ack == 0 && f.ben == 0; }},
      {"sla_vague", [](const message_features& f) { return f.sla == .3; }},
      {"apol", [](const message_features& f) { return f.apol == 1 && f.ack == 0; }},
      {"apol_heavy", [](const message_features& f) { return f.apol == 1.5; }},
      {"ben", [](const message_features& f) { return f.ben > 0 && f.ben <= .7 && f.sla == 0; }},
      {"ben_big", [](const message_features& f) { return f.ben > .7; }},
      {"pers", [](const message_features& f) { return f.pers >= .35 && f.ack == 0; }},
      {"generic", [](const message_features& f) { return components_used(f) == 0; }},
      {"generic_later", [](const message_features& f) { return components_used(f) == 0; }},
      {"filler", [](const message_features& f) { return components_used(f) == 0; }},
      {"cta.oneclick", [](const message_features& f) { return f.cta == call_to_action::oneclick; }},
      {"cta.callback", [](const message_features& f) { return f.cta == call_to_action::callback; }},
      {"cta.visit", [](const message_features& f) { return f.cta == call_to_action::visit; }},
      {"close.warm", [](const message_features& f) { return f.tone == tone_style::warm; }},
      {"close.formal", [](const message_features& f) { return f.tone == tone_style::formal; }},
      {"close.plain", [](const message_features& f) { return f.tone == tone_style::plain; }},
      {"close.pushy", [](const message_features& f) { return f.tone == tone_style::pushy; }},
      {"greet.warm", [](const message_features& f) { return f.tone == tone_style::warm; }},
      {"greet.formal", [](const message_features& f) { return f.tone == tone_style::formal; }}};
  for (language lang : {language::es, language::en})
    for (const expectation& e : slots) {
      std::size_t sentences = 0;
      for (std::string_view form : {"", ".tu", ".usted"})
        for (std::string text :
             lexicon::compiled().sentences(lang, std::string(e.slot) + std::string(form))) {
          ++sentences;
          text = testing::replaced(text, "{name}", "Karen");
          text = testing::replaced(text, "{vehicle}", "SUV 2021");
          text = testing::replaced(text, "{issue}", "la documentación");
          INFO(e.slot << ": " << text);
          CHECK(e.holds(read(text)));
        }
      INFO(e.slot);
      CHECK(sentences > 0);
    }
}

TEST_CASE("customers overlook about one component in twenty, the same one every time") {
  const std::string text = "Entiendo tu molestia. Queda listo en 48 horas.";
  customer_profile p = karen();
  int missed = 0, imagined = 0;
  for (int i = 0; i < 4000; ++i) {
    p.customer_id = fmt::format("C{:04}", i);
    const auto f = perceive_message(lexicon::compiled(), text, p, 7, 1, 0);
    CHECK(f == perceive_message(lexicon::compiled(), text, p, 7, 1, 0));
    missed += f.sla == 0;
    imagined += f.ben > 0;
  }
  CHECK(missed > 140);
  CHECK(missed < 260);
  CHECK(imagined > 40);
  CHECK(imagined < 130);
}

TEST_CASE("attention belongs to the moment, not to the text: rivals meet the same luck") {
  const std::string one = "Entiendo tu molestia. Queda listo en 48 horas.";
  const std::string other = "Comprendemos lo ocurrido y lo tendrá resuelto en 24 horas, sin costo.";
  customer_profile p = karen();
  int missed = 0, on_another_turn = 0, in_another_replicate = 0;
  for (int i = 0; i < 2000; ++i) {
    p.customer_id = fmt::format("C{:04}", i);
    const auto sla = [&](std::string_view text, int turn, int replicate) {
      return perceive_message(lexicon::compiled(), text, p, 7, turn, replicate).sla;
    };
    CHECK((sla(one, 1, 0) == 0) == (sla(other, 1, 0) == 0));
    missed += sla(one, 1, 0) == 0;
    on_another_turn += (sla(one, 1, 0) == 0) != (sla(one, 2, 0) == 0);
    in_another_replicate += (sla(one, 1, 0) == 0) != (sla(one, 1, 1) == 0);
  }
  CHECK(missed > 60);
  CHECK(on_another_turn > 100);
  CHECK(in_another_replicate > 100);
}

TEST_CASE("a word list in a file replaces the compiled one") {
  std::string text;
  for (std::string_view s : {"ack", "sla_vague", "sla_dated", "apol", "apol_heavy", "ben", "pers",
                             "warm", "formal", "pushy", "oneclick", "callback", "visit"})
    for (std::string_view l : {"es", "en"})
      text += fmt::format("{} {} 1 zz {}\n", s, l, testing::replaced(std::string(s), "_", ""));
  const auto words =
      lexicon::parse(text + "# comment\nsay.ack.tu es zz ack para {issue}.\n", "sealed").value();
  CHECK(read_message(words, "zz ack", karen()).ack == 1);
  CHECK(read_message(words, "Entiendo tu molestia", karen()).ack == 0);
  CHECK(words.sentences(language::es, "ack.tu").front() == "zz ack para {issue}.");
}

TEST_CASE("phrases that a word list shares with the compiled one are told") {
  std::string text;
  for (std::string_view s : {"ack", "sla_vague", "sla_dated", "apol", "apol_heavy", "ben", "pers",
                             "warm", "formal", "pushy", "oneclick", "callback", "visit"})
    for (std::string_view l : {"es", "en"})
      text += fmt::format("{} {} 1 zz {}\n", s, l, testing::replaced(std::string(s), "_", ""));
  const auto shared = [](const std::string& list) {
    return lexicon::parse(list, "sealed").value().shared_with(lexicon::compiled());
  };
  CHECK(shared(text).empty());
  // Understood by the compiled list whole or in part, or standing for one of its phrases.
  CHECK(shared(text + "ack es 1 Entiendo tu molestia\n") ==
        std::vector<std::string>{"entiendo tu molestia"});
  CHECK(shared(text + "apol en 1 we apologise deeply\n").size() == 1);
  CHECK(shared(text + "ack es 1 entien*\nack es 1 entien*\n") ==
        std::vector<std::string>{"entien*"});
  // A word that only begins alike is another word.
  CHECK(shared(text + "ack es 1 zzentiendo\n").empty());
  const auto& compiled = lexicon::compiled();
  CHECK(compiled.phrase_count() > 100);
  CHECK(compiled.shared_with(compiled).size() > 100);
}

TEST_CASE("what is told about a word list names the file, how many phrases, and some of them") {
  sim_settings world;
  CHECK(word_list_note(world).value().empty());
  const auto file = std::filesystem::temp_directory_path() /
                    fmt::format("parley-words-{}.lex", static_cast<long>(::getpid()));
  std::ofstream out(file);
  for (const auto& name : lexicon_names{}.signals)
    out << name << " es 1 zz zz\n" << name << " en 1 zz zz\n";
  out << "ack es 1 entiendo\n" << std::flush;
  world.lexicon = file.string();
  const std::string note = word_list_note(world).value();
  CHECK(note.find(file.string() + ": 1 of 27 phrases") != std::string::npos);
  CHECK(note.find("'entiendo'") != std::string::npos);
  std::filesystem::remove(file);
  CHECK(word_list_note(world).error().code == failure_code::not_found);
}

TEST_CASE("a bad word list is refused with line and column") {
  const auto told = [](std::string_view text) {
    const auto out = lexicon::parse(text, "mine.txt");
    REQUIRE(out.has_error());
    CHECK(out.error().code == failure_code::invalid_input);
    return out.error().message;
  };
  CHECK(
      told("ack es 1 entiendo\nfoo es 1 bar\n").starts_with("mine.txt:2:1: unknown signal 'foo'"));
  CHECK(told("ack es heavy entiendo\n").starts_with("mine.txt:1:8: found the weight 'heavy'"));
  CHECK(told("ack es 1x entiendo\n").starts_with("mine.txt:1:8: found the weight '1x'"));
  CHECK(told("ack es nan entiendo\n").starts_with("mine.txt:1:8: "));
  CHECK(told("# ñ\n\n  ack  fr 1 je\n").starts_with("mine.txt:3:8: unknown language 'fr'"));
  CHECK(told("ack es 1 ¡!\n").starts_with("mine.txt:1:10: a phrase"));
  CHECK(told("ack es\n").starts_with("mine.txt:1:7: found the weight nothing"));
  CHECK(told("say.ack.tu es\n").starts_with("mine.txt:1:14: a sentence is missing"));
  CHECK(told("say. es x\n").starts_with("mine.txt:1:1: unknown signal 'say.'"));
  CHECK(told("ack es 1 entiendo\n").find("no phrase for signal") != std::string::npos);
  CHECK(told(std::string(max_lexicon_bytes + 1, '\n')).find("expected at most") !=
        std::string::npos);
  CHECK(lexicon::load("/does/not/exist.lex").error().code == failure_code::not_found);
}
