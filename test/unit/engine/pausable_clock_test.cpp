#include "engine/pausable_clock.hpp"

#include <catch2/catch_test_macros.hpp>

#include "test/support/sim_clock.hpp"

using namespace parley;
using namespace std::chrono_literals;

TEST_CASE("the engine's time stands still during pauses, and only then") {
  asio::io_context context;
  test::sim_clock real(context);
  pausable_clock mine(real);
  const auto begun = mine.now();
  real.advance(10s);
  CHECK(mine.now() - begun == 10s);
  mine.pause();
  mine.pause();  // twice is once
  real.advance(1h);
  CHECK(mine.paused());
  CHECK(mine.now() - begun == 10s);
  CHECK(mine.to_real(mine.now()) == real.now());
  mine.resume();
  mine.resume();
  real.advance(5s);
  CHECK(mine.now() - begun == 15s);
  CHECK(mine.to_real(mine.now() + 1s) == real.now() + 1s);
  CHECK(mine.to_real(time_point::max()) == time_point::max());
}
