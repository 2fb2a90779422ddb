// What the governor learns: charge model, room for replies, way back after a storm, slowness.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "base/random_stream.hpp"
#include "net/quota/charge_model.hpp"
#include "net/quota/estimators.hpp"
#include "net/quota/limit_tracker.hpp"
#include "net/quota/overload_sensor.hpp"
#include "net/quota/restart_ramp.hpp"

namespace parley::quota {
namespace {

using Catch::Approx;
using namespace std::chrono_literals;
const time_point start{1h};

duration seconds(double s) {
  return std::chrono::duration_cast<duration>(std::chrono::duration<double>(s));
}

/// What a provider that follows `truth` charges.
double charge(const charge_model::hypothesis& truth, const charge_model::weight& call) {
  using enum charge_model::basis;
  if (truth.at_admission == input) return call.input;
  return truth.at_admission == larger ? std::max(call.input, call.room) : call.input + call.room;
}

TEST_CASE("every charge model is recognised from what its headers say remains") {
  for (const auto& truth : charge_model::all) {
    INFO("basis " << static_cast<int>(truth.at_admission) << ", settled " << truth.settled);
    charge_model learnt;
    random_stream random(7, "charges", "test");
    const double rate = 10'000, capacity = 10'000'000;
    double level = 2'000'000;
    time_point now = start;
    struct running {
      time_point ends;
      charge_model::weight call;
      double used;
    };
    std::vector<running> flying;
    for (int i = 0; i < 400; ++i) {
      const double step = random.exponential(0.1);
      now += seconds(step);
      level += rate * step;
      for (auto it = flying.begin(); it != flying.end();) {
        if (it->ends > now) {
          ++it;
          continue;
        }
        if (truth.settled) level += charge(truth, it->call) - it->used;
        learnt.on_done(it->call, it->used);
        it = flying.erase(it);
      }
      charge_model::weight call;
      call.input = random.uniform(300, 1500);
      call.room = random.chance(0.5) ? 512 : 1024;
      level -= charge(truth, call);
      const auto then = learnt.on_sent(call);
      const double noise = random.normal(0, 200);
      learnt.on_header(level + noise, then, now, rate, capacity, 1);
      flying.push_back(
          {now + seconds(random.uniform(1, 4)), call, call.input + random.uniform(40, 250)});
    }
    CHECK(learnt.sure());
    CHECK(learnt.best() == truth);
  }
}

TEST_CASE("a charge model is cautious before it has evidence and ignores a full bucket") {
  charge_model learnt;
  const charge_model::weight call{1000, 500};
  CHECK(learnt.at_admission(call) == 1500);
  CHECK(learnt.given_back(call, 1100) == 0);
  for (int i = 0; i < 100; ++i)
    learnt.on_header(999, learnt.on_sent(call), start + i * 1s, 10, 1000, 1);
  CHECK_FALSE(learnt.sure());
  CHECK(learnt.at_admission(call) == 1500);
}

TEST_CASE("a refused call weighs nothing in the charge model") {
  charge_model with, without;
  const charge_model::weight call{1000, 500};
  for (int i = 0; i < 40; ++i) {
    const auto now = start + i * 1s;
    auto then = with.on_sent(call);
    with.on_refused(call, then);
    const double remaining = 100'000 - 1500.0 * i + 10.0 * i;
    with.on_header(remaining, with.on_sent(call), now, 10, 1e6, 1);
    without.on_header(remaining, without.on_sent(call), now, 10, 1e6, 1);
  }
  CHECK(with.best() == without.best());
  CHECK(with.best().at_admission == charge_model::basis::input_and_room);
}

TEST_CASE("room for replies is tightened to what they need, with a margin") {
  role_estimator learnt;
  random_stream random(3, "room", "test");
  CHECK(learnt.room(4096) == 4096);
  int longest = 0, cut = 0;
  for (int i = 0; i < 5000; ++i) {
    const int output = static_cast<int>(random.log_normal(90, 0.4));
    if (i > 500) {
      longest = std::max(longest, learnt.room(4096));
      cut += output > learnt.room(4096) ? 1 : 0;
    }
    learnt.observe(1000, token_usage{250, 0, output, 0});
  }
  CHECK(longest < 500);  // 99.5th percentile: about 252
  CHECK(cut < 45);       // of 4500: less than one in a hundred
  CHECK(learnt.room(100) == 100);
  CHECK(learnt.room(16) == 16);
}

TEST_CASE("room follows when replies become longer") {
  role_estimator learnt;
  for (int i = 0; i < 3000; ++i) learnt.observe(400, token_usage{100, 0, 50, 0});
  CHECK(learnt.room(4096) < 80);
  for (int i = 0; i < 60; ++i) learnt.observe(400, token_usage{100, 0, 900, 0});
  CHECK(learnt.room(4096) > 900);
}

TEST_CASE("calls come back at the normal rate after a storm, then faster") {
  restart_ramp ramp;
  time_point now = start;
  for (int i = 0; i < 400; ++i, now += 50ms) ramp.on_good(now);  // 20 a second
  CHECK(ramp.when(now) == now);
  ramp.on_storm(now);
  CHECK(ramp.normal_rate() == Approx(20).epsilon(0.1));
  now += 20s;
  ramp.on_calm(now);
  const auto calm = now;
  std::vector<int> each_second(7);
  while (now < calm + 7s) {
    now = std::max(ramp.when(now), now);
    if (now >= calm + 7s) break;
    ramp.on_admit(now);
    ++each_second[static_cast<std::size_t>((now - calm) / 1s)];
    if (now >= calm + 6s) now += 1ms;  // the ramp is over: as fast as we like
  }
  CHECK(each_second[0] <= 24);  // 1.2 times the normal rate
  CHECK(each_second[0] >= 18);
  CHECK(each_second[2] > each_second[1]);
  CHECK(each_second[5] > 3 * each_second[0]);
  CHECK(each_second[6] > 500);
}

TEST_CASE("a storm during the way back starts it anew at the same rate") {
  restart_ramp ramp;
  time_point now = start;
  for (int i = 0; i < 200; ++i, now += 100ms) ramp.on_good(now);
  ramp.on_storm(now);
  ramp.on_calm(now + 5s);
  ramp.on_storm(now + 6s);
  ramp.on_calm(now + 30s);
  CHECK(ramp.normal_rate() == Approx(10).epsilon(0.15));
  ramp.on_admit(now + 30s);
  CHECK(ramp.when(now + 30s) > now + 30s);
}

TEST_CASE("a provider that slows down under more load is overloaded, after three windows") {
  overload_sensor sensor;
  const auto window = [&](double first, double each, int in_flight) {
    bool seen = false;
    for (int i = 0; i < 32; ++i)
      seen = sensor.on_reply(sensor.on_sent(), {first, each, in_flight}) || seen;
    return seen;
  };
  CHECK_FALSE(window(0.3, 0.01, 100));
  CHECK_FALSE(window(0.3, 0.01, 120));
  CHECK_FALSE(window(0.7, 0.03, 200));
  CHECK_FALSE(window(0.7, 0.03, 200));
  CHECK(window(0.7, 0.03, 200));
  CHECK_FALSE(window(0.7, 0.03, 200));  // counts anew
}

TEST_CASE("a provider that slows down at the same load is not slow because of us") {
  overload_sensor sensor;
  for (int i = 0; i < 3200; ++i) {
    const double slower = i < 320 ? 1 : 3;
    REQUIRE_FALSE(sensor.on_reply(sensor.on_sent(), {0.3 * slower, 0.01 * slower, 100}));
  }
}

TEST_CASE("long replies are no sign of overload") {
  overload_sensor sensor;
  random_stream random(5, "lengths", "test");
  for (int i = 0; i < 3200; ++i)
    REQUIRE_FALSE(
        sensor.on_reply(sensor.on_sent(), {0.3, 0.012 * random.log_normal(1, 0.2), 100 + i / 10}));
}

TEST_CASE("a day's limit is recognised by how slowly it comes back") {
  limit_tracker tracker(0, 1, start);
  wire::rate_bucket header;
  header.limit = 10'000;
  header.remaining = 9'990;
  header.reset = 86s + 400ms;  // ten missing: 8.64 s each
  tracker.reconcile(header, tracker.reserve({1, 1}, start), start);
  CHECK(tracker.learnt_rate() == Approx(10'000.0 / 86'400).epsilon(0.01));
  limit_tracker minute(0, 1, start);
  header.reset = 1s;  // rounded up from 60 ms
  minute.reconcile(header, minute.reserve({1, 1}, start), start);
  CHECK(minute.learnt_rate() == Approx(10'000.0 / 60).epsilon(0.01));
}

TEST_CASE("a share of the quota is a bucket of our own inside the provider's") {
  for (const std::int64_t configured : {0, 600}) {
    limit_tracker tracker(configured, 0.25, start);
    wire::rate_bucket header;
    header.limit = 600;
    header.remaining = 599;
    tracker.reconcile(header, tracker.reserve({1, 1}, start), start);
    int sent = 1;
    while (tracker.holds({1, 1}, start)) {
      tracker.reserve({1, 1}, start);
      ++sent;
    }
    CHECK(sent <= 150);
    CHECK(sent >= 145);
    const auto next = tracker.when({1, 1}, start);
    CHECK(next - start <= 402ms);  // 150 a minute
  }
}

TEST_CASE("a share of the quota is a share of its burst too") {
  for (const std::int64_t configured : {0, 600}) {
    limit_tracker tracker(configured, 0.25, start);
    wire::rate_bucket header;  // ten seconds' worth may come at once
    header.limit = 600;
    header.remaining = 99;
    header.reset = 100ms;
    tracker.reconcile(header, tracker.reserve({1, 1}, start), start);
    int sent = 1;
    while (tracker.holds({1, 1}, start)) {
      tracker.reserve({1, 1}, start);
      ++sent;
    }
    CHECK(sent <= 25);
    CHECK(sent >= 22);
    CHECK(tracker.when({1, 1}, start) - start <= 402ms);  // 150 a minute
  }
}

TEST_CASE("what others spend is learnt, reserved against, and forgotten when they stop") {
  limit_tracker tracker(0, 1, start);
  const double rate = 100, foreign = 40;  // a second
  double level = 3000;
  time_point now = start;
  const auto live = [&](double others, int steps) {
    for (int i = 0; i < steps; ++i) {
      now += 100ms;
      level = std::min(6000.0, level + (rate - others) * 0.4);
      wire::rate_bucket header;
      header.limit = 6000;
      header.remaining = static_cast<std::int64_t>(level -= 28);
      const auto then = tracker.reserve({28, 28}, now);
      tracker.reconcile(header, then, now += 300ms);
    }
  };
  live(0, 50);  // until no burst is expected any more
  CHECK(tracker.foreign_rate() < 5);
  const double calm = tracker.set_point(now);
  live(foreign, 200);
  CHECK(tracker.foreign_rate() == Approx(foreign).margin(8));
  CHECK(tracker.set_point(now) > calm);
  live(0, 600);
  CHECK(tracker.foreign_rate() < 5);
}

TEST_CASE("headers of calls that left together are averaged, whatever order they come in") {
  random_stream random(11, "order", "test");
  limit_tracker tracker(0, 1, start);
  wire::rate_bucket header;
  header.limit = 60'000;
  header.remaining = 60'000;
  tracker.reconcile(header, tracker.reserve({1, 1}, start), start);
  std::vector<limit_tracker::snapshot> sent;
  for (int i = 0; i < 300; ++i) sent.push_back(tracker.reserve({100, 100}, start));
  const double believed = tracker.learnt_level(start);
  shuffle(sent, random);  // the provider saw them in this order
  const auto later = start + 1ms;
  for (int i = 0; i < 300; ++i) {
    header.remaining = 60'000 - 100 * (i + 1);
    tracker.reconcile(header, sent[static_cast<std::size_t>(i)], later);
  }
  CHECK(tracker.learnt_level(later) == Approx(believed).margin(1500));
}

}  // namespace
}  // namespace parley::quota
