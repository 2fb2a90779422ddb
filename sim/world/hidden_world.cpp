#include "sim/world/hidden_world.hpp"

#include <fmt/format.h>

namespace parley::sim {
namespace {
constexpr int drift_iteration = 5;
}

hidden_world::hidden_world(world_family family, std::uint64_t seed, lexicon words)
    : family_(family),
      seed_(seed),
      words_(std::move(words)),
      first_(draw_world(family, seed)),
      drifted_(draw_world(family, seed, true)) {}

result<hidden_world> hidden_world::open(const sim_settings& how) {
  const auto family = world_family_from(how.world);
  if (!family)
    return fail(failure_code::invalid_config,
                fmt::format("sim.world: found '{}', expected one of W0 to W9", how.world));
  if (how.lexicon.empty()) return hidden_world(*family, how.seed, lexicon::compiled());
  auto loaded = lexicon::load(how.lexicon);
  if (!loaded) return loaded.error();
  return hidden_world(*family, how.seed, std::move(*loaded));
}

const parameters& hidden_world::effects(int iteration) const {
  return family_ == world_family::drift && iteration >= drift_iteration ? drifted_ : first_;
}

}  // namespace parley::sim
