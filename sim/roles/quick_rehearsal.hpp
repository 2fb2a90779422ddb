// The same conversations as rehearsal plays, without prompts and JSON: thousands a second, for
// benchmarks of the optimiser. A test holds the two to the same words.
// Must not know: agents, engine. Nothing that answers requests may use this.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sim/roles/brief.hpp"
#include "sim/roles/cast.hpp"

namespace parley::sim {

struct quick_conversation {
  std::vector<spoken_turn> turns;
  true_outcome truth;     ///< without the conversation's own noise
  true_outcome expected;  ///< in expectation over that noise: what the messages were worth
  verdict judged;
  int company_words = 0;
  bool answered = false;
};

/// Customers of one world, ready to be talked to. The profiles must outlive it. One thread at a
/// time: what a customer is like is drawn once and kept.
class quick_rehearsal {
 public:
  quick_rehearsal(const hidden_world& world, std::span<const customer_profile> profiles,
                  language lang);

  /// Customer `index` under a brief, as read_brief understood it from a whole prompt.
  quick_conversation play(std::size_t index, const message_brief& brief, int replicate,
                          int iteration = 1, int max_turns = 3) const;

  /// The judge again on the same transcript: `judgement` tells repeats apart.
  verdict judge_again(std::size_t index, const quick_conversation& heard, int replicate,
                      int iteration, int judgement) const;

 private:
  lived_conversation& begin(std::size_t index, int iteration) const;

  const hidden_world& world_;
  std::span<const customer_profile> profiles_;
  language lang_;
  mutable const parameters* drawn_in_ = nullptr;  // the world that lives_ were drawn in
  mutable std::vector<std::optional<lived_conversation>> lives_;
};

}  // namespace parley::sim
