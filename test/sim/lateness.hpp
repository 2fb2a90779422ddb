// Whether those who were let in had the time that the gate promises them.
#pragma once

#include "test/sim/scenario.hpp"

namespace parley::test {

/// What is wrong, one line each. The promise (docs/scheduling.md, Deadline) is that whoever is let
/// in ends and is judged in time unless its own calls take longer than
/// calls * mean + 3 * sd * sqrt(calls). Here mean and deviation are the script's own. Excused are
/// - those whose own calls took longer than that: latencies have no upper bound, so no gate could
///   promise more. Waiting behind others is not in it: that is the gate's to foresee;
/// - those who were let in before three calls had been answered, the first of them, as many as one
///   call a second allows: nobody knew how long calls take, and somebody has to be first;
/// - the last iteration of a run whose budget ended it: calls wait for what is left of the budget.
std::vector<std::string> check_lateness(const scenario& what, const outcome& seen);

}  // namespace parley::test
