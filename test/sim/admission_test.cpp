// Who is let in when an iteration before was crowded, on the virtual clock.
#include <catch2/catch_test_macros.hpp>

#include "test/sim/checkers.hpp"

using namespace parley;
using namespace parley::test;

// For the first iteration's two minutes somebody else takes nearly all that the provider can do:
// calls of less than a second wait for half a minute. Then they are gone.
TEST_CASE("waiting in a crowded iteration is not held against the next one") {
  for (const double rate : {0.5, 0.6, 0.7}) {
    scenario what = plain_scenario(60);
    what.config.loop.max_iterations = 2;
    what.config.loop.min_iterations = 2;
    what.config.loop.iteration_deadline = std::chrono::seconds(120);
    what.script.calls_per_second = rate;
    what.script.crowded_until = 125;
    const outcome seen = play(what);
    INFO(rate << " calls a second");
    REQUIRE(seen.record.iterations.size() == 2);
    CHECK(seen.record.iterations[0].conversations.size() < 40);
    CHECK(seen.record.iterations[1].conversations.size() == 60);
  }
}

// One seat, and the judge's checks wait for it one after the other: a tenth of the customers a
// second time, and the frozen ones.
TEST_CASE("a stop while the judge is checked begins no further check") {
  int stopped = 0;
  for (int at = 20; at < 100; at += 2) {
    scenario what = plain_scenario(60, 7);
    what.config.conversation.judges = 1;
    what.config.loop.max_iterations = 2;
    what.config.loop.min_iterations = 2;
    what.stop_at = at;
    const outcome seen = play(what);
    INFO("stopped at " << at << " s");
    for (const auto& complaint : check(what, seen)) FAIL_CHECK(complaint);
    stopped += seen.log.last_check && seen.record.stopped == stop_reason::interrupted ? 1 : 0;
  }
  CHECK(stopped > 3);
}
