// Draws a world from its seed and applies what its family changes.
#include "base/random_stream.hpp"
#include "sim/world/parameters.hpp"

namespace parley::sim {
namespace {

template <class Table>
void add_noise(Table& table, random_stream& random, double sd) {
  for (auto& row : table)
    for (double& entry : row) entry += random.normal(0, sd);
}

void add_noise(parameters& p, random_stream& random, double sd) {
  for (auto& table : p.effect) add_noise(table, random, sd);
  add_noise(p.need_effect, random, sd);
  add_noise(p.tone_effect, random, sd);
  add_noise(p.cta_effect, random, sd);
  for (double& words : p.ideal_words) words *= std::exp(random.normal(0, .2));
}

void make_null(parameters& p) {
  p.effect = {};
  p.need_effect = {};
  p.tone_effect = {};
  p.cta_effect = {};
  p.length_cost = {};
  p.clutter_cost = {};
  p.over_benefit_cost = 0;
  p.ignored_need_cost = 0;
  p.tone_taste_sd = 0;
}

// Every cohort gets another cohort's row: a rotation, so that no row stays.
template <class Table>
void rotate_rows(Table& table, std::size_t by) {
  const Table before = table;
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = before[(i + by) % table.size()];
}

void make_sparse(parameters& p, random_stream& random) {
  const parameters drawn = p;
  const auto kept = static_cast<std::size_t>(random.below(component_count));
  make_null(p);
  for (std::size_t d = 0; d < dimension_count; ++d) {
    p.effect[d][kept] = drawn.effect[d][kept];
    // One feature carries what otherwise five do, so that it can be found at all.
    for (double& entry : p.effect[d][kept]) entry *= 2;
  }
  p.need_effect[kept] = drawn.need_effect[kept];
}

}  // namespace

std::optional<world_family> world_family_from(std::string_view name) {
  if (name.size() != 2 || (name[0] != 'W' && name[0] != 'w')) return std::nullopt;
  if (name[1] < '0' || name[1] > '9') return std::nullopt;
  return static_cast<world_family>(name[1] - '0');
}

parameters draw_world(world_family family, std::uint64_t seed, bool drifted) {
  parameters p = base_parameters();
  random_stream random(seed, "world", "parameters");
  add_noise(p, random, .12);
  switch (family) {
    case world_family::null_world:
      make_null(p);
      break;
    case world_family::standard:
      break;
    case world_family::strong_interactions:
      for (auto& row : p.need_effect)
        for (double& entry : row) entry *= 2;
      break;
    case world_family::permuted:
      rotate_rows(p.tone_effect, 1 + static_cast<std::size_t>(random.below(cohort_count - 1)));
      rotate_rows(p.cta_effect, 1 + static_cast<std::size_t>(random.below(cohort_count - 1)));
      break;
    case world_family::length_biased_judge:
      p.judge_length_bias = .6;
      for (double& cost : p.length_cost) cost *= 1.5;
      break;
    case world_family::drift:
      if (drifted) {
        random_stream change(seed, "world", "drift");
        add_noise(p, change, .35);
        rotate_rows(p.cta_effect, 1 + static_cast<std::size_t>(change.below(cohort_count - 1)));
      }
      break;
    case world_family::persona_flips:
      p.persona_flips = true;
      break;
    case world_family::heavy_tails:
      p.heavy_tails = true;
      break;
    case world_family::fatigue:
      p.fatigue_per_message = .3;
      break;
    case world_family::sparse:
      make_sparse(p, random);
      break;
  }
  return p;
}

}  // namespace parley::sim
