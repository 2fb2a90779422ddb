// The hidden side of one customer, drawn from what the profile shows.
// Must not know: messages, requests; nothing here is ever written out.
#pragma once

#include "profiles/customer_profile.hpp"
#include "sim/world/parameters.hpp"

namespace parley::sim {

struct customer_latents {
  parley::cohort kind = cohort::quiet_satisfied;  ///< may differ from the profile's
  need wants = need::reassurance;
  double recommend = 5;    ///< LTR before any contact, .3..9.7
  double churn = .3;       ///< before any contact, .02...85
  double engagement = .2;  ///< before any contact
  triple personal{};       ///< b_i
  std::array<double, tone_count> tone_taste{};
  double benefit_taste = 1;
  bool flipped = false;  ///< family W6: benefit and personal touch work the other way round
};

/// Depends on the world's seed, the customer's id and the profile; never on a message. Draws from
/// the conditional distribution of the hidden values given the observed ones, so that profiles
/// which the world did not make are customers like any other.
customer_latents draw_customer(const parameters& world, std::uint64_t seed,
                               const customer_profile& profile);

/// e_ij: what is particular to one conversation of this customer.
triple conversation_noise(const parameters& world, std::uint64_t seed,
                          const std::string& customer_id, int replicate);

/// Values of one component of that noise, each as likely as the next: for integrals over it.
const std::array<double, 24>& noise_grid(bool heavy_tails);

/// The need that the profile points to: by its latest ticket, else the last message, else the bio.
std::optional<need> shown_need(const customer_profile& profile);

/// The need that a text about an issue points to; nothing when it points to none.
std::optional<need> need_of_issue(std::string_view issue);

}  // namespace parley::sim
