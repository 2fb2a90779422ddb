// The process is killed again and again, by the clock and at fault switches inside the writer; what
// was recorded is never asked for again, and the files end up the same.
#include <catch2/catch_test_macros.hpp>

#include "test/support/kill/kill_run.hpp"

using namespace parley::test;

TEST_CASE("a run that is killed 200 times pays nothing twice that was recorded") {
  kill_options options;
  options.program = PARLEY_PROGRAM;
  options.fault_switch = PARLEY_FAULTS;
  const kill_result result = kill_again_and_again(options);
  for (const std::string& line : result.wrong) UNSCOPED_INFO(line);
  CHECK(result.wrong.empty());
  CHECK(result.kills >= options.kills);
  CHECK(result.timed_kills > 0);
  if (!options.fault_switch.empty()) CHECK(result.switch_kills > 0);
  CHECK(result.paid_twice <= result.lost_calls);
  WARN(result.kills << " kills (" << result.switch_kills << " at switches) in " << result.runs
                    << " runs, " << result.lost_calls << " calls in flight, " << result.paid_twice
                    << " paid twice, " << result.seconds << " s");
}
