// What must hold after any simulated run, whatever went wrong in it.
#pragma once

#include "test/sim/scenario.hpp"

namespace parley::test {

/// One line for each thing that does not hold; empty when all is well.
std::vector<std::string> check(const scenario& what, const outcome& seen);

}  // namespace parley::test
