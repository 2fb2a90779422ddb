// What the played customer says: need x mood x turn x verbosity, without ever naming a number of
// the hidden world.
// Must not know: effects, prompts, JSON.
#pragma once

#include <string>

#include "base/random_stream.hpp"
#include "profiles/customer_profile.hpp"
#include "sim/world/types.hpp"

namespace parley::sim {

enum class mood_level : std::uint8_t { furious, annoyed, neutral, pleased, delighted };
inline constexpr std::size_t mood_levels = 5;

struct utterance {
  need wants = need::reassurance;
  mood_level mood = mood_level::neutral;
  int turn = 1;          ///< 1..3; later ones speak like 3
  bool vocal = true;     ///< 25-80 words, else 3-20
  bool unhappy = false;  ///< sarcasm is for vocal, unsatisfied customers
  bool closing = false;  ///< says good-bye
};

/// One reply. The profile fills the slots (issue, days, vehicle, price); sentences that stand in
/// `said_before` are avoided.
std::string speak(const utterance& what, const customer_profile& profile, language lang,
                  std::string_view said_before, random_stream& random);

/// What a need is about, as a noun with its article: the latest ticket's issue where that is the
/// need's, else what the need is usually called.
std::string issue_noun(const customer_profile& profile, need about, language lang);

/// "de el" -> "del", "a el" -> "al", in Spanish.
void contract_articles(std::string& text);

}  // namespace parley::sim
