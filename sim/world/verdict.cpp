#include "sim/world/verdict.hpp"

#include "base/random_stream.hpp"
#include "sim/world/logistic.hpp"

namespace parley::sim {
namespace {

double round_to(double value, double step) {
  return std::round(value / step) * step;
}

// Floating-point steps leave tails like 0.30000000000000004.
double clean(double value) {
  return std::round(value * 1000) / 1000;
}

double seen_through(double p, double noise) {
  return clean(round_to(sigmoid(logit(std::clamp(p, .001, .999)) + noise), .01));
}

// What the best and worst message could do with each term, for this customer.
term_values best_terms(const parameters& world, const customer_latents& who) {
  term_values best{};
  message_features full;
  full.words = static_cast<int>(world.ideal_words[index_of(who.kind)]);
  full.ack = full.sla = full.apol = full.pers = 1;
  full.ben = .7;
  const term_values most = effect_of(world, who, full).terms[0];
  for (std::size_t k = 0; k < component_count; ++k) best[k] = std::max(0.0, most[k]);
  double tone = -10, cta = -10;
  for (std::size_t i = 0; i < tone_count; ++i) {
    message_features m = full;
    m.tone = static_cast<tone_style>(i);
    m.cta = static_cast<call_to_action>(i);
    const term_values terms = effect_of(world, who, m).terms[0];
    tone = std::max(tone, terms[at(effect_term::tone)]);
    cta = std::max(cta, terms[at(effect_term::cta)]);
  }
  best[at(effect_term::tone)] = tone;
  best[at(effect_term::cta)] = cta;
  return best;
}

}  // namespace

double customer_value(const customer_profile& profile, double churn) {
  const std::string& segment = profile.risk.value_segment;
  double margin = 330;
  if (segment == "low" || segment == "bajo" || segment == "L" || segment == "VB") margin = 180;
  if (segment == "high" || segment == "alto" || segment == "H" || segment == "VE") margin = 560;
  // Margins are for a car of about 20,000 (the studies' currency): scaled to the price's.
  margin *= std::max(1.0, profile.purchase.price) / 20000;
  const double keep = (1 - churn) / 1.10;
  double service = 0, power = 1;
  for (int year = 1; year <= 5; ++year) service += power *= keep;
  const double until = std::max(.5, 6 - profile.purchase.last_purchase_days / 365.25);
  const double repurchase =
      .06 * std::max(1.0, profile.purchase.price) * .5 * std::pow(keep, until);
  return margin * service + repurchase;
}

verdict judge_outcome(const parameters& world, std::uint64_t seed, const customer_profile& profile,
                      const customer_latents& customer, const true_outcome& outcome,
                      int company_words, std::uint64_t stream_key, int replicate) {
  random_stream random(seed ^ stream_key, profile.customer_id, "judge",
                       static_cast<std::uint64_t>(replicate));
  const double bias = world.judge_length_bias * std::log(std::max(5, company_words) / 70.0);
  verdict v;
  v.nps_expected =
      std::clamp(round_to(outcome.recommend + bias + random.normal(0, .7), .5), 0.0, 10.0);
  v.engagement_prob = seen_through(outcome.engagement, random.normal(0, .25));
  v.churn_prob = seen_through(outcome.churn, random.normal(0, .25));
  const double before = customer_value(profile, profile.risk.churn_est.value_or(customer.churn));
  const double change = customer_value(profile, outcome.churn) / before - 1;
  v.ltv_delta = clean(std::clamp(round_to(change * (1 + random.normal(0, .1)), .01), -1.0, 1.0));
  return v;
}

std::optional<effect_term> blamed_term(const parameters& world, const customer_latents& customer,
                                       const term_values& heard, std::uint64_t seed,
                                       const std::string& customer_id, std::uint64_t stream_key) {
  random_stream random(seed ^ stream_key, customer_id, "rationale");
  const double u = random.uniform();
  if (u >= .9) return std::nullopt;
  const auto other = static_cast<effect_term>(random.below(term_count));
  if (u >= .7) return other;
  const term_values best = best_terms(world, customer);
  std::size_t worst = 0;
  for (std::size_t k = 1; k < term_count; ++k)
    if (heard[k] - best[k] < heard[worst] - best[worst]) worst = k;
  return static_cast<effect_term>(worst);
}

}  // namespace parley::sim
