// The quick way must say the same words and reach the same truth as the way through the prompts.
#include <catch2/catch_test_macros.hpp>

#include "sim/roles/quick_rehearsal.hpp"
#include "test/unit/sim/world_test_support.hpp"

using namespace parley;
using namespace parley::sim;

namespace {

// A customer who forgot the role twice: rehearsals by prompt have them, the engine leaves such
// conversations out, and the quick way never plays them.
bool left_the_role(const rehearsed& one) {
  for (const spoken_turn& t : one.turns)
    for (const char* slip : {"asistente virtual", "nuestra empresa", "modelo de lenguaje"})
      if (!t.agent && t.content.find(slip) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("a quick rehearsal is the rehearsal, word by word") {
  const auto profiles = generate_profiles(24, 5);
  shown_plan plan = testing::baseline_plan();
  plan.rules = {{"all", "Reconoce de forma concreta su problema y da un compromiso con fecha."},
                {"no_vocal_satisfecho", "Escribe un mensaje de menos de 40 palabras."},
                {"vocal_insatisfecho", "Ofrece una llamada como siguiente paso."}};
  int compared = 0;
  for (const world_family family : {world_family::standard, world_family::heavy_tails}) {
    const hidden_world world = testing::world_of(family, 7);
    const quick_rehearsal quick(world, profiles, language::es);
    for (std::size_t i = 0; i < profiles.size(); ++i)
      for (int replicate : {0, 3}) {
        const std::string prompt = testing::outreach_prompt(plan, profiles[i].cohort);
        const rehearsed slow = rehearse(world, profiles[i], prompt, replicate);
        const quick_conversation fast =
            quick.play(i, read_brief(prompt, profiles[i].cohort), replicate);
        if (left_the_role(slow)) continue;
        ++compared;
        REQUIRE(fast.turns.size() == slow.turns.size());
        for (std::size_t t = 0; t < fast.turns.size(); ++t)
          CHECK(fast.turns[t].content == slow.turns[t].content);
        CHECK(fast.truth.reward() == slow.outcome.reward());
        CHECK(fast.answered == slow.answered);
      }
  }
  CHECK(compared >= 90);
}
