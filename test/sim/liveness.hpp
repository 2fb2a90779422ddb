// Once the faults have stopped a run gets through, in about the time that it takes without any.
// Must not know: which faults there were.
#pragma once

#include "test/sim/scenario.hpp"

namespace parley::test {

/// Compares with a run of the same seed that never met a fault: from the moment the faults stop,
/// `seen` may take that whole time and a quarter more, and what it takes to notice that they have
/// stopped. Who is let in after that ends well. Empty when all is well, or nothing can be said:
/// runs that somebody stopped or paused, or that have a budget, or no faults.
std::vector<std::string> check_liveness(const scenario& what, const outcome& seen);

}  // namespace parley::test
