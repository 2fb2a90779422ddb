// The conversations of the last measurement, read from the recorded replies: the journal's tables
// hold those of iterations only. Pure.
// Must not know: databases, how a measurement is made.
#pragma once

#include <vector>

#include "agents/score.hpp"
#include "output/call_record.hpp"
#include "output/label_record.hpp"
#include "profiles/customer_profile.hpp"

namespace parley::people {

/// One that the judge scored: then every step of it has a reply that was usable, the last one.
struct measured_talk {
  talk_key key;  ///< side 1: the first prompt, 2: the other
  parley::cohort cohort = cohort::quiet_satisfied;
  std::vector<turn> turns;
  score verdict;
};

/// `calls`: of the iteration whose number the measurement has. `profiles`: any order. The result is
/// sorted by key; conversations without a verdict are left out.
std::vector<measured_talk> measured_talks(const std::vector<recorded_call>& calls,
                                          const std::vector<customer_profile>& profiles);

}  // namespace parley::people
