// The five roles, each a pure function of the prompt and the hidden world.
// Must not know: HTTP, streaming, quota, time.
#pragma once

#include <string>

#include "sim/roles/prompt_reader.hpp"
#include "sim/world/hidden_world.hpp"

namespace parley::sim {

/// What a company message followed by a customer's life looks like to the world: one customer, the
/// company messages heard so far.
struct lived_conversation {
  customer_profile profile;
  customer_latents customer;
  experience heard;
  int company_words = 0;
};
lived_conversation live_through(const hidden_world& world, const customer_profile& profile,
                                const std::vector<spoken_turn>& turns, int iteration,
                                int replicate);

/// What the customer answers to the company's last message; nothing: silence.
struct customer_reply {
  std::string message;
  double sentiment = 0;
  bool wants_to_end = false;
};
std::optional<customer_reply> reply_of(const hidden_world& world, const lived_conversation& life,
                                       const std::vector<spoken_turn>& turns, language lang,
                                       int iteration, int replicate);

/// Tells transcripts apart: two judgements of the same text agree, those of different texts are
/// independent.
std::uint64_t transcript_key(const std::vector<spoken_turn>& turns);
/// The same for a repetition: a judge that is asked again wavers.
std::uint64_t judgement_key(const std::vector<spoken_turn>& turns, int judgement);

/// Each returns the reply's text: JSON that fits the role's schema (a judge now and then fails to).
std::string play_customer(const hidden_world& world, const prompt& asked, const model_call& call);
std::string play_proactive(const hidden_world& world, const prompt& asked);
std::string play_judge(const hidden_world& world, const prompt& asked);
std::string play_planner(const prompt& asked);
std::string play_tuner(const prompt& asked, tuner_kind kind);

}  // namespace parley::sim
