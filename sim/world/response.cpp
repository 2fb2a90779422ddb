#include "sim/world/response.hpp"

#include "sim/world/logistic.hpp"

namespace parley::sim {
namespace {

constexpr triple need_scale = {1, .5, -.6};
constexpr triple tone_scale = {1, .6, -.7};
constexpr triple cta_scale = {.2, 1, -.15};
constexpr triple manner_scale = {.6, 1, -.4};
constexpr triple over_benefit_scale = {1, .3, -.2};
constexpr triple personal_scale = {.5, .6, -.5};
constexpr double mood_memory = .6, mood_gain = .4;
constexpr double later_news_discount = .8;
constexpr double later_length = .6;  // an answer may be that much shorter than a first message
// Answering is easier than acting on an offer, above all for people who like to speak.
constexpr double vocal_reply_ease = 1.6, quiet_reply_ease = .8;

using strengths = std::array<double, component_count>;

strengths strengths_of(const message_features& m, const customer_latents& who) {
  return {m.ack, m.sla * (.4 + .6 * m.ack), std::min(m.apol, 1.0) - 1.2 * std::max(0.0, m.apol - 1),
          std::sqrt(m.ben) * who.benefit_taste, m.pers};
}

}  // namespace

double true_outcome::reward() const {
  return (.6 * recommend + 3 * engagement - 3 * churn + 3) / 12;
}

triple message_effect::total() const {
  triple out{};
  for (std::size_t d = 0; d < dimension_count; ++d)
    for (double term : terms[d]) out[d] += term;
  return out;
}

message_effect effect_of(const parameters& world, const customer_latents& who,
                         const message_features& m) {
  message_effect out;
  const std::size_t kind = index_of(who.kind), wants = at(who.wants);
  const strengths phi = strengths_of(m, who);
  const double tone = world.tone_effect[kind][at(m.tone)] + who.tone_taste[at(m.tone)];
  const double excess = std::max(0, components_used(m) - 2);
  const double clutter = world.clutter_cost[kind] * excess * excess;
  const double off = std::log(std::max(1, m.words) / world.ideal_words[kind]);
  const double length = world.length_cost[kind] * off * off;
  const double over = world.over_benefit_cost * std::max(0.0, m.ben - .7);
  for (std::size_t d = 0; d < dimension_count; ++d) {
    term_values& t = out.terms[d];
    for (std::size_t k = 0; k < component_count; ++k) {
      const bool flips = who.flipped && (k == at(component::ben) || k == at(component::pers));
      const double slope = world.effect[d][k][kind] + need_scale[d] * world.need_effect[k][wants];
      t[k] = (flips ? -slope : slope) * phi[k];
    }
    t[at(effect_term::ben)] -= over * over_benefit_scale[d];
    t[at(effect_term::tone)] = tone * tone_scale[d];
    t[at(effect_term::cta)] = world.cta_effect[kind][at(m.cta)] * cta_scale[d];
    t[at(effect_term::clutter)] = -clutter * manner_scale[d];
    t[at(effect_term::length)] = -length * manner_scale[d];
  }
  return out;
}

triple predictors_after(const customer_latents& who, const triple& effect) {
  triple eta = {logit(who.recommend / 10), logit(who.engagement), logit(who.churn)};
  for (std::size_t d = 0; d < dimension_count; ++d)
    eta[d] += who.personal[d] * personal_scale[d] + effect[d];
  return eta;
}

bool addresses(need wants, const message_features& m) {
  switch (wants) {
    case need::delay:
      return m.sla >= 1 || (m.sla > 0 && m.ack > 0);
    case need::fault:
      return (m.sla > 0 && m.ack > 0) || m.cta == call_to_action::visit;
    case need::price:
      return m.ben > 0;
    case need::recognition:
      return m.pers >= .5;
    case need::reassurance:
      return m.ack > 0 || m.cta == call_to_action::callback;
  }
  return false;
}

message_features experience::fresh_part(const message_features& m) const {
  message_features fresh = m;
  fresh.ack = std::max(0.0, m.ack - told_.ack);
  fresh.sla = std::max(0.0, m.sla - told_.sla);
  fresh.ben = std::max(0.0, m.ben - told_.ben);
  fresh.pers = std::max(0.0, m.pers - told_.pers);
  return fresh;
}

void experience::remember(const message_features& m, const message_features& fresh) {
  const auto grow = [this](double& total, double& weighed, double now, double news) {
    total = std::max(total, now);
    weighed += discount_ * news;
  };
  grow(told_.ack, discounted_.ack, m.ack, fresh.ack);
  grow(told_.sla, discounted_.sla, m.sla, fresh.sla);
  grow(told_.ben, discounted_.ben, m.ben, fresh.ben);
  grow(told_.pers, discounted_.pers, m.pers, fresh.pers);
  discounted_.apol = std::max(discounted_.apol, m.apol);
  told_.apol = std::max(told_.apol, m.apol);
  if (m.cta != call_to_action::none) discounted_.cta = m.cta;
}

void experience::hear(const customer_latents& who, const message_features& heard) {
  message_features m = heard;
  if (m.apol > 0 && told_.apol > 0) m.apol = 1.5;
  message_features fresh = fresh_part(m);
  if (turns_ > 0) fresh.words = static_cast<int>(m.words / later_length);
  const message_effect now = effect_of(*world_, who, fresh);
  last_ = now.total();
  ++turns_;
  addressed_ = addressed_ || addresses(who.wants, m);
  if (turns_ > 1 && !addressed_) last_[0] -= world_->ignored_need_cost;
  last_[1] -= world_->fatigue_per_message * (turns_ - 1);
  for (std::size_t d = 0; d < dimension_count; ++d) {
    mood_[d] = mood_memory * mood_[d] + mood_gain * last_[d];
    for (effect_term term : {effect_term::tone, effect_term::clutter, effect_term::length})
      manner_[d] += now.terms[d][at(term)];
  }
  for (std::size_t k = 0; k < term_count; ++k) terms_[k] += now.terms[0][k] * discount_;
  remember(m, fresh);
  discount_ *= later_news_discount;
}

bool experience::wants_to_close() const {
  return turns_ > 0 && ((addressed_ && mood_[0] > 0) || mood_[0] < -1);
}

double experience::reply_probability(const customer_latents& who, double noise) const {
  const double ease = is_vocal(who.kind) ? vocal_reply_ease : quiet_reply_ease;
  const double own = who.personal[1] * personal_scale[1] + noise;
  return sigmoid(logit(who.engagement) + last_[1] + own + ease);
}

// The three linear predictors at the end, with the customer's own effects, without noise.
triple experience::predictors(const customer_latents& who) const {
  triple eta{};
  for (std::size_t d = 0; d < dimension_count; ++d) eta[d] = who.personal[d] * personal_scale[d];
  if (turns_ > 0) {
    // Components and call to action as they stand at the end; manner as the mean over the turns.
    const message_effect end = effect_of(*world_, who, discounted_);
    for (std::size_t d = 0; d < dimension_count; ++d) {
      double features = manner_[d] / turns_ + end.terms[d][at(effect_term::cta)];
      for (std::size_t k = 0; k < component_count; ++k) features += end.terms[d][k];
      // After one message this is exactly the one-message predictor: .4 of it is the mood.
      eta[d] += mood_[d] + (1 - mood_gain) * features;
    }
    eta[1] -= (1 - mood_gain) * world_->fatigue_per_message * (turns_ - 1);
  }
  eta[0] += logit(who.recommend / 10);
  eta[1] += logit(who.engagement);
  eta[2] += logit(who.churn);
  return eta;
}

true_outcome experience::outcome(const customer_latents& who, const triple& noise) const {
  const triple eta = predictors(who);
  return {10 * sigmoid(eta[0] + noise[0]), sigmoid(eta[1] + noise[1]), sigmoid(eta[2] + noise[2])};
}

true_outcome experience::expected_outcome(const customer_latents& who) const {
  const triple eta = predictors(who);
  true_outcome mean;
  const auto& draws = noise_grid(world_->heavy_tails);
  const double share = 1.0 / static_cast<double>(draws.size());
  for (double e : draws) {
    mean.recommend += 10 * sigmoid(eta[0] + e) * share;
    mean.engagement += sigmoid(eta[1] + e) * share;
    mean.churn += sigmoid(eta[2] + e) * share;
  }
  return mean;
}

}  // namespace parley::sim
