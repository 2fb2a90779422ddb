// Runs parley again and again, killing it on the way, and checks what is left each time.
#pragma once

#include "test/support/kill/child_process.hpp"

namespace parley::test {

struct kill_result {
  int kills = 0;         ///< processes that died of SIGKILL
  int timed_kills = 0;   ///< of these, by the clock
  int switch_kills = 0;  ///< of these, at an fsync, a rename or a commit
  int runs = 0;          ///< runs that were killed, gone on with, and finished
  int lost_calls = 0;    ///< in flight at a kill
  int paid_twice = 0;    ///< of these, calls that the provider granted again
  double seconds = 0;
  std::vector<std::string> wrong;  ///< what did not hold; empty when all is well
};

struct kill_options {
  std::string program;       ///< the parley binary
  std::string fault_switch;  ///< the library that is preloaded; empty: kills by the clock only
  int kills = 200;           ///< at least
  std::uint64_t seed = 1;
};

/// Stops early after the first run that is wrong.
kill_result kill_again_and_again(const kill_options& options);

}  // namespace parley::test
