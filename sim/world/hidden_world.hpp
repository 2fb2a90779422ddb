// The hidden world as one object: parameters, word list and seed; what every role plays from.
// Must not know: requests, JSON.
#pragma once

#include <string>

#include "config/settings.hpp"
#include "sim/world/features.hpp"
#include "sim/world/verdict.hpp"

namespace parley::sim {

class hidden_world {
 public:
  hidden_world(world_family family, std::uint64_t seed, lexicon words);
  /// Family, seed and word list as configured. Errors: invalid_config (unknown family); not_found,
  /// io_error and invalid_input (word list).
  static result<hidden_world> open(const sim_settings& how);

  std::uint64_t seed() const { return seed_; }
  world_family family() const { return family_; }
  const lexicon& words() const { return words_; }

  /// The effects in force in an iteration (from 1; unknown: 0). Only a drifting world has two.
  const parameters& effects(int iteration) const;

 private:
  world_family family_;
  std::uint64_t seed_;
  lexicon words_;
  parameters first_, drifted_;
};

}  // namespace parley::sim
