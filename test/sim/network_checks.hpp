// What must hold between the engine's books and the provider's own after a simulated run.
// Must not know: how the run was drawn.
#pragma once

#include "test/sim/scenario.hpp"

namespace parley::test {

/// One line for each thing that does not hold. Empty without a network.
std::vector<std::string> check_network(const scenario& what, const outcome& seen);

}  // namespace parley::test
