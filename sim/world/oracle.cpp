#include "sim/world/oracle.hpp"

#include <algorithm>

namespace parley::sim {
namespace {

std::vector<message_features> enumerate() {
  std::vector<message_features> out;
  for (double ack : {0.0, 1.0})
    for (double sla : {0.0, 1.0})
      for (double apol : {0.0, 1.0})
        for (double ben : {0.0, .45, .7})
          for (double pers : {0.0, .85})
            for (int words : {30, 45, 65, 90, 120})
              for (std::size_t tone = 0; tone < tone_count; ++tone)
                for (std::size_t cta = 0; cta < cta_count; ++cta)
                  out.push_back({ack, sla, apol, ben, pers, static_cast<tone_style>(tone),
                                 static_cast<call_to_action>(cta), words});
  return out;
}

// What every message is worth to a customer, in the order of all_messages().
std::vector<double> values_for(const parameters& world, const customer_latents& customer) {
  std::vector<double> out;
  out.reserve(all_messages().size());
  for (const message_features& m : all_messages()) out.push_back(true_value(world, customer, m));
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
