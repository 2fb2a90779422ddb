#include "sim/roles/quick_rehearsal.hpp"

#include "base/random_stream.hpp"
#include "sim/roles/follow.hpp"
#include "sim/roles/message_writer.hpp"
#include "sim/world/moment.hpp"

namespace parley::sim {

quick_rehearsal::quick_rehearsal(const hidden_world& world,
                                 std::span<const customer_profile> profiles, language lang)
    : world_(world), profiles_(profiles), lang_(lang) {}

lived_conversation& quick_rehearsal::begin(std::size_t index, int iteration) const {
  const parameters* effects = &world_.effects(iteration);
  if (drawn_in_ != effects) {
    lives_.assign(profiles_.size(), std::nullopt);
    drawn_in_ = effects;
  }
  std::optional<lived_conversation>& life = lives_[index];
  if (!life) life = live_through(world_, profiles_[index], {}, iteration, 0);
  life->heard = experience(*effects);
  life->company_words = 0;
  return *life;
}

quick_conversation quick_rehearsal::play(std::size_t index, const message_brief& brief,
                                         int replicate, int iteration, int max_turns) const {
  const customer_profile& profile = profiles_[index];
  lived_conversation& life = begin(index, iteration);
  quick_conversation out;
  message_features told;
  for (int turn = 1; turn <= max_turns; ++turn) {
    const std::uint64_t key = moment(turn, replicate);
    random_stream choices(world_.seed(), profile.customer_id, "follow", key);
    const message_plan plan = follow(brief, choices);
    random_stream wording(world_.seed(), profile.customer_id, "wording", key);
    std::string text =
        write_message(world_.words(), plan, profile, out.turns, lang_, wording, &told);
    const message_features read = read_message(world_.words(), text, profile);
    add_told(told, read);
    const message_features f = notice(read, profile, world_.seed(), turn, replicate);
    life.heard.hear(life.customer, f);
    out.company_words += f.words;
    out.turns.push_back({true, std::move(text), false});
    auto reply = reply_of(world_, life, out.turns, lang_, iteration, replicate);
    out.turns.push_back({false, reply ? std::move(reply->message) : std::string(), !reply});
    if (!reply) break;
    out.answered = true;
    if (reply->wants_to_end) break;
  }
  out.truth = life.heard.outcome(life.customer, {});
  out.expected = life.heard.expected_outcome(life.customer);
  const parameters& effects = world_.effects(iteration);
  const triple noise = conversation_noise(effects, world_.seed(), profile.customer_id, replicate);
  out.judged = judge_outcome(effects, world_.seed(), profile, life.customer,
                             life.heard.outcome(life.customer, noise), out.company_words,
                             transcript_key(out.turns), replicate);
  return out;
}

verdict quick_rehearsal::judge_again(std::size_t index, const quick_conversation& heard,
                                     int replicate, int iteration, int judgement) const {
  const customer_profile& profile = profiles_[index];
  const lived_conversation life = live_through(world_, profile, heard.turns, iteration, replicate);
  const parameters& effects = world_.effects(iteration);
  const triple noise = conversation_noise(effects, world_.seed(), profile.customer_id, replicate);
  return judge_outcome(effects, world_.seed(), profile, life.customer,
                       life.heard.outcome(life.customer, noise), heard.company_words,
                       judgement_key(heard.turns, judgement), replicate);
}

}  // namespace parley::sim
