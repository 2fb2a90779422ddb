// The numbers of one hidden world: effect tables, and what its family changes about them.
// Must not know: customers, texts.
#pragma once

#include <optional>
#include <string_view>

#include "sim/world/types.hpp"

namespace parley::sim {

enum class world_family : std::uint8_t {
  null_world,           ///< W0: no message has any effect
  standard,             ///< W1
  strong_interactions,  ///< W2: need effects doubled
  permuted,             ///< W3: tone and call-to-action rows belong to other cohorts
  length_biased_judge,  ///< W4: the judge likes long messages, the customer does not
  drift,                ///< W5: another draw from iteration 5 on
  persona_flips,        ///< W6: benefit and personal touch change sign for part of the personas
  heavy_tails,          ///< W7: Student t (3) conversation noise
  fatigue,              ///< W8: every earlier message lowers engagement
  sparse                ///< W9: one component matters, nothing else
};
std::optional<world_family> world_family_from(std::string_view name);  ///< "W0".."W9"

/// Effects on the logit scale. Columns are cohorts in the order of all_cohorts.
struct parameters {
  template <std::size_t Rows, std::size_t Columns>
  using table = std::array<std::array<double, Columns>, Rows>;

  std::array<table<component_count, cohort_count>, dimension_count> effect{};  ///< B
  table<component_count, need_count> need_effect{};                            ///< NX
  table<cohort_count, tone_count> tone_effect{};                               ///< TON
  table<cohort_count, cta_count> cta_effect{};                                 ///< CT
  std::array<double, cohort_count> ideal_words{};
  std::array<double, cohort_count> length_cost{};  ///< q
  std::array<double, cohort_count> clutter_cost{};
  double over_benefit_cost = 0.8;
  double tone_taste_sd = 0.15;      ///< of single customers
  double ignored_need_cost = 0.15;  ///< per further company turn that leaves the need unanswered
  double fatigue_per_message = 0;   ///< on engagement
  double judge_length_bias = 0;     ///< LTR points per ln(words / 70)
  bool heavy_tails = false;
  bool persona_flips = false;
};

/// The world that `seed` draws from the family: every effect + N(0, .12^2), lengths * exp(.2 z).
/// `drifted`: the second draw of a drifting world (other families ignore it).
parameters draw_world(world_family family, std::uint64_t seed, bool drifted = false);

/// The tables before any draw.
const parameters& base_parameters();

}  // namespace parley::sim
