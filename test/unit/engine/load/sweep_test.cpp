#include <boost/asio/co_spawn.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>

#include "test/unit/engine/load/model_target.hpp"

using namespace parley;
using namespace parley::test;
using namespace parley::load;
using Catch::Matchers::WithinRel;

namespace {

double find_capacity(double capacity, search_settings how, int* steps = nullptr) {
  rate_search search(how);
  int tried = 0;
  while (const auto rate = search.next()) {
    search.tried(*rate <= capacity, false);
    ++tried;
  }
  if (steps != nullptr) *steps = tried;
  return search.highest_passed();
}

}  // namespace

TEST_CASE("the search ends within its precision below the capacity, wherever that is", "[load]") {
  for (double capacity = 0.01; capacity < 90'000; capacity *= 1.37) {
    search_settings how;
    how.most_steps = 64;
    const double found = find_capacity(capacity, how);
    INFO("capacity " << capacity);
    CHECK(found <= capacity);
    CHECK(found * 1.0521 >= capacity);  // rates have four digits
  }
}

TEST_CASE("the search is short", "[load]") {
  int steps = 0;
  search_settings how;
  how.first_rate = 10;
  find_capacity(57, how, &steps);
  CHECK(steps <= 9);
}

TEST_CASE("a search without bounds, and one that nothing passes, end and say why", "[load]") {
  rate_search all({});
  while (all.next()) all.tried(true, false);
  CHECK(all.highest_passed() > 30'000);
  CHECK_FALSE(all.ended().empty());
  rate_search none({});
  while (none.next()) none.tried(false, false);
  CHECK(none.highest_passed() == 0);
  CHECK_FALSE(none.ended().empty());
  rate_search client({});
  client.next();
  client.tried(false, true);
  CHECK_FALSE(client.next());
  CHECK(client.ended().find("the client was the limit at 1") == 0);
}

TEST_CASE("the knee of a curve is where it bends", "[load]") {
  // Latency of a single queue, 1 / (capacity - rate), seen at 10, 20, ... 90 of 100.
  std::vector<curve_point> points;
  for (int rate = 10; rate <= 90; rate += 10)
    points.push_back({static_cast<double>(rate), 1.0 / (100 - rate)});
  const auto knee = find_knee(points);
  REQUIRE(knee.has_value());
  CHECK(*knee >= 60);
  CHECK(*knee <= 80);
  CHECK_FALSE(find_knee({{1, 1}, {2, 2}, {3, 3}}).has_value());  // a straight line has none
  CHECK_FALSE(find_knee({{1, 1}, {2, 9}}).has_value());
  CHECK_FALSE(find_knee({{1, 5}, {2, 5}, {3, 5}}).has_value());
  // Noise on a flat curve, as of a server that refuses what is too much, bends nowhere.
  CHECK_FALSE(find_knee({{10, 80}, {20, 125}, {40, 84}, {50, 92}, {65, 87}}).has_value());
  // One slow step among the quick ones is not the bend.
  const auto noisy =
      find_knee({{10, 50}, {20, 95}, {30, 55}, {40, 60}, {50, 65}, {60, 90}, {70, 400}});
  REQUIRE(noisy.has_value());
  CHECK(*noisy >= 50);
}

TEST_CASE("a sweep finds the capacity of a server with four places", "[load]") {
  server_model model;
  model.latency = 100ms;
  model.first_token = 20ms;
  model.places = 4;  // 40 requests a second
  load_world world(model);
  shape_options o;
  o.sweep = true;
  o.duration = "20s";
  o.warmup = "2s";
  o.arrivals = "poisson";
  const auto r = world.run(o, {}, parse_objective("e2e:500ms").value());
  REQUIRE(r.sweep.has_value());
  CHECK_THAT(r.sweep->base_latency, WithinRel(0.1, 0.001));
  // Poisson arrivals wait: 95 % within 500 ms hold to a little below the capacity.
  CHECK(r.sweep->highest_rate > 32);
  CHECK(r.sweep->highest_rate < 40);
  CHECK(r.sweep->lowest_failed <= r.sweep->highest_rate * 1.0501);
  CHECK(r.sweep->concurrency >= 4);
  CHECK(r.sweep->concurrency < 25);
  CHECK(r.sweep->knee_rate > 20);
  CHECK(r.sweep->knee_rate <= r.sweep->highest_rate * 1.05);
  CHECK(r.steps.size() <= 12);
}

TEST_CASE("a rate fails only when chance would rarely give so few good ones", "[load]") {
  // P(X <= 30 of 35) at 0.95 is 0.0290, P(X <= 31) is 0.0958: by summing the binomial terms.
  CHECK(judge_rate({.good = 30, .due = 35}, 0.95) == step_verdict::failed);
  CHECK(judge_rate({.good = 31, .due = 35}, 0.95) == step_verdict::undecided);
  CHECK(judge_rate({.good = 34, .due = 35}, 0.95) == step_verdict::passed);
  // P(X <= 936 of 1000) is 0.0284, P(X <= 940) is 0.0867.
  CHECK(judge_rate({.good = 936, .due = 1000}, 0.95) == step_verdict::failed);
  CHECK(judge_rate({.good = 940, .due = 1000}, 0.95) == step_verdict::undecided);
  CHECK(judge_rate({.good = 950, .due = 1000}, 0.95) == step_verdict::passed);
  CHECK(judge_rate({.good = 35, .due = 35, .kept_up = false}, 0.95) == step_verdict::failed);
  CHECK(judge_rate({.good = 0, .due = 1}, 0.95) == step_verdict::failed);
  CHECK(judge_rate({.good = 9, .due = 10}, 1) == step_verdict::failed);
}

TEST_CASE("two stragglers among few requests do not end a sweep far below the capacity", "[load]") {
  server_model model;
  model.latency = 50ms;
  model.places = 5;  // 100 requests a second
  // Near the sweep's first rate, 20 a second, two of some 40 requests are slow, once.
  model.latency_at = [](time_point at) {
    const auto since = at - time_point{};
    return since > 4s && since < 4080ms ? duration(900ms) : duration(50ms);
  };
  load_world world(model);
  shape_options o;
  o.sweep = true;
  o.duration = "2s";
  const auto r = world.run(o, {}, parse_objective("e2e:400ms").value());
  CHECK(r.sweep->highest_rate > 90);
  CHECK(r.sweep->highest_rate < 116);  // two seconds are too short for a queue of 16/s to show
}

TEST_CASE("a sweep without an objective takes three times the unloaded latency and says so",
          "[load]") {
  server_model model;
  model.latency = 100ms;
  model.places = 2;
  load_world world(model);
  shape_options o;
  o.sweep = true;
  o.duration = "5s";
  const auto r = world.run(o);
  CHECK(r.objective.starts_with("e2e:300"));
  REQUIRE(r.notes.size() == 1);
  CHECK(r.sweep->highest_rate > 17);
  CHECK(r.sweep->highest_rate < 22);
}

TEST_CASE("a sweep of a server that is gone is partial and finds nothing", "[load]") {
  server_model model;
  model.fails_from = time_point{};
  load_world world(model);
  shape_options o;
  o.sweep = true;
  const auto r = world.run(o);
  CHECK(r.stopped == "target_lost");
  CHECK(r.sweep->highest_rate == 0);
  CHECK(r.steps.size() == 1);
}
