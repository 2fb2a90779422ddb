// What a company message does, read from its text as this customer would read it.
// Must not know: effects, the prompt behind the message.
#pragma once

#include <string_view>

#include "profiles/customer_profile.hpp"
#include "sim/world/lexicon.hpp"

namespace parley::sim {

/// Exactly what the word list finds.
message_features read_message(const lexicon& words, std::string_view text,
                              const customer_profile& profile);

/// What the customer takes in of it, with the inattention of perceive_message().
message_features notice(message_features read, const customer_profile& profile, std::uint64_t seed,
                        int turn, int replicate);

/// The same with the customer's inattention: a component is overlooked with probability .05 and
/// read into the message with .02. Keyed by (seed, customer, turn, replicate), not by the text: two
/// messages that compete for the same moment meet the same attention.
message_features perceive_message(const lexicon& words, std::string_view text,
                                  const customer_profile& profile, std::uint64_t seed, int turn,
                                  int replicate);

}  // namespace parley::sim
