#include <boost/asio/co_spawn.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "test/unit/engine/load/model_target.hpp"

using namespace parley;
using namespace parley::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using load::shape_options;

namespace {

shape_options at_rate(double rate, const char* duration = "10s", const char* warmup = "0") {
  shape_options o;
  o.rate = rate;
  o.duration = duration;
  o.warmup = warmup;
  return o;
}
shape_options in_flight(std::int64_t n, const char* duration = "10s") {
  shape_options o;
  o.concurrency = n;
  o.duration = duration;
  o.warmup = "0";
  return o;
}
const load_metric& metric(const load_record& r, const char* name, std::size_t step = 0) {
  const load_metric* m = r.steps.at(step).metric(name);
  REQUIRE(m != nullptr);
  return *m;
}

}  // namespace

TEST_CASE("a steady load on a steady server: every figure is what arithmetic says", "[load]") {
  load_world world;
  const auto r = world.run(at_rate(100));
  const load_step& s = r.steps.at(0);
  CHECK(s.sent == 1000);
  CHECK(s.ok == 1000);
  CHECK(s.failed == 0);
  CHECK(s.measured == 10);
  CHECK_THAT(s.requests_per_sec, WithinAbs(99.5, 0.51));  // the last ones end after the window
  CHECK_THAT(s.input_tokens_per_sec, WithinRel(100 * s.requests_per_sec, 1e-9));
  CHECK_THAT(s.output_tokens_per_sec, WithinRel(4100, 0.006));
  CHECK_THAT(s.in_flight_mean, WithinRel(5.0, 0.006));
  CHECK(s.in_flight_peak <= 6);
  CHECK_THAT(metric(r, "e2e").p50, WithinRel(0.05, 0.001));
  CHECK_THAT(metric(r, "e2e").p999, WithinRel(0.05, 0.001));
  CHECK_THAT(metric(r, "ttft").p50, WithinRel(0.01, 0.001));
  CHECK_THAT(metric(r, "tpot").p50, WithinRel(0.001, 0.001));
  CHECK_THAT(metric(r, "itl").p50, WithinRel(0.01, 0.001));
  CHECK(metric(r, "itl").count == 4000);
  CHECK_THAT(metric(r, "user_rate").p50, WithinRel(1000, 0.001));
  CHECK(metric(r, "lag").max == 0);
  CHECK(s.health.verdict == "ok");
  CHECK_FALSE(r.is_partial());
  CHECK(world.asks.answers == 1000);
  CHECK(world.seconds.rows().empty());  // taken
  REQUIRE(r.seconds.size() >= 10);
  for (std::size_t i = 1; i < 10; ++i) {
    CHECK(r.seconds[i].ok == 100);
    CHECK_THAT(r.seconds[i].output_tokens, WithinRel(4100, 0.001));
    CHECK_THAT(r.seconds[i].e2e_p95, WithinRel(0.05, 0.001));
  }
}

TEST_CASE("requests in flight stay as many as asked, and the rate follows", "[load]") {
  server_model model;
  model.latency = 100ms;
  load_world world(model);
  const auto r = world.run(in_flight(10));
  CHECK(r.steps[0].sent == 1000);
  CHECK_THAT(r.steps[0].requests_per_sec, WithinAbs(99, 1.01));
  CHECK_THAT(r.steps[0].in_flight_mean, WithinRel(10, 0.001));
  CHECK(r.steps[0].in_flight_peak == 10);
}

TEST_CASE("a stalled server: the wait of what could not be sent is in the corrected figures only",
          "[load]") {
  server_model model;
  model.stall_every = 10s;
  model.stall_for = 2s;
  load_world world(model);
  load::step_limits limits;
  limits.max_in_flight = 10;
  const auto r = world.run(at_rate(100, "40s"), limits);
  CHECK(r.steps[0].ok + r.steps[0].unsent == 4000);
  // A fifth of all requests are due in a stall, and a queue of 200 is worked off after it.
  CHECK(metric(r, "e2e").p99 > 1.9);
  CHECK(metric(r, "e2e").p90 > 0.9);
  // What a client would say that waits with sending: ten requests a stall were slow, one percent.
  CHECK(metric(r, "e2e_sent").p95 < 0.051);
  CHECK(metric(r, "held").p95 > 1.0);
  CHECK(metric(r, "lag").max == 0);  // it was the server, and the client says so
  CHECK(r.steps[0].health.verdict == "ok");
}

TEST_CASE("without a limit in flight the stall shows although everything was sent in time",
          "[load]") {
  server_model model;
  model.stall_every = 10s;
  model.stall_for = 2s;
  load_world world(model);
  const auto r = world.run(at_rate(100, "40s"));
  CHECK(metric(r, "e2e").cells == metric(r, "e2e_sent").cells);
  CHECK_THAT(metric(r, "e2e").p99, WithinAbs(1.95, 0.06));
}

TEST_CASE("requests never sent are counted, not forgotten", "[load]") {
  server_model model;
  model.latency = 8s;
  load_world world(model);
  load::step_limits limits;
  limits.max_in_flight = 10;
  const auto r = world.run(at_rate(100, "5s"), limits);
  CHECK(r.steps[0].sent == 10);
  CHECK(r.steps[0].unsent == 490);
  CHECK_THAT(r.steps[0].good_share(), WithinAbs(0.02, 1e-9));
  CHECK(r.steps[0].health.verdict == "ok");  // the server held them back
}

TEST_CASE("what was due in the warm-up is in no figure", "[load]") {
  server_model model;
  load_world world(model);
  const time_point begun = world.clock.now();
  server_model slow_start;
  slow_start.latency_at = [begun](time_point at) -> duration {
    return at < begun + 2s ? duration(500ms) : duration(20ms);
  };
  load_world slow(slow_start);
  const auto r = slow.run(at_rate(100, "10s", "2s"));
  CHECK(r.steps[0].sent == 1000);
  CHECK(r.steps[0].left_out >= 199);
  CHECK(r.steps[0].left_out <= 201);
  CHECK(metric(r, "e2e").max < 0.51);
  CHECK_THAT(metric(r, "e2e").p95, WithinRel(0.02, 0.001));
  CHECK(r.seconds[0].warmup);
  CHECK_FALSE(r.seconds[3].warmup);
}

TEST_CASE("a count is kept exactly, open and closed", "[load]") {
  shape_options o;
  o.requests = 137;
  o.concurrency = 8;
  load_world closed;
  CHECK(closed.run(o).steps[0].sent == 137);
  CHECK(closed.server.sent == 137);
  o = {};
  o.requests = 137;
  o.rate = 50;
  o.arrivals = "poisson";
  load_world open;
  CHECK(open.run(o).steps[0].sent == 137);
}

TEST_CASE("a burst is sent at one moment", "[load]") {
  shape_options o;
  o.burst = 100;
  load_world world;
  const auto r = world.run(o);
  REQUIRE(world.samples.size() == 100);
  for (const auto& s : world.samples) CHECK(s.sent == world.samples.front().sent);
  CHECK(r.steps[0].in_flight_peak == 100);
  CHECK(r.steps[0].ok == 100);
  o.every = "2s";
  o.duration = "5s";
  o.warmup = "0";
  load_world again;
  CHECK(again.run(o).steps[0].ok == 300);
}

TEST_CASE("a client that is slow itself is called the bottleneck", "[load]") {
  server_model model;
  model.busy_client = 15ms;  // for each request, where one is due every 10 ms
  load_world world(model);
  const auto r = world.run(at_rate(100, "5s"));
  CHECK(metric(r, "lag").p99 > 1);
  CHECK(r.steps[0].unsent > 100);
  CHECK(r.steps[0].health.verdict == "bottleneck");
  // The server answered in 50 ms; what the client adds before sending is in the corrected figure.
  CHECK(metric(r, "e2e").p50 > metric(r, "e2e_sent").p50 + 0.5);
}

TEST_CASE("a server that goes away ends the test; what was measured is kept", "[load]") {
  const bool open = GENERATE(true, false);
  load_world world;
  server_model model;
  model.fails_from = world.clock.now() + 3s;
  load_world dying(model);
  const auto r = dying.run(open ? at_rate(100, "60s") : in_flight(5, "60s"));
  CHECK(r.stopped == "target_lost");
  CHECK(r.stop_detail.find("no request succeeded for 5 s") == 0);
  CHECK_FALSE(r.steps[0].complete);
  CHECK(r.steps[0].ok >= (open ? 295 : 290));
  CHECK(r.steps[0].failed >= 8);
  CHECK(r.steps[0].errors.at(0).first == "connect_failed");
  CHECK(r.seconds.size() < 12);
  if (!open) CHECK(dying.server.sent < 400);  // users rest between failures
}

TEST_CASE("a key that is refused ends the test at once", "[load]") {
  server_model model;
  model.fails_from = time_point{};
  model.fails_with = failure_code::authentication;
  load_world world(model);
  const auto r = world.run(at_rate(100));
  CHECK(r.stopped == "refused");
  CHECK(world.server.sent <= 2);
}

TEST_CASE("a full quota is something to measure, not a reason to stop", "[load]") {
  server_model model;
  model.fails_from = time_point{};
  model.fails_with = failure_code::rate_limited;
  load_world world(model);
  const auto r = world.run(at_rate(100, "20s"));
  CHECK_FALSE(r.is_partial());
  CHECK(r.steps[0].limited_share() == 1);
  CHECK(r.steps[0].sent == 2000);
}

TEST_CASE("stopped once, replies that are out are waited for; twice, they are not", "[load]") {
  server_model model;
  model.latency = 2s;
  for (const bool twice : {false, true}) {
    load_world world(model);
    world.at(3s, [&] { world.running->stop(); });
    if (twice) world.at(3500ms, [&] { world.running->stop(); });
    const auto r = world.run(at_rate(10, "60s"));
    CHECK(r.stopped == "interrupted");
    CHECK(r.steps[0].ok + r.steps[0].failed == world.server.sent);
    CHECK(world.server.sent == 30);
    CHECK(r.steps[0].failed == (twice ? 15 : 0));
  }
}

TEST_CASE("replies that never come are given up after the drain time", "[load]") {
  server_model model;
  model.latency = 1h;
  load_world world(model);
  load::step_limits limits;
  limits.drain = 5s;
  limits.call_timeout = 2h;
  const time_point begun = world.clock.now();
  const auto r = world.run(at_rate(10, "2s"), limits);
  CHECK(world.clock.now() - begun < 8s);
  CHECK(r.steps[0].failed == 20);
  CHECK(r.steps[0].errors.at(0).first == "cancelled");
}

TEST_CASE("a workload that is used up ends the step", "[load]") {
  load_world world;
  world.asks = blank_workload(25);
  CHECK(world.run(in_flight(4)).steps[0].sent == 25);
}
