#include "sim/world/oracle.hpp"

#include <algorithm>

#include "sim/world/logistic.hpp"

namespace parley::sim {
namespace {

constexpr std::array<double, 3> benefits = {0.0, .45, .7};
constexpr std::array<double, 2> touches = {0.0, .85};
constexpr std::array<int, 5> lengths = {30, 45, 65, 90, 120};

// Every choice of components, with nothing else said.
std::vector<message_features> contents() {
  std::vector<message_features> out;
  for (double ack : {0.0, 1.0})
    for (double sla : {0.0, 1.0})
      for (double apol : {0.0, 1.0})
        for (double ben : benefits)
          for (double pers : touches) {
            message_features m;
            m.ack = ack;
            m.sla = sla;
            m.apol = apol;
            m.ben = ben;
            m.pers = pers;
            out.push_back(m);
          }
  return out;
}

// Every content with every length, tone and call to action, in this order.
template <class Use>
void for_each_manner(const Use& use) {
  for (int words : lengths)
    for (std::size_t tone = 0; tone < tone_count; ++tone)
      for (std::size_t cta = 0; cta < cta_count; ++cta)
        use(words, static_cast<tone_style>(tone), static_cast<call_to_action>(cta));
}

std::vector<message_features> enumerate() {
  std::vector<message_features> out;
  for (message_features m : contents())
    for_each_manner([&](int words, tone_style tone, call_to_action cta) {
      m.words = words;
      m.tone = tone;
      m.cta = cta;
      out.push_back(m);
    });
  return out;
}

// The mean of sigmoid(x + noise) by interpolation: off by less than 4e-6, fifty times faster.
class mean_sigmoid {
 public:
  explicit mean_sigmoid(bool heavy_tails) : values_(cells + 1) {
    const auto& draws = noise_grid(heavy_tails);
    for (std::size_t i = 0; i <= cells; ++i)
      for (double e : draws)
        values_[i] += sigmoid(static_cast<double>(i) / per_unit - reach + e) /
                      static_cast<double>(draws.size());
  }
  double operator()(double x) const {
    const double at = std::clamp((x + reach) * per_unit, 0.0, static_cast<double>(cells) - 1e-9);
    const auto i = static_cast<std::size_t>(at);
    return values_[i] + (at - static_cast<double>(i)) * (values_[i + 1] - values_[i]);
  }
  static const mean_sigmoid& of(bool heavy_tails) {
    static const mean_sigmoid normal(false), heavy(true);
    return heavy_tails ? heavy : normal;
  }

 private:
  static constexpr double reach = 16, per_unit = 64;
  static constexpr std::size_t cells = 2 * 16 * 64;
  std::vector<double> values_;
};

triple sum(const triple& a, const triple& b) {
  triple out{};
  for (std::size_t d = 0; d < dimension_count; ++d) out[d] = a[d] + b[d];
  return out;
}

// What every message is worth to a customer, in the order of all_messages(). The terms of an effect
// add up, so content and manner are looked at once each instead of together.
std::vector<double> values_for(const parameters& world, const customer_latents& customer) {
  const message_features silent = contents().front();
  const triple nothing = effect_of(world, customer, silent).total();
  std::vector<triple> manners;
  for_each_manner([&](int words, tone_style tone, call_to_action cta) {
    message_features m = silent;
    m.words = words;
    m.tone = tone;
    m.cta = cta;
    triple effect = effect_of(world, customer, m).total();
    for (std::size_t d = 0; d < dimension_count; ++d) effect[d] -= nothing[d];
    manners.push_back(effect);
  });
  const mean_sigmoid& mean = mean_sigmoid::of(world.heavy_tails);
  std::vector<double> out;
  out.reserve(all_messages().size());
  for (const message_features& content : contents()) {
    const triple eta = predictors_after(customer, effect_of(world, customer, content).total());
    for (const triple& manner : manners) {
      const triple x = sum(eta, manner);
      out.push_back(true_outcome{10 * mean(x[0]), mean(x[1]), mean(x[2])}.reward());
    }
  }
  return out;
}

best_message best_of(const std::vector<double>& sums, std::size_t customers) {
  best_message best;
  best.customers = customers;
  if (customers == 0) return best;
  const auto found = std::max_element(sums.begin(), sums.end());
  best.features = all_messages()[static_cast<std::size_t>(found - sums.begin())];
  best.value = *found / static_cast<double>(customers);
  return best;
}

void add_to(std::vector<double>& sums, const std::vector<double>& values) {
  sums.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) sums[i] += values[i];
}

}  // namespace

double true_value(const parameters& world, const customer_latents& customer,
                  const message_features& message) {
  experience life(world);
  life.hear(customer, message);
  return life.expected_outcome(customer).reward();
}

const std::vector<message_features>& all_messages() {
  static const std::vector<message_features> messages = enumerate();
  return messages;
}

best_message best_for(const parameters& world, std::span<const customer_latents> group) {
  std::vector<double> sums;
  for (const customer_latents& c : group) add_to(sums, values_for(world, c));
  return best_of(sums, group.size());
}

oracle_answer consult_oracle(const parameters& world, std::uint64_t seed,
                             std::span<const customer_profile> profiles) {
  oracle_answer out;
  if (profiles.empty()) return out;
  std::vector<double> everybody;
  std::array<std::vector<double>, cohort_count> groups;
  std::array<std::size_t, cohort_count> sizes{};
  const auto n = static_cast<double>(profiles.size());
  message_features neutral;
  for (const customer_profile& p : profiles) {
    const customer_latents c = draw_customer(world, seed, p);
    const std::vector<double> values = values_for(world, c);
    add_to(everybody, values);
    add_to(groups[index_of(p.cohort)], values);
    ++sizes[index_of(p.cohort)];
    out.per_customer += *std::max_element(values.begin(), values.end()) / n;
    for (double v : values) out.average += v / n / static_cast<double>(values.size());
    neutral.words = 70;
    out.neutral += true_value(world, c, neutral) / n;
  }
  out.single = best_of(everybody, profiles.size());
  out.worst = *std::min_element(everybody.begin(), everybody.end()) / n;
  for (std::size_t c = 0; c < cohort_count; ++c) {
    out.by_cohort[c] = best_of(groups[c], sizes[c]);
    out.policy += out.by_cohort[c].value * static_cast<double>(sizes[c]) / n;
  }
  return out;
}

}  // namespace parley::sim
