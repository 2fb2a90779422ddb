#include <catch2/catch_test_macros.hpp>
#include <set>

#include "sim/world/speech.hpp"
#include "world_test_support.hpp"

using namespace parley;
using namespace parley::sim;

namespace {

std::string one_reply(const utterance& what, const customer_profile& p, language lang, int index) {
  random_stream random(7, p.customer_id, "speech test", static_cast<std::uint64_t>(index));
  return speak(what, p, lang, {}, random);
}

}  // namespace

TEST_CASE("every need, mood, turn and verbosity has six ways to be said, in both languages") {
  const customer_profile p = generate_profiles(8, 2)[1];
  for (language lang : {language::es, language::en})
    for (std::size_t wants = 0; wants < need_count; ++wants)
      for (std::size_t mood = 0; mood < mood_levels; ++mood)
        for (int turn = 1; turn <= 3; ++turn)
          for (bool vocal : {true, false}) {
            utterance what;
            what.wants = static_cast<need>(wants);
            what.mood = static_cast<mood_level>(mood);
            what.turn = turn;
            what.vocal = vocal;
            what.unhappy = mood < 2;
            std::set<std::string> ways;
            for (int i = 0; i < 60; ++i) {
              const std::string text = one_reply(what, p, lang, i);
              ways.insert(text);
              CHECK_FALSE(text.empty());
              CHECK(text.find_first_of("{}|*") == std::string::npos);
            }
            INFO("need " << wants << " mood " << mood << " turn " << turn << " vocal " << vocal);
            CHECK(ways.size() >= 6);
          }
}

TEST_CASE("vocal replies have 25 to 80 words, quiet ones 3 to 20, in both languages") {
  const customer_profile p = generate_profiles(8, 2)[1];
  for (language lang : {language::es, language::en})
    for (int i = 0; i < 600; ++i) {
      utterance what;
      what.wants = static_cast<need>(i % 5);
      what.mood = static_cast<mood_level>(i / 5 % 5);
      what.turn = 1 + i / 25 % 3;
      what.closing = i % 4 == 3;
      what.unhappy = what.mood < mood_level::neutral;
      const std::string vocal = one_reply(what, p, lang, i);
      INFO(vocal);
      CHECK(count_words(vocal) >= 25);
      CHECK(count_words(vocal) <= 80);
      what.vocal = false;
      const std::string quiet = one_reply(what, p, lang, i);
      INFO(quiet);
      CHECK(count_words(quiet) >= 3);
      CHECK(count_words(quiet) <= 20);
    }
}

TEST_CASE("vocal customers mostly name what they need, quiet ones mostly do not") {
  customer_profile p = generate_profiles(8, 2)[1];
  p.history.tickets = {{"placas", -.5, 3}};
  int vocal = 0, quiet = 0;
  for (int i = 0; i < 400; ++i) {
    utterance what;
    what.wants = need::delay;
    what.mood = mood_level::annoyed;
    what.unhappy = true;
    vocal += one_reply(what, p, language::es, i).find("placas") != std::string::npos;
    what.vocal = false;
    quiet += one_reply(what, p, language::es, i).find("placas") != std::string::npos;
  }
  CHECK(vocal > 300);
  CHECK(vocal < 380);
  CHECK(quiet > 100);
  CHECK(quiet < 180);
}

TEST_CASE("issues stand with their article, contracted where Spanish contracts") {
  customer_profile p;
  p.customer_id = "C1";
  p.history.tickets = {{"documentación", 0, 1}};
  CHECK(issue_noun(p, need::delay, language::es) == "la documentación");
  CHECK(issue_noun(p, need::price, language::es) == "el cobro");
  CHECK(issue_noun(p, need::delay, language::en) == "the paperwork");
  p.history.tickets = {{"Frenos", 0, 1}};
  CHECK(issue_noun(p, need::fault, language::es) == "los frenos");
  p.history.tickets = {{"el motor", 0, 1}};
  CHECK(issue_noun(p, need::fault, language::es) == "el motor");
  std::string text = "lo de el motor y a el taller";
  contract_articles(text);
  CHECK(text == "lo del motor y al taller");
}

TEST_CASE("what was said before is said otherwise") {
  const customer_profile p = generate_profiles(8, 2)[1];
  utterance what;
  what.turn = 2;
  int repeated = 0;
  for (int i = 0; i < 200; ++i) {
    random_stream a(7, "A", "speech", static_cast<std::uint64_t>(i));
    const std::string first = speak(what, p, language::es, {}, a);
    random_stream b(7, "A", "speech", static_cast<std::uint64_t>(i));
    const std::string second = speak(what, p, language::es, first, b);
    repeated += first == second;
  }
  CHECK(repeated < 10);
}
