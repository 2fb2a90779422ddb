// The stems by which instructions are understood, in Spanish and English.
// Must not know: sentences, negation.
#pragma once

#include "sim/world/phrase_matcher.hpp"

namespace parley::sim {

/// What a stem in an instruction is about. The first five are in the order of `component`.
enum class topic : std::uint8_t {
  ack,
  sla,
  apol,
  ben,
  pers,
  vague_time,
  heavy_apology,
  big_benefit,
  warm,
  formal,
  plain,
  pushy,
  no_cta,
  oneclick,
  callback,
  visit,
  brief_text,
  long_text,
  negation,
  command,
  tone_word,
  text_word
};

/// Hit ids are topics.
const phrase_matcher& instruction_words();

}  // namespace parley::sim
