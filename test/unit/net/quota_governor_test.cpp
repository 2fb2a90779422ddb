#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "net/quota/model_governor.hpp"

namespace parley::quota {
namespace {

using Catch::Approx;
using namespace std::chrono_literals;
const time_point start{1h};

model_limits limits(std::int64_t requests, std::int64_t tokens, int in_flight) {
  model_limits made;
  made.requests_per_minute = requests;
  made.tokens_per_minute = tokens;
  made.in_flight = in_flight;
  return made;
}

wire::rate_headers told(std::int64_t limit, std::int64_t remaining,
                        std::chrono::nanoseconds reset = {}) {
  wire::rate_headers headers;
  headers.requests.limit = limit;
  headers.requests.remaining = remaining;
  if (reset.count() > 0) headers.requests.reset = reset;
  return headers;
}

/// Drives a governor by hand: enqueues, admits, jumps to the next wake.
struct script {
  explicit script(const model_limits& set)
      : governor("m", set, make_admission_order("fifo"), start) {}

  void enqueue(int n, time_point deadline = start + 10h) {
    for (int i = 0; i < n; ++i) {
      call_shape shape;
      shape.role = agent_role::customer;
      shape.input_bytes = 400;
      shape.max_output_tokens = 100;
      shape.deadline = deadline;
      governor.enqueue(++last_id, shape, now);
    }
  }
  int admit_all() {
    int n = 0;
    while (const auto id = governor.admit(now)) {
      flying.push_back(*id);
      ++n;
    }
    return n;
  }
  void succeed(call_id id) {
    governor.succeeded(id, token_usage{100, 0, 50, 0}, true, now);
    std::erase(flying, id);
  }
  void succeed_all() {
    while (!flying.empty()) succeed(flying.back());
  }
  wire::provider_error error(failure_code code,
                             std::optional<std::chrono::milliseconds> wait = {}) {
    auto made = wire::wire_fail(code, "x");
    made.facts.status = 429;
    made.facts.retry_after = wait;
    return made;
  }

  model_governor governor;
  time_point now = start;
  call_id last_id = 0;
  std::vector<call_id> flying;
};

TEST_CASE("no more calls are in flight than configured") {
  script run(limits(1'000'000, 1'000'000'000, 7));
  run.enqueue(20);
  CHECK(run.admit_all() == 7);
  CHECK(run.governor.state(run.now).binds == binding::window);
  CHECK(run.governor.state(run.now).waiting == 13);
  run.succeed(run.flying.front());
  CHECK(run.admit_all() == 1);
}

TEST_CASE("when limits are unknown one call goes first and the rest when it has answered") {
  script run(limits(0, 0, 50));
  run.enqueue(30);
  CHECK(run.admit_all() == 1);
  CHECK(run.governor.next_wake(run.now) == run.now + 500ms);  // patience with a slow probe
  run.succeed_all();
  CHECK(run.admit_all() == 29);
}

TEST_CASE("the head of the first reply ends the probe, also when it tells no limits") {
  script run(limits(0, 0, 0));
  run.enqueue(20);
  CHECK(run.admit_all() == 1);
  run.governor.on_headers(1, {}, run.now);  // the reply itself is still on its way
  CHECK(run.admit_all() == 19);
}

TEST_CASE("room is tightened only where tokens are limited: a cut reply costs a call") {
  for (const bool limited : {false, true}) {
    script run(limits(0, limited ? 1'000'000 : 0, 0));
    for (int i = 0; i < 100; ++i) {
      run.enqueue(1);
      run.admit_all();
      run.succeed_all();
    }
    const int room = run.governor.room_for(agent_role::customer, 4096);
    if (limited)
      CHECK(room < 100);
    else
      CHECK(room == 4096);
  }
}

TEST_CASE("behind a slow probe only a few more go, and all once anybody has an answer") {
  script run(limits(0, 0, 50));
  run.enqueue(30);
  CHECK(run.admit_all() == 1);
  for (int i = 1; i <= 7; ++i) {  // one each half second
    CHECK(run.governor.next_wake(run.now) == start + i * 500ms);
    run.now = start + i * 500ms;
    CHECK(run.admit_all() == 1);
  }
  run.now += 60s;
  CHECK(run.admit_all() == 0);
  run.succeed(5);  // not the probe
  CHECK(run.admit_all() == 22);
}

TEST_CASE("configured requests a minute pace the calls, leaving half a second in the bucket") {
  script run(limits(600, 1'000'000'000, 10'000));
  run.enqueue(700);
  CHECK(run.admit_all() == 595);  // a full minute's burst less the set-point of 5
  CHECK(run.governor.state(run.now).binds == binding::requests);
  int sent = 595;
  while (sent < 700) {
    const auto at = run.governor.next_wake(run.now);
    REQUIRE(at > run.now);
    run.now = at;
    const int more = run.admit_all();
    REQUIRE(more >= 1);
    sent += more;
  }
  const double seconds = std::chrono::duration<double>(run.now - start).count();
  CHECK(seconds == Approx(105 / 10.0).epsilon(0.01));
}

TEST_CASE("configured tokens a minute pace the calls and real usage gives tokens back") {
  script run(limits(1'000'000, 60'000, 10'000));
  run.enqueue(400);
  const int burst = run.admit_all();  // 200 tokens each (100 in, 100 out at most), 500 stay
  CHECK(burst == (60'000 - 500) / 200);
  CHECK(run.governor.state(run.now).binds == binding::tokens);
  run.succeed_all();  // 150 used of 200
  CHECK(run.admit_all() > burst / 6);
}

TEST_CASE("limits are learnt from headers when the configuration has none") {
  script run(limits(0, 0, 10'000));
  run.enqueue(200);
  CHECK(run.admit_all() == 1);
  run.governor.on_headers(1, told(60, 59), run.now);
  run.succeed(1);
  CHECK(run.governor.requests().limit() == 60);
  // Of 59 left the set-point stays: half a call, a doubt, two and a half for a neighbour's burst.
  const int burst = run.admit_all();
  CHECK(burst <= 56);
  CHECK(burst >= 54);
  int sent = burst;
  const auto until = run.now + 20s;
  while (run.governor.next_wake(run.now) < until) {
    run.now = run.governor.next_wake(run.now);
    sent += run.admit_all();
  }
  CHECK(sent <= burst + 21);  // one a second
  CHECK(sent >= burst + 19);
}

TEST_CASE("a short burst is seen in the header's reset time") {
  script run(limits(0, 0, 10'000));
  run.enqueue(2000);
  run.admit_all();
  run.governor.on_headers(1, told(6000, 99, 10ms), run.now);  // full again in 10 ms: holds 100
  run.succeed(1);
  CHECK(run.governor.requests().learnt_capacity() == Approx(100).margin(1));
  CHECK(run.admit_all() < 100);
}

TEST_CASE("the smaller of configured and learnt limit holds") {
  script run(limits(30, 0, 10'000));
  run.enqueue(100);
  run.admit_all();
  run.governor.on_headers(1, told(6000, 5999), run.now);
  run.succeed_all();
  CHECK(run.governor.requests().limit() == 30);
  run.admit_all();
  CHECK(run.governor.state(run.now).attempts <= 30);
}

TEST_CASE("somebody else's spending is seen at once, spare room believed slowly") {
  script run(limits(0, 0, 10'000));
  run.enqueue(50);
  run.admit_all();
  run.governor.on_headers(1, told(6000, 5000), run.now);
  run.succeed(1);
  run.enqueue(2);
  const double before = run.governor.requests().learnt_level(run.now);
  run.now += 1s;
  REQUIRE(run.governor.admit(run.now));
  run.governor.on_headers(2, told(6000, 1000), run.now);
  CHECK(run.governor.requests().learnt_level(run.now) == Approx(1000).margin(120));
  CHECK(before > 4990);
  run.now = run.governor.next_wake(run.now);
  REQUIRE(run.governor.admit(run.now));
  run.governor.on_headers(3, told(6000, 2000), run.now);
  const double after = run.governor.requests().learnt_level(run.now);
  CHECK(after > 1000);
  CHECK(after < 1700);
}

TEST_CASE("a header about an older call is compared with what was believed then") {
  script run(limits(0, 0, 10'000));
  run.enqueue(101);
  run.admit_all();
  run.governor.on_headers(1, told(6000, 5999), run.now);
  run.succeed(1);
  CHECK(run.admit_all() == 100);
  // The provider admitted them in order: each header is right for its own call, and none is news.
  const double level = run.governor.requests().learnt_level(run.now);
  for (call_id id = 2; id <= 101; ++id)
    run.governor.on_headers(id, told(6000, 5999 - static_cast<std::int64_t>(id - 1)), run.now);
  CHECK(run.governor.requests().learnt_level(run.now) == Approx(level).margin(2));
}

TEST_CASE("a quota 429 puts the call back at its own place and stops the others in time") {
  script run(limits(600, 1'000'000'000, 10'000));
  run.enqueue(10);
  CHECK(run.admit_all() == 10);
  auto error = run.error(failure_code::rate_limited, 2000ms);
  error.facts.kind = wire::limit_kind::requests;
  run.governor.failed(1, error, {}, run.now);
  run.governor.put_back(1, run.now + 2s, false, run.now);
  run.enqueue(5);
  CHECK(run.admit_all() == 0);  // nothing fits before the provider said
  const auto at = run.governor.next_wake(run.now);
  CHECK(at >= run.now + 1900ms);
  CHECK(at <= run.now + 2100ms);
  run.now += 2100ms;
  const auto first = run.governor.admit(run.now);
  REQUIRE(first);
  CHECK(*first == 1);
  CHECK(run.governor.state(run.now).rate_limited == 1);
  CHECK(run.governor.state(run.now).retries == 0);
  CHECK(run.governor.window() == 10'000);
}

TEST_CASE("a 429 teaches the limit by its message when headers are silent") {
  script run(limits(0, 0, 10'000));
  run.enqueue(10);
  run.admit_all();
  auto error = run.error(failure_code::rate_limited, 240ms);
  error.facts.kind = wire::limit_kind::tokens;
  error.facts.limit = 200'000;
  error.facts.used = 199'000;
  run.governor.failed(1, error, {}, run.now);
  run.governor.put_back(1, run.now + 240ms, false, run.now);
  CHECK(run.governor.tokens().limit() == 200'000);
}

TEST_CASE("a 429 that no bucket explains pauses the model, then one call goes first") {
  script run(limits(0, 0, 100));
  run.enqueue(10);
  run.admit_all();
  run.succeed_all();
  run.admit_all();
  run.governor.failed(2, run.error(failure_code::rate_limited, 3000ms), {}, run.now);
  run.governor.put_back(2, run.now + 3s, false, run.now);
  run.succeed(3);
  run.enqueue(5);
  CHECK(run.admit_all() == 0);
  CHECK(run.governor.state(run.now).binds == binding::paused);
  std::erase(run.flying, 2u);
  run.succeed_all();
  run.now = run.governor.next_wake(run.now);
  CHECK(run.now == start + 3s);
  CHECK(run.admit_all() == 1);
}

TEST_CASE("overload narrows the window once for a whole generation of calls") {
  script run(limits(1'000'000, 1'000'000'000, 100));
  run.enqueue(100);
  run.admit_all();
  for (call_id id = 1; id <= 10; ++id)
    run.governor.failed(id, run.error(failure_code::overloaded), {}, run.now);
  CHECK(run.governor.window() == 75);
}

TEST_CASE("a model that mostly fails is left alone for a while") {
  script run(limits(1'000'000, 1'000'000'000, 100));
  run.enqueue(60);
  run.admit_all();
  for (call_id id = 1; id <= 20; ++id) {
    run.governor.failed(id, run.error(failure_code::server_error), {}, run.now);
    run.governor.put_back(id, run.now, true, run.now);
  }
  CHECK(run.admit_all() == 0);
  CHECK(run.governor.state(run.now).binds == binding::paused);
  run.now = run.governor.next_wake(run.now);
  CHECK(run.now == start + 5s);
  CHECK(run.admit_all() == 1);
}

TEST_CASE("waiting calls expire at their deadline, those in flight do not") {
  script run(limits(1'000'000, 1'000'000'000, 1));
  run.enqueue(3, start + 5s);
  CHECK(run.admit_all() == 1);
  CHECK(run.governor.next_wake(run.now) == start + 5s);
  CHECK(run.governor.expire(start + 4s).empty());
  CHECK(run.governor.expire(start + 5s) == std::vector<call_id>{2, 3});
  run.now = start + 5s;
  CHECK(run.governor.state(run.now).waiting == 0);
  run.succeed_all();
}

TEST_CASE("a dropped call frees its place wherever it was") {
  script run(limits(1'000'000, 1'000'000'000, 1));
  run.enqueue(3);
  run.admit_all();
  run.governor.drop(2);  // waiting
  run.governor.drop(1);  // in flight
  CHECK(run.governor.in_flight() == 0);
  const auto next = run.governor.admit(run.now);
  REQUIRE(next);
  CHECK(*next == 3);
  run.governor.drop(77);  // unknown: nothing
  run.governor.failed(3, run.error(failure_code::server_error), {}, run.now);
  run.governor.drop(3);  // parked
  CHECK(run.governor.next_wake(run.now) == time_point::max());
}

TEST_CASE("limits can be changed while calls run") {
  script run(limits(60, 0, 5));
  run.enqueue(200);
  run.admit_all();
  CHECK(run.governor.in_flight() == 1);  // tokens unknown: a probe
  run.succeed_all();
  run.admit_all();
  CHECK(run.governor.in_flight() == 5);
  run.governor.set_limits(limits(6000, 0, 50), run.now);
  run.admit_all();
  CHECK(run.governor.in_flight() == 50);
  run.governor.set_limits(limits(6000, 0, 10), run.now);
  run.succeed_all();
  CHECK(run.admit_all() == 10);
}

TEST_CASE("a simulated hour at the quota uses nearly all of it and never exceeds the provider's") {
  // The provider: 600 requests a minute, a burst of 10 s, judged at admission; 100 ms away.
  token_bucket provider(100, 10, 100, start);
  script run(limits(0, 0, 1000));
  run.enqueue(3000);
  int granted = 0, refused = 0;
  struct flight {
    time_point lands;
    call_id id;
    std::int64_t remaining;
    bool ok;
  };
  std::vector<flight> flights;
  while (granted < 3000) {
    while (const auto id = run.governor.admit(run.now)) {
      const bool ok = provider.level(run.now) >= 1;
      if (ok) provider.add(-1, run.now);
      flights.push_back(
          {run.now + 100ms, *id, static_cast<std::int64_t>(provider.level(run.now)), ok});
    }
    time_point next = run.governor.next_wake(run.now);
    if (!flights.empty()) next = std::min(next, flights.front().lands);
    REQUIRE(next < time_point::max());
    run.now = std::max(next, run.now);
    while (!flights.empty() && flights.front().lands <= run.now) {
      const auto landed = flights.front();
      flights.erase(flights.begin());
      const auto reset = std::chrono::nanoseconds((100 - landed.remaining) * 100'000'000);
      if (landed.ok) {
        ++granted;
        run.governor.on_headers(landed.id, told(600, landed.remaining, reset), run.now);
        run.governor.succeeded(landed.id, token_usage{100, 0, 50, 0}, true, run.now);
      } else {
        ++refused;
        run.governor.failed(landed.id, run.error(failure_code::rate_limited, 1000ms),
                            told(600, landed.remaining, reset), run.now);
        run.governor.put_back(landed.id, run.now + 1s, false, run.now);
      }
    }
  }
  const double seconds = std::chrono::duration<double>(run.now - start).count();
  const double bound = (3000 - 100) / 10.0;
  CHECK(refused == 0);
  CHECK(seconds / bound < 1.02);
}

}  // namespace
}  // namespace parley::quota
