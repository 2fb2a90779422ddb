#include "sim/world/oracle.hpp"

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

double mean_value(const parameters& world, std::span<const customer_latents> group,
                  const message_features& message) {
  double sum = 0;
  for (const customer_latents& c : group) sum += true_value(world, c, message);
  return sum / static_cast<double>(group.size());
}

}  // namespace

double true_value(const parameters& world, const customer_latents& customer,
                  const message_features& message) {
  experience life(world);
  life.hear(customer, message);
  return life.outcome(customer, {}).reward();
}

const std::vector<message_features>& all_messages() {
  static const std::vector<message_features> messages = enumerate();
  return messages;
}

best_message best_for(const parameters& world, std::span<const customer_latents> group) {
  best_message best;
  best.customers = group.size();
  if (group.empty()) return best;
  best.value = -1;
  for (const message_features& m : all_messages()) {
    const double value = mean_value(world, group, m);
    if (value > best.value) {
      best.value = value;
      best.features = m;
    }
  }
  return best;
}

oracle_answer consult_oracle(const parameters& world, std::uint64_t seed,
                             std::span<const customer_profile> profiles) {
  oracle_answer out;
  std::vector<customer_latents> everybody;
  std::array<std::vector<customer_latents>, cohort_count> groups;
  for (const customer_profile& p : profiles) {
    everybody.push_back(draw_customer(world, seed, p));
    groups[index_of(p.cohort)].push_back(everybody.back());
  }
  if (everybody.empty()) return out;
  out.single = best_for(world, everybody);
  const auto n = static_cast<double>(everybody.size());
  for (std::size_t c = 0; c < cohort_count; ++c) {
    out.by_cohort[c] = best_for(world, groups[c]);
    out.policy += out.by_cohort[c].value * static_cast<double>(groups[c].size()) / n;
  }
  for (const customer_latents& c : everybody)
    out.per_customer += best_for(world, std::span(&c, 1)).value / n;
  return out;
}

}  // namespace parley::sim
