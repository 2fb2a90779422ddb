#include "sim/world/hidden_world.hpp"

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

const parameters& hidden_world::effects(int iteration) const {
  return family_ == world_family::drift && iteration >= drift_iteration ? drifted_ : first_;
}

}  // namespace parley::sim
