#include "engine/load/step_verdict.hpp"

#include "engine/truth/special_functions.hpp"

namespace parley::load {
namespace {

/// P(X <= good) of `due` trials with chance `p`, by the incomplete beta function (DLMF 8.17.5 in
/// its form as a tail of F).
double at_most(std::uint64_t good, std::uint64_t due, double p) {
  if (good >= due || p <= 0) return 1;
  if (p >= 1) return 0;
  const double above = 2 * (static_cast<double>(good) + 1);
  const double below = 2 * static_cast<double>(due - good);
  return truth::f_tail(below * p / (above * (1 - p)), above, below);
}

}  // namespace

step_verdict judge_rate(const rate_tally& seen, double wanted, double chance) {
  if (!seen.kept_up || seen.good == 0) return step_verdict::failed;
  if (static_cast<double>(seen.good) >= wanted * static_cast<double>(seen.due))
    return step_verdict::passed;
  return at_most(seen.good, seen.due, wanted) <= chance ? step_verdict::failed
                                                        : step_verdict::undecided;
}

}  // namespace parley::load
