// The judge: the true outcome through noise, with reasons that are mostly right.
#include <fmt/format.h>

#include "base/random_stream.hpp"
#include "sim/roles/cast.hpp"
#include "sim/roles/compact_json.hpp"
#include "sim/roles/judge_reasons.hpp"
#include "sim/world/logistic.hpp"
#include "sim/world/plain_text.hpp"

namespace parley::sim {
namespace {

constexpr double malformed_rate = .04;

double clarity(const lexicon& words, const std::vector<spoken_turn>& turns, random_stream& random) {
  double best = .1;
  for (const spoken_turn& t : turns) {
    if (!t.agent) continue;
    const signal_tally tally = words.scan(plain_words(t.content));
    const int kinds = (tally[signal::oneclick].hits > 0) + (tally[signal::callback].hits > 0) +
                      (tally[signal::visit].hits > 0);
    best = std::max(best, kinds == 0 ? .15 : kinds == 1 ? .85 : .55);
  }
  return std::clamp(std::round((best + random.normal(0, .06)) * 20) / 20, 0.0, 1.0);
}

// What the conversation was about, for all to see: what the customer says, else what the profile
// points to. The hidden need must not show through a judge who could not know it.
std::array<bool, need_count> talked_about(const customer_profile& profile,
                                          const std::vector<spoken_turn>& turns) {
  std::array<bool, need_count> out{};
  bool said = false;
  for (const spoken_turn& t : turns) {
    if (t.agent || t.silent) continue;
    const auto about = need_of_issue(t.content);
    if (about) out[at(*about)] = said = true;
  }
  if (!said)
    if (const auto about = shown_need(profile)) out[at(*about)] = true;
  return out;
}

// The aspect that each need is about; null where the conversation did not touch it.
json::object aspects(const std::array<bool, need_count>& touched, double feeling,
                     random_stream& random) {
  constexpr std::array<std::string_view, 5> names = {"finanzas", "documentacion", "vehiculo",
                                                     "servicio", "comunicacion"};
  constexpr std::array<need, 5> about = {need::price, need::delay, need::fault, need::recognition,
                                         need::reassurance};
  json::object out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double shown = std::tanh(feeling + random.normal(0, .3));
    const bool by_chance = random.chance(.12);
    if (touched[at(about[i])] || i == 4 || by_chance)
      out[names[i]] = std::round(shown * 10) / 10;
    else
      out[names[i]] = nullptr;
  }
  return out;
}

// What strict output should never be, and now and then is.
std::string spoil(const std::string& good, json::object document, random_stream& random) {
  switch (random.below(3)) {
    case 0:
      return good.substr(0, good.size() * 2 / 3);
    case 1:
      document["NPS_expected"] = 11.5;
      return compact_json(document);
    default:
      document.erase("ChurnProb");
      return compact_json(document);
  }
}

}  // namespace

std::uint64_t transcript_key(const std::vector<spoken_turn>& turns) {
  std::uint64_t key = turns.size();
  for (const spoken_turn& t : turns)
    key = stable_hash(t.content, key * 4 + (t.agent ? 1 : 0) + (t.silent ? 2 : 0));
  return key;
}

std::uint64_t judgement_key(const std::vector<spoken_turn>& turns, int judgement) {
  return transcript_key(turns) ^ (static_cast<std::uint64_t>(judgement) * 0x9E3779B97F4A7C15ull);
}

std::string play_judge(const hidden_world& world, const prompt& asked) {
  customer_profile profile;
  if (const auto document = asked.block_json("profile")) profile = profile_from(*document);
  if (!asked.customer_id.empty()) profile.customer_id = asked.customer_id;
  std::vector<spoken_turn> turns;
  if (const auto document = asked.block_json("transcript")) turns = transcript_from(*document);

  const std::uint64_t key = judgement_key(turns, asked.judgement);
  const lived_conversation life =
      live_through(world, profile, turns, asked.iteration, asked.replicate);
  const parameters& effects = world.effects(asked.iteration);
  const triple noise =
      conversation_noise(effects, world.seed(), profile.customer_id, asked.replicate);
  const true_outcome outcome = life.heard.outcome(life.customer, noise);
  const verdict v = judge_outcome(effects, world.seed(), profile, life.customer, outcome,
                                  life.company_words, key, asked.replicate);
  random_stream random(world.seed() ^ key, profile.customer_id, "judge text",
                       static_cast<std::uint64_t>(asked.replicate));
  const auto blamed = blamed_term(effects, life.customer, life.heard.recommend_terms(),
                                  world.seed(), profile.customer_id, key);
  bool answered = false;
  for (const spoken_turn& t : turns)
    answered = answered || (!t.agent && !t.silent && &t != &turns.front());

  json::object out;
  out["rationale"] =
      judge_reasons(blamed, life.heard.recommend_terms(), answered, asked.lang, random);
  out["AspectSentiment"] = aspects(talked_about(profile, turns),
                                   logit(std::clamp(outcome.recommend, .1, 9.9) / 10) * .6, random);
  out["CTA_clarity"] = clarity(world.words(), turns, random);
  out["NPS_expected"] = v.nps_expected;
  out["EngagementProb"] = v.engagement_prob;
  out["ChurnProb"] = v.churn_prob;
  out["LTV_delta"] = v.ltv_delta;
  std::string text = compact_json(out);
  if (random.chance(malformed_rate) && !asked.reask) return spoil(text, std::move(out), random);
  return text;
}

}  // namespace parley::sim
