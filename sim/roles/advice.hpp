// General advice on outreach, as a consultant who never saw this world would give it.
// Must not know: the hidden world's numbers.
#pragma once

#include <span>
#include <string_view>

#include "profiles/cohort.hpp"
#include "sim/world/types.hpp"

namespace parley::sim {

enum class aspect : std::uint8_t { substance, apology, benefit, person, tone, step, length };

struct advice {
  aspect about;
  std::string_view es, en;
  std::string_view text(language lang) const { return lang == language::es ? es : en; }
};

/// The most promising first, the last ones doubtful.
std::span<const advice> advice_for(cohort c);
std::span<const advice> useless_advice();  ///< changes nothing in a message
std::span<const advice> harmful_advice();  ///< pressure, grovelling, bribes

}  // namespace parley::sim
