// How a customer responds to company messages: three linear predictors, a mood, an outcome.
// Must not know: texts, the judge.
#pragma once

#include <vector>

#include "sim/world/customer.hpp"

namespace parley::sim {

/// What a conversation leads to, as the world knows it.
struct true_outcome {
  double recommend = 0;   ///< LTR, 0..10
  double engagement = 0;  ///< 0..1
  double churn = 0;       ///< 0..1

  /// (0.6 LTR + 3 engagement - 3 churn + 3) / 12, 0..1.
  double reward() const;
};

/// One term of the predictor for the likelihood to recommend.
enum class effect_term : std::uint8_t { ack, sla, apol, ben, pers, tone, cta, clutter, length };
inline constexpr std::size_t term_count = 9;
using term_values = std::array<double, term_count>;

/// Effect of one message by term and dimension, without the customer's own effects.
struct message_effect {
  std::array<term_values, dimension_count> terms{};
  triple total() const;
};
message_effect effect_of(const parameters& world, const customer_latents& customer,
                         const message_features& message);

/// The three linear predictors after one message with this total effect: the customer's own effects
/// in, the conversation's noise not.
triple predictors_after(const customer_latents& customer, const triple& effect);

/// True when the message does something about what this customer wants.
bool addresses(need wants, const message_features& message);

/// A conversation as one customer lives it. Feed it the company's messages in order; every call
/// names the same customer.
class experience {
 public:
  explicit experience(const parameters& world) : world_(&world) {}  ///< must outlive this

  /// Components count where they exceed what earlier messages said; a repeated apology is
  /// grovelling; a further turn that leaves the need unanswered costs.
  void hear(const customer_latents& customer, const message_features& message);

  double mood() const { return mood_[0]; }  ///< about -2..2; 0 before the first message
  int turns() const { return turns_; }
  bool need_addressed() const { return addressed_; }
  bool wants_to_close() const;

  /// Probability of an answer to the last message; `noise`: what is particular to this
  /// conversation, on engagement.
  double reply_probability(const customer_latents& customer, double noise) const;

  /// Mood plus discounted features plus the customer's own effects and `noise`.
  true_outcome outcome(const customer_latents& customer, const triple& noise) const;

  /// The same in expectation over the noise of a conversation, which is what a message is worth.
  true_outcome expected_outcome(const customer_latents& customer) const;

  /// Terms of everything heard so far, for explanations.
  const term_values& recommend_terms() const { return terms_; }

 private:
  triple predictors(const customer_latents& customer) const;
  message_features fresh_part(const message_features& message) const;
  void remember(const message_features& message, const message_features& fresh);

  const parameters* world_;
  message_features told_;        // the most of each component so far
  message_features discounted_;  // the same, later news counting less
  triple manner_{};              // sums of tone, clutter and length effects
  triple mood_{};
  triple last_{};
  term_values terms_{};
  double discount_ = 1;
  int turns_ = 0;
  bool addressed_ = false;
};

}  // namespace parley::sim
