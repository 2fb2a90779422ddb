// Composes a company message out of components.
// Must not know: prompts, effects.
#pragma once

#include "base/random_stream.hpp"
#include "sim/roles/prompt_reader.hpp"
#include "sim/world/features.hpp"

namespace parley::sim {

/// What goes into the message.
struct message_plan {
  std::array<bool, component_count> use{};  ///< in the order of `component`
  bool vague_time = false, heavy_apology = false, big_benefit = false;
  bool particular = false;  ///< false: the generic outreach
  tone_style tone = tone_style::plain;
  call_to_action cta = call_to_action::none;
  std::optional<int> max_words;
};

/// The most of each component that was said so far.
void add_told(message_features& told, const message_features& more);

/// The first message carries everything; later ones answer what the customer just said and bring
/// only what was not yet said. `told`: what read_message() finds in the company's turns, added up
/// by add_told(), where the caller knows it already.
std::string write_message(const lexicon& words, const message_plan& plan,
                          const customer_profile& profile, const std::vector<spoken_turn>& turns,
                          language lang, random_stream& random,
                          const message_features* told = nullptr);

}  // namespace parley::sim
