// The outreach agent: writes what its prompt asks for, mostly.
#include "base/random_stream.hpp"
#include "sim/roles/brief.hpp"
#include "sim/roles/cast.hpp"
#include "sim/roles/compact_json.hpp"
#include "sim/roles/follow.hpp"
#include "sim/roles/message_writer.hpp"
#include "sim/world/moment.hpp"

namespace parley::sim {
namespace {

std::string tone_name(tone_style tone, language lang) {
  constexpr std::string_view es[] = {"cálido", "formal", "neutral", "insistente"};
  constexpr std::string_view en[] = {"warm", "formal", "neutral", "pressing"};
  return std::string(lang == language::es ? es[at(tone)] : en[at(tone)]);
}

std::string cta_name(call_to_action cta, language lang) {
  constexpr std::string_view es[] = {"ninguno", "un_clic", "llamada", "visita"};
  constexpr std::string_view en[] = {"none", "one_click", "callback", "visit"};
  return std::string(lang == language::es ? es[at(cta)] : en[at(cta)]);
}

// The same instructions come for every customer of a cohort: the last ones understood are kept.
// What is kept is a function of the text alone, so nobody can tell that it was.
const message_brief& understood(std::string_view instructions, cohort customer) {
  struct entry {
    std::string instructions;
    cohort customer{};
    message_brief brief;
  };
  constexpr std::size_t kept = 16, longest = 65'536;
  static thread_local std::array<entry, kept> memory;
  static thread_local std::size_t next = 0;
  for (const entry& e : memory)
    if (e.customer == customer && e.instructions == instructions && !instructions.empty())
      return e.brief;
  entry& e = memory[next++ % kept];
  e = {std::string(instructions.size() <= longest ? instructions : ""), customer,
       read_brief(instructions, customer)};
  return e.brief;
}

}  // namespace

std::string play_proactive(const hidden_world& world, const prompt& asked) {
  customer_profile profile;
  if (const auto document = asked.block_json("profile")) profile = profile_from(*document);
  if (!asked.customer_id.empty()) profile.customer_id = asked.customer_id;
  std::vector<spoken_turn> turns;
  if (const auto document = asked.block_json("transcript")) turns = transcript_from(*document);

  const message_brief brief = understood(asked.instructions, profile.cohort);
  int earlier = 0;
  for (const spoken_turn& t : turns) earlier += t.agent;
  const std::uint64_t index = moment(earlier + 1, asked.replicate);
  random_stream choices(world.seed(), profile.customer_id, "follow", index);
  const message_plan plan = follow(brief, choices);
  random_stream wording(world.seed(), profile.customer_id, "wording", index);
  const std::string text = write_message(world.words(), plan, profile, turns, asked.lang, wording);

  const message_features written = read_message(world.words(), text, profile);
  json::object out;
  out["message"] = text;
  out["template"] = brief.template_name.empty()
                        ? (asked.lang == language::es ? "seguimiento" : "follow-up")
                        : brief.template_name.substr(0, 80);
  out["tone"] = tone_name(plan.tone, asked.lang);
  out["cta"] = cta_name(written.cta, asked.lang);
  return compact_json(out);
}

}  // namespace parley::sim
