// Plays the scenario of a seed and says what does not hold.
// Must not know: how many seeds there are, who asks.
#pragma once

#include <string_view>

#include "test/sim/scenario.hpp"

namespace parley::test {

/// How much of production is in a run.
enum class sim_level : std::uint8_t {
  script,      ///< the engine alone, against a scripted provider
  provider,    ///< with governor and retries, against the simulated service without bytes
  connections  ///< with pool and codecs too
};
std::string_view to_string(sim_level level);
std::optional<sim_level> sim_level_from(std::string_view name);

scenario draw_scenario(std::uint64_t seed, sim_level level);

struct seed_verdict {
  std::vector<std::string> wrong;  ///< empty: all checks hold
  outcome seen;
};

/// A seed passes when its run holds all checks and a second one leaves the same bytes; of a script,
/// with the profiles in another order.
seed_verdict try_seed(std::uint64_t seed, sim_level level);

/// "seed 7 FAILED: ...", what was wrong, and the command that plays it again.
std::string failure_text(std::uint64_t seed, sim_level level, const seed_verdict& verdict);

}  // namespace parley::test
