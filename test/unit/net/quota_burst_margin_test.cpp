// What is left in the bucket for a neighbour's next burst.
#include "net/quota/burst_margin.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "net/quota/limit_tracker.hpp"

namespace parley::quota {
namespace {

using Catch::Approx;
using namespace std::chrono_literals;
const time_point start{1h};
constexpr double rate = 15;

/// Headers every 100 ms, without a correction.
time_point calm(burst_margin& margin, time_point now, duration length) {
  const time_point end = now + length;
  for (now += 100ms; now < end; now += 100ms) margin.on_header(0, 0, rate, now);
  return end;
}

TEST_CASE("a burst is expected until headers have come for ten seconds without one") {
  burst_margin margin;
  CHECK(margin.units(rate, start) == Approx(2.5 * rate));
  margin.on_header(0, 0, rate, start);
  const auto half = calm(margin, start, 5s);
  CHECK(margin.units(rate, half) == Approx(1.25 * rate).epsilon(0.05));
  const auto later = calm(margin, half, 6s);
  CHECK(margin.units(rate, later) == 0);
}

TEST_CASE("time without headers proves no calm") {
  burst_margin margin;
  margin.on_header(0, 0, rate, start);
  margin.on_header(0, 0, rate, start + 10min);
  CHECK(margin.units(rate, start + 10min) > 2 * rate);
}

TEST_CASE("the deepest fall stays, with a share more, and fades within minutes") {
  burst_margin margin;
  time_point now = calm(margin, start, 15s);
  margin.on_header(-20, 0, rate, now);
  CHECK(margin.deepest(now) == Approx(20));
  now = calm(margin, now, 30s);  // one fall: the next may be twice as deep
  CHECK(margin.units(rate, now) == Approx(2 * margin.deepest(now)).epsilon(0.1));
  margin.on_header(-40, 0, rate, now);
  now = calm(margin, now, 30s);
  CHECK(margin.units(rate, now) <= 45);  // three seconds' worth is the most
  CHECK(margin.units(rate, now) > 35);
  for (int i = 0; i < 9; ++i) {
    now = calm(margin, now, 3s);
    margin.on_header(-20, 0, rate, now);
  }
  CHECK(margin.deepest(now) < 35);
  CHECK(margin.deepest(now) > 20);
  now = calm(margin, now, 120s);
  CHECK(margin.deepest(now) < 15);
}

// Whoever sends in batches what has piled up has nothing to send just after one.
TEST_CASE("who has just taken a burst can take little at once") {
  burst_margin margin;
  time_point now = calm(margin, start, 15s);
  for (int i = 0; i < 12; ++i) {
    now = calm(margin, now, 4s);
    margin.on_header(-30, 0, rate, now);
  }
  const double just_after = margin.units(rate, now);
  CHECK(just_after < 15);
  CHECK(margin.ahead(now) > 20);
  now = calm(margin, now, 2s);
  CHECK(margin.units(rate, now) > just_after + 8);
  now = calm(margin, now, 3s);  // it is due
  CHECK(margin.units(rate, now) == Approx(30 * (1 + 1.0 / 12)).epsilon(0.15));
}

TEST_CASE("what the prediction takes off for others counts as taken") {
  burst_margin steady;
  time_point now = start;
  for (int i = 0; i < 300; ++i, now += 100ms) steady.on_header(0, 0.5, rate, now);
  // Five a second, as expected: only before two seconds had an average was that much.
  CHECK(steady.ahead(now) == Approx(10).epsilon(0.2));
  CHECK(steady.units(rate, now) == 0);
  steady.on_header(-20, 0.5, rate, now);
  CHECK(steady.ahead(now) == Approx(30).epsilon(0.1));
}

TEST_CASE("one burst may show in several headers") {
  burst_margin margin;
  time_point now = calm(margin, start, 15s);
  for (int i = 0; i < 4; ++i, now += 5ms) margin.on_header(-10, 0, rate, now);
  CHECK(margin.deepest(now) == Approx(40).epsilon(0.05));
}

TEST_CASE("small corrections are no bursts: nothing is expected because of them") {
  burst_margin margin;
  time_point now = calm(margin, start, 15s);
  for (int i = 0; i < 50; ++i, now += 500ms) margin.on_header(i % 2 ? -1 : 1, 0, rate, now);
  CHECK(margin.units(rate, now) < 0.25 * rate);
}

// 900 a minute, a full bucket of ten seconds; the calls of a run, and a neighbour who took 30 since
// the last header. The calls that leave before the next one must still fit.
TEST_CASE("a first burst of two seconds' worth refuses nobody") {
  limit_tracker limit(0, 1, start);
  const limit_tracker::cost one{1, 1};
  double theirs = 150;
  time_point now = start;
  wire::rate_bucket header;
  header.limit = 900;
  const auto spend = [&] {
    const auto then = limit.reserve(one, now);
    theirs -= 1;
    header.remaining = static_cast<std::int64_t>(theirs);
    header.reset = std::chrono::seconds(static_cast<std::int64_t>((150 - theirs) / rate));
    limit.reconcile(header, then, now);
  };
  spend();
  while (limit.holds(one, now)) spend();
  theirs -= 30;
  for (int i = 0; i < 500; ++i) {  // half a second, and no header
    now += 1ms;
    theirs += rate / 1000;
    if (!limit.holds(one, now)) continue;
    limit.reserve(one, now);
    theirs -= 1;
    CHECK(theirs >= 0);
  }
}

// 71 a minute of which one may go at once, and a first header that tells no reset: the burst is
// taken for a minute's. That the bucket never fills up to that is nobody else's doing.
TEST_CASE("a burst that was believed too large is put right by headers that are full at less") {
  limit_tracker limit(0, 1, start);
  const limit_tracker::cost one{1, 1};
  time_point now = start;
  auto then = limit.reserve(one, now);
  wire::rate_bucket header;
  header.limit = 71;
  header.remaining = 0;
  limit.reconcile(header, then, now);
  CHECK(limit.learnt_capacity() == 71);
  header.reset = 1s;
  for (int i = 0; i < 3; ++i) {
    now = limit.when(one, now);
    then = limit.reserve(one, now);
    limit.reconcile(header, then, now);
  }
  CHECK(limit.learnt_capacity() < 3);
  CHECK(limit.foreign_rate() == 0);
  CHECK(limit.when(one, now) - now < 3s);
}

TEST_CASE("one header alone does not make a burst smaller") {
  limit_tracker limit(0, 1, start);
  const limit_tracker::cost one{1, 1};
  auto then = limit.reserve(one, start);
  wire::rate_bucket header;
  header.limit = 600;
  header.remaining = 300;
  limit.reconcile(header, then, start);
  CHECK(limit.learnt_capacity() == 600);
  for (int i = 1; i <= 6; ++i) {  // every other one tells a minute's reset
    const time_point now = start + i * 1s;
    then = limit.reserve(one, now);
    header.reset = i % 2 == 0 ? 30s : 0s;
    limit.reconcile(header, then, now);
  }
  CHECK(limit.learnt_capacity() == 600);
}

}  // namespace
}  // namespace parley::quota
