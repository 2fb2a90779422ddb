// The overload sensor measures calls that were sent together, not those that came back together.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <map>

#include "base/random_stream.hpp"
#include "net/quota/overload_sensor.hpp"

namespace parley::quota {
namespace {

// Load doubles with every round, and what comes back first is what was quick.
TEST_CASE("the quick ones come back first: that is no slowing down while load grows") {
  overload_sensor sensor;
  random_stream random(9, "ramp", "test");
  std::multimap<double, std::pair<overload_sensor::group, overload_sensor::sample>> ends;
  for (int i = 0; i < 2000; ++i) {
    const double sent_s = std::log1p(i);  // ever more a second
    const overload_sensor::sample drawn{random.log_normal(0.35, 0.35),
                                        random.log_normal(0.012, 0.25), 100 + i};
    ends.emplace(sent_s + drawn.first_token_s + 80 * drawn.per_token_s,
                 std::pair(sensor.on_sent(), drawn));
  }
  for (const auto& [at, each] : ends) REQUIRE_FALSE(sensor.on_reply(each.first, each.second));
}

TEST_CASE("failed calls of a group are not waited for") {
  overload_sensor sensor;
  bool seen = false;
  for (int i = 0; i < 32 * 8; ++i) {
    const auto group = sensor.on_sent();
    const double slower = i < 32 ? 1 : 3;
    const overload_sensor::sample drawn{0.3 * slower, 0.01 * slower, i < 32 ? 100 : 200};
    seen = (i % 4 == 0 ? sensor.on_gone(group) : sensor.on_reply(group, drawn)) || seen;
  }
  CHECK(seen);
}

}  // namespace
}  // namespace parley::quota
