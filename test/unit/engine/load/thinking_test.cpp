#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "test/unit/engine/load/model_target.hpp"

using namespace parley;
using namespace parley::test;
using namespace parley::load;
using Catch::Matchers::WithinRel;

TEST_CASE("users who think ask as often as latency and thinking allow", "[load]") {
  server_model model;
  model.latency = 100ms;
  load_world world(model);
  shape_options o;
  o.concurrency = 200;
  o.think = "1.9s";
  o.duration = "60s";
  o.warmup = "5s";
  const auto r = world.run(o);
  // 200 users, one request each 2 s on average: 100 a second, 10 of them out at a time.
  CHECK_THAT(r.steps[0].requests_per_sec, WithinRel(100.0, 0.03));
  CHECK_THAT(r.steps[0].in_flight_mean, WithinRel(10.0, 0.05));
  CHECK(r.steps[0].name == "200 users, think 1.9s");
  // Thinking is no latency.
  CHECK_THAT(r.steps[0].metric("e2e")->p99, WithinRel(0.1, 0.01));
}

TEST_CASE("an open load has no users who could think", "[load]") {
  shape_options o;
  o.rate = 5;
  o.think = "1s";
  REQUIRE_FALSE(make_shape(o).has_value());
  CHECK(make_shape(o).error().message.find("--think") == 0);
  o.rate.reset();
  o.steps = "concurrency:1,2";
  CHECK(make_shape(o).has_value());
  o.steps = "1,2";
  CHECK_FALSE(make_shape(o).has_value());
}

TEST_CASE("a test with more errors than allowed stops and keeps what it measured", "[load]") {
  stop_settings patience;
  patience.most_errors = 0.2;
  stop_rule rule(patience);
  const time_point now{};
  failure limited = wire::wire_fail(failure_code::rate_limited, "too many").what;
  // One in five fails for long: allowed. Then one more among a hundred.
  std::optional<stop_rule::verdict> said;
  for (int i = 0; i < 500; ++i) {
    if (i % 5 == 0)
      said = rule.on_outcome(limited, now);
    else
      rule.on_success(now);
    REQUIRE_FALSE(said.has_value());
  }
  for (int i = 0; i < 2 && !said; ++i) said = rule.on_outcome(limited, now);
  REQUIRE(said.has_value());
  CHECK_FALSE(said->refused);
  CHECK(said->too_many_errors);
  CHECK(said->why.message.find("21 of the last 100 requests failed") == 0);
}

TEST_CASE("the cost of the measured requests is added up", "[load]") {
  load_world world;
  world.price = [](const std::string&, const token_usage& u) {
    return 0.01 * static_cast<double>(u.output);
  };
  shape_options o;
  o.concurrency = 1;
  o.requests = 10;
  const auto r = world.run(o);
  CHECK_THAT(r.steps[0].cost, WithinRel(10 * 41 * 0.01, 1e-9));
}

TEST_CASE("zero is no number of requests", "[load]") {
  for (auto set :
       {+[](shape_options& o) { o.concurrency = 0; }, +[](shape_options& o) { o.burst = 0; },
        +[](shape_options& o) { o.requests = 0; }, +[](shape_options& o) { o.max_in_flight = 0; },
        +[](shape_options& o) { o.rate = 0; }}) {
    shape_options o;
    set(o);
    REQUIRE_FALSE(make_shape(o).has_value());
    CHECK(make_shape(o).error().message.find(" 0: expected ") != std::string::npos);
  }
}
