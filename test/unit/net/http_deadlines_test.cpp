#include <catch2/catch_test_macros.hpp>

#include "base/random_stream.hpp"
#include "net/http/deadlines.hpp"
#include "test/support/sim_clock.hpp"

using namespace parley;
using namespace parley::test;
using http::deadlines;
using std::chrono::seconds;

TEST_CASE("a deadline passes once, when it is due", "[http][deadlines]") {
  asio::io_context context;
  sim_clock clock(context);
  deadlines timers(clock);
  const time_point start = clock.now();
  std::vector<duration> passed;
  deadlines::entry one(timers, [&] { passed.push_back(clock.now() - start); });
  one.set(start + seconds(5));
  clock.run();
  CHECK(passed == std::vector<duration>{seconds(5)});
  CHECK_FALSE(one.is_set());
}

TEST_CASE("moving a deadline later or earlier moves when it passes", "[http][deadlines]") {
  asio::io_context context;
  sim_clock clock(context);
  deadlines timers(clock);
  const time_point start = clock.now();
  std::vector<std::pair<int, duration>> passed;
  deadlines::entry later(timers, [&] { passed.emplace_back(1, clock.now() - start); });
  deadlines::entry earlier(timers, [&] { passed.emplace_back(2, clock.now() - start); });
  later.set(start + seconds(5));
  earlier.set(start + seconds(50));
  later.set(start + seconds(20));
  earlier.set(start + seconds(10));
  clock.run();
  CHECK(passed == std::vector<std::pair<int, duration>>{{2, seconds(10)}, {1, seconds(20)}});
}

TEST_CASE("cleared deadlines leave nothing waiting on the clock", "[http][deadlines]") {
  asio::io_context context;
  sim_clock clock(context);
  bool passed = false;
  {
    deadlines timers(clock);
    deadlines::entry one(timers, [&] { passed = true; });
    deadlines::entry two(timers, [&] { passed = true; });
    one.set(clock.now() + seconds(1));
    two.set(clock.now() + seconds(2));
    one.clear();
    two.clear();
    CHECK(clock.waiting() == 0);
    one.set(clock.now() + seconds(3));
  }
  CHECK(clock.waiting() == 0);  // destruction clears too
  clock.run();
  CHECK_FALSE(passed);
}

TEST_CASE("setting a deadline far away keeps its owner silent until it is needed",
          "[http][deadlines]") {
  asio::io_context context;
  sim_clock clock(context);
  deadlines timers(clock);
  const time_point start = clock.now();
  int passed = 0;
  deadlines::entry one(timers, [&] { ++passed; });
  one.set(start + seconds(5));
  one.set(time_point::max());
  clock.advance(seconds(10));
  context.poll();
  CHECK(passed == 0);
  one.set(start + seconds(20));
  clock.advance(seconds(10));
  context.restart();
  context.poll();
  CHECK(passed == 1);
}

TEST_CASE("any mixture of sets and clears passes each deadline at its last value",
          "[http][deadlines]") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    random_stream random(seed, "deadlines", "script");
    asio::io_context context;
    sim_clock clock(context);
    deadlines timers(clock);
    struct watched {
      std::optional<time_point> due;
      std::unique_ptr<deadlines::entry> entry;
    };
    std::vector<watched> all(6);
    bool wrong = false;
    for (auto& each : all)
      each.entry = std::make_unique<deadlines::entry>(timers, [&] {
        wrong |= !each.due || *each.due > clock.now();
        each.due.reset();
      });
    for (int step = 0; step < 200; ++step) {
      auto& each = all[random.below(all.size())];
      switch (random.below(4)) {
        case 0:
          each.entry->clear(), each.due.reset();
          break;
        case 1:
          clock.advance(seconds(random.below(4)));
          context.restart();
          context.poll();
          for (const auto& other : all) wrong |= other.due && *other.due <= clock.now();
          break;
        default:
          each.due = clock.now() + seconds(1 + random.below(10));
          each.entry->set(*each.due);
      }
      REQUIRE_FALSE(wrong);
    }
  }
}
