// The words the hidden world thinks in: needs, message components, tones, calls to action.
// Must not know: texts, requests, anything that leaves the simulated provider.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace parley::sim {

enum class language : std::uint8_t { es, en };

/// What a customer wants from the company underneath what is said.
enum class need : std::uint8_t { delay, fault, price, recognition, reassurance };
inline constexpr std::size_t need_count = 5;

/// What a message may contain: acknowledgement, time commitment, apology, benefit, personal touch.
enum class component : std::uint8_t { ack, sla, apol, ben, pers };
inline constexpr std::size_t component_count = 5;

enum class tone_style : std::uint8_t { warm, formal, plain, pushy };
inline constexpr std::size_t tone_count = 4;

enum class call_to_action : std::uint8_t { none, oneclick, callback, visit };
inline constexpr std::size_t cta_count = 4;

/// The three things a message moves: likelihood to recommend, engagement, churn.
enum class dimension : std::uint8_t { recommend, engage, churn };
inline constexpr std::size_t dimension_count = 3;
inline constexpr std::size_t cohort_count = 4;

using triple = std::array<double, dimension_count>;

template <class Enum>
constexpr std::size_t at(Enum e) {
  return static_cast<std::size_t>(e);
}

/// One company message as the customer perceives it.
struct message_features {
  double ack = 0;   ///< 0..1
  double sla = 0;   ///< 0 nothing, .3 vague, 1 dated
  double apol = 0;  ///< 0 none, 1 brief, 1.5 grovelling or repeated
  double ben = 0;   ///< 0..1, size of what is offered
  double pers = 0;  ///< 0..1
  tone_style tone = tone_style::plain;
  call_to_action cta = call_to_action::none;
  int words = 0;

  bool operator==(const message_features&) const = default;
};

/// How many of the five components a message uses.
constexpr int components_used(const message_features& f) {
  return (f.ack > 0) + (f.sla > 0) + (f.apol > 0) + (f.ben > 0) + (f.pers > 0);
}

}  // namespace parley::sim
