// The customer: lives through the company's messages and answers, or not.
#include "base/random_stream.hpp"
#include "sim/roles/cast.hpp"
#include "sim/roles/compact_json.hpp"
#include "sim/world/logistic.hpp"
#include "sim/world/moment.hpp"
#include "sim/world/plain_text.hpp"
#include "sim/world/speech.hpp"

namespace parley::sim {
namespace {

constexpr double out_of_character_rate = .015;
constexpr double stays_out_of_character = .1;  // of those, after being asked again

std::string reply_json(std::string message, double sentiment, bool ends, bool silent) {
  json::object out;
  out["message"] = std::move(message);
  out["sentiment"] = std::round(sentiment * 10) / 10;
  out["wants_to_end"] = ends;
  out["silent"] = silent;
  return compact_json(out);
}

// What a language model does when it forgets whom it plays.
std::optional<std::string> slip(const prompt& asked, random_stream& random) {
  if (!random.chance(out_of_character_rate)) return std::nullopt;
  const bool stubborn = random.chance(stays_out_of_character);
  const auto which = random.below(4);
  if (asked.reask && !stubborn) return std::nullopt;
  const bool es = asked.lang == language::es;
  switch (which) {
    case 0:
      return reply_json("", 0, false, false);
    case 1:
      return reply_json(
          es ? "Como asistente virtual, le ofrezco revisar su caso. ¿En qué puedo ayudarle?"
             : "As an AI assistant, I will look into your case. How can I help you?",
          .2, false, false);
    case 2:
      return reply_json(es ? "Entiendo su molestia; le ofrecemos una solución en nombre de nuestra "
                             "empresa."
                           : "I understand your frustration; on behalf of our company we can offer "
                             "you a solution.",
                        .1, false, false);
    default:
      return reply_json(es ? "Como modelo de lenguaje, no puedo tener opiniones sobre un vehículo."
                           : "As a language model, I cannot have opinions about a vehicle.",
                        0, false, false);
  }
}

mood_level level_of(double feeling) {
  if (feeling < -1.1) return mood_level::furious;
  if (feeling < -.35) return mood_level::annoyed;
  if (feeling < .35) return mood_level::neutral;
  return feeling < 1.1 ? mood_level::pleased : mood_level::delighted;
}

std::vector<spoken_turn> turns_of(const model_call& call) {
  std::vector<spoken_turn> out;
  for (const model_message& m : call.input)
    if (m.role == "user" || m.role == "assistant") out.push_back({m.role == "user", m.text, false});
  return out;
}

// A client may append a notice to its request; the metadata says how many messages are the
// company's.
void keep_company_messages(std::vector<spoken_turn>& turns, int count) {
  if (count <= 0) return;
  std::erase_if(turns, [&count](const spoken_turn& t) { return t.agent && count-- <= 0; });
}

}  // namespace

lived_conversation live_through(const hidden_world& world, const customer_profile& profile,
                                const std::vector<spoken_turn>& turns, int iteration,
                                int replicate) {
  const parameters& effects = world.effects(iteration);
  lived_conversation out{profile, draw_customer(effects, world.seed(), profile),
                         experience(effects), 0};
  for (const spoken_turn& t : turns) {
    if (!t.agent) continue;
    const message_features f = perceive_message(world.words(), t.content, profile, world.seed(),
                                                out.heard.turns() + 1, replicate);
    out.heard.hear(out.customer, f);
    out.company_words += f.words;
  }
  return out;
}

std::optional<customer_reply> reply_of(const hidden_world& world, const lived_conversation& life,
                                       const std::vector<spoken_turn>& turns, language lang,
                                       int iteration, int replicate) {
  const int turn = std::max(1, life.heard.turns());
  const std::uint64_t index = moment(turn, replicate);
  random_stream random(world.seed(), life.profile.customer_id, "reply", index);
  const double answers = random.uniform();
  const double wobble = random.normal(0, .25);
  // What a customer shows: how content on the whole, and what these messages did.
  const double feeling =
      .45 * logit(life.customer.recommend / 10) + 1.5 * life.heard.mood() + wobble;
  const triple noise = conversation_noise(world.effects(iteration), world.seed(),
                                          life.profile.customer_id, replicate);
  if (answers >= life.heard.reply_probability(life.customer, noise[at(dimension::engage)]))
    return std::nullopt;

  utterance what;
  what.wants = life.customer.wants;
  what.mood = level_of(feeling);
  what.turn = turn;
  what.vocal = is_vocal(life.customer.kind);
  what.unhappy = !is_satisfied(life.customer.kind);
  what.closing = life.heard.wants_to_close();
  random_stream words(world.seed(), life.profile.customer_id, "words", index);
  std::string own;
  for (const spoken_turn& t : turns)
    if (!t.agent) own.append(t.content).append("\n");
  return customer_reply{speak(what, life.profile, lang, own, words), std::tanh(.8 * feeling),
                        what.closing};
}

std::string play_customer(const hidden_world& world, const prompt& asked, const model_call& call) {
  customer_profile profile;
  if (const auto document = asked.block_json("profile")) profile = profile_from(*document);
  if (!asked.customer_id.empty()) profile.customer_id = asked.customer_id;
  auto turns = turns_of(call);
  keep_company_messages(turns, asked.turn);
  const lived_conversation life =
      live_through(world, profile, turns, asked.iteration, asked.replicate);
  const int turn = std::max(1, life.heard.turns());
  const std::uint64_t index = moment(turn, asked.replicate);

  random_stream slips(world.seed(), profile.customer_id, "out of character", index);
  if (auto slipped = slip(asked, slips)) return *slipped;

  const auto reply = reply_of(world, life, turns, asked.lang, asked.iteration, asked.replicate);
  if (!reply) return reply_json("", 0, false, true);
  return reply_json(reply->message, reply->sentiment, reply->wants_to_end, false);
}

}  // namespace parley::sim
