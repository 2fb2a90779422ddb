#include "sim/roles/follow.hpp"

namespace parley::sim {
namespace {

constexpr double follows = .92, obeys_ban = .97;

bool wants(const message_brief& b, component c) {
  return b.components[at(c)] == wish::wanted;
}

}  // namespace

message_plan follow(const message_brief& brief, random_stream& random) {
  message_plan plan;
  for (std::size_t k = 0; k < component_count; ++k) {
    const bool heeds = random.chance(follows), slips = !random.chance(obeys_ban);
    const wish asked = brief.components[k];
    plan.use[k] = (asked == wish::wanted && heeds) || (asked == wish::forbidden && slips);
  }
  const bool keeps_tone = random.chance(follows), keeps_cta = random.chance(follows);
  const bool keeps_length = random.chance(follows);
  if (brief.tone && keeps_tone) plan.tone = *brief.tone;
  if (plan.tone == tone_style::pushy && brief.no_pressure) plan.tone = tone_style::plain;
  if (brief.cta && keeps_cta) plan.cta = *brief.cta;
  if (brief.max_words && keeps_length) plan.max_words = brief.max_words;
  plan.vague_time = brief.vague_time;
  plan.heavy_apology = brief.heavy_apology && wants(brief, component::apol);
  plan.big_benefit = brief.big_benefit && wants(brief, component::ben);
  plan.particular = brief.asks_anything();
  return plan;
}

}  // namespace parley::sim
