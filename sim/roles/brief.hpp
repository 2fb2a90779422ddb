// What an outreach prompt asks a message to contain, understood from its words.
// Must not know: the hidden world, how messages are composed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "profiles/cohort.hpp"
#include "sim/world/types.hpp"

namespace parley::sim {

enum class wish : std::uint8_t { open, wanted, forbidden };

/// Later instructions win over earlier ones.
struct message_brief {
  std::array<wish, component_count> components{};  ///< in the order of `component`
  bool vague_time = false;                         ///< a time commitment without a date will do
  bool heavy_apology = false;                      ///< asks for much apologising
  bool big_benefit = false;
  std::optional<tone_style> tone;
  bool no_pressure = false;
  std::optional<call_to_action> cta;
  std::optional<int> max_words;
  std::string template_name;  ///< as the prompt names it; may be empty

  bool asks_anything() const;
};

/// Reads the instructions of an outreach prompt. Sections with headings "Reglas"/"Rules", "Tono"/
/// "Tone", "Instrucción base"/"Base instruction", "Plantilla"/"Template" are understood as such,
/// other headed sections are about the work as such and not read; a prompt without headings is read
/// as a whole. Lines that name other cohorts are passed over.
message_brief read_brief(std::string_view instructions, cohort customer);

}  // namespace parley::sim
