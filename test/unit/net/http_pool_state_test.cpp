#include <catch2/catch_test_macros.hpp>
#include <set>

#include "base/random_stream.hpp"
#include "net/http/pool_state.hpp"

using namespace parley;
using namespace parley::http;
using std::chrono::seconds;
using action = pool_state::action;

namespace {

const time_point start{std::chrono::hours(1)};
constexpr time_point forever = time_point::max();

pool_limits small(std::size_t max_open, std::size_t min_open = 0) {
  pool_limits limits;
  limits.max_open = max_open;
  limits.min_open = min_open;
  limits.max_idle = seconds(10);
  return limits;
}

}  // namespace

TEST_CASE("a pool opens until the maximum and then lets wait", "[http][pool]") {
  pool_state pool(small(2));
  CHECK(pool.acquire().what == action::open);
  CHECK(pool.acquire().what == action::open);
  const auto third = pool.acquire();
  CHECK(third.what == action::wait);
  CHECK(pool.slots() == 2);
  CHECK(pool.waiting() == 1);
}

TEST_CASE("the most recently used connection is taken first", "[http][pool]") {
  pool_state pool(small(3));
  for (int i = 0; i < 3; ++i) pool.acquire();
  CHECK(!pool.keep(1, start, forever));
  CHECK(!pool.keep(2, start, forever));
  CHECK(!pool.keep(3, start, forever));
  for (const connection_id expected : {3, 2, 1}) {
    const auto decided = pool.acquire();
    CHECK(decided.what == action::use);
    CHECK(decided.which == expected);
  }
}

TEST_CASE("who waits is served in order, with a connection or with the right to open one",
          "[http][pool]") {
  pool_state pool(small(1));
  pool.acquire();
  const auto first = pool.acquire(), second = pool.acquire(), third = pool.acquire();
  const auto kept = pool.keep(7, start, forever);
  REQUIRE(kept);
  CHECK(kept->ticket == first.ticket);
  CHECK(kept->which == connection_id(7));
  pool.abandon(second.ticket);
  const auto released = pool.release();
  REQUIRE(released);
  CHECK(released->ticket == third.ticket);
  CHECK(!released->which);
  CHECK(pool.slots() == 1);
  CHECK(!pool.release());
  CHECK(pool.slots() == 0);
}

TEST_CASE("idle connections leave when they are too old, the oldest first", "[http][pool]") {
  pool_state pool(small(3));
  for (int i = 0; i < 3; ++i) pool.acquire();
  pool.keep(1, start, forever);
  pool.keep(2, start + seconds(5), forever);
  pool.keep(3, start + seconds(6), start + seconds(7));  // the server announced a short life
  CHECK(pool.take_expired(start + seconds(6)).empty());
  CHECK(pool.take_expired(start + seconds(7)) == std::vector<connection_id>{3});
  CHECK(pool.take_expired(start + seconds(10)) == std::vector<connection_id>{1});
  CHECK(pool.slots() == 1);
  CHECK(pool.acquire().which == 2);
}

TEST_CASE("the minimum stays open however long it is idle", "[http][pool]") {
  pool_state pool(small(3, 1));
  for (int i = 0; i < 3; ++i) pool.acquire();
  for (connection_id id = 1; id <= 3; ++id) pool.keep(id, start, forever);
  CHECK(pool.take_expired(start + seconds(60)).size() == 2);
  CHECK(pool.slots() == 1);
  CHECK(pool.idle() == 1);
}

TEST_CASE("no order of events makes a pool lose a slot or let one wait beside an idle connection",
          "[http][pool]") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    random_stream random(seed, "pool", "script");
    const auto max_open = static_cast<std::size_t>(1 + random.below(5));
    pool_state pool(small(max_open));
    std::size_t busy = 0;
    std::vector<pool_ticket> waiting;
    std::set<connection_id> idle;
    connection_id next = 1;
    time_point now = start;
    const auto granted = [&](const std::optional<pool_state::grant>& given) {
      if (!given) return;
      REQUIRE(!waiting.empty());
      REQUIRE(given->ticket == waiting.front());
      waiting.erase(waiting.begin());
      ++busy;
    };
    for (int step = 0; step < 300; ++step) {
      now += seconds(random.below(3));
      switch (random.below(6)) {
        case 0:
        case 1: {
          const auto decided = pool.acquire();
          if (decided.what == action::wait)
            waiting.push_back(decided.ticket);
          else
            ++busy;
          if (decided.what == action::use) REQUIRE(idle.erase(decided.which) == 1);
          break;
        }
        case 2:
          if (busy == 0) break;
          --busy;
          if (waiting.empty()) idle.insert(next);
          granted(pool.keep(next++, now, forever));
          break;
        case 3:
          if (busy == 0) break;
          --busy;
          granted(pool.release());
          break;
        case 4:
          if (waiting.empty()) break;
          pool.abandon(waiting.back());
          waiting.pop_back();
          break;
        default:
          for (const auto each : pool.take_expired(now)) REQUIRE(idle.erase(each) == 1);
      }
      REQUIRE(pool.idle() == idle.size());
      REQUIRE(pool.slots() == busy + idle.size());
      REQUIRE(pool.slots() <= max_open);
      REQUIRE(pool.waiting() == waiting.size());
      REQUIRE((waiting.empty() || (idle.empty() && busy == max_open)));
    }
  }
}
