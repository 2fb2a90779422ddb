#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "engine/load/numbers.hpp"
#include "engine/load/objective.hpp"
#include "engine/load/requirement.hpp"
#include "engine/load/shape.hpp"

using namespace parley;
using namespace parley::load;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("durations need a unit, shares may be percentages", "[load]") {
  CHECK(read_duration("500ms") == 500ms);
  CHECK(read_duration(" 1m30s ") == 90s);
  CHECK(read_duration("1.5s") == 1500ms);
  CHECK(read_duration("250us") == 250us);
  for (const char* wrong : {"", "5", "s", "-1s", "5 s x", "1e9h", "0s", "nan"})
    CHECK_FALSE(read_duration(wrong));
  CHECK(read_share("95%") == 0.95);
  CHECK(read_share("0.5") == 0.5);
  for (const char* wrong : {"", "101%", "1.1", "-1%", "x%"}) CHECK_FALSE(read_share(wrong));
}

TEST_CASE("an objective counts from when a request was due", "[load]") {
  const auto wanted = parse_objective("ttft:500ms, e2e:5s").value();
  CHECK(wanted.text() == "ttft:500ms,e2e:5s");
  sample s;
  s.intended = time_point(10s);
  s.sent = time_point(11s);
  s.first_token = time_point(10s + 500ms);
  s.ended = time_point(15s);
  s.streamed = true;
  CHECK(wanted.met_by(s));
  s.first_token += 1ms;
  CHECK_FALSE(wanted.met_by(s));
  s.first_token -= 1ms;
  s.ended += 1ms;
  CHECK_FALSE(wanted.met_by(s));
  s.ended -= 1ms;
  s.error = failure_code::timed_out;
  CHECK_FALSE(wanted.met_by(s));
}

TEST_CASE("time per output token and the longest gap are limits too", "[load]") {
  sample s;
  s.streamed = true;
  s.first_token = time_point(1s);
  s.last_token = time_point(2s);
  s.ended = s.last_token;
  s.usage.output = 101;
  s.gaps = {5'000, 40'000, 10'000};
  CHECK(parse_objective("tpot:10ms").value().met_by(s));
  CHECK_FALSE(parse_objective("tpot:9ms").value().met_by(s));
  CHECK(parse_objective("itl:40ms").value().met_by(s));
  CHECK_FALSE(parse_objective("itl:39ms").value().met_by(s));
}

TEST_CASE("a wrong objective is refused with an example", "[load]") {
  for (const char* wrong :
       {"", "ttft", "ttft:5", "speed:1s", "ttft:1s,ttft:2s", "ttft:1s,", ":1s"}) {
    INFO(wrong);
    const auto parsed = parse_objective(wrong);
    REQUIRE(parsed.has_error());
    CHECK_THAT(parsed.error().message, ContainsSubstring("ttft:500ms,e2e:5s"));
  }
}

namespace {

load_record one_step() {
  load_record r;
  load_step s;
  s.name = "10 requests/s";
  s.ok = 98;
  s.failed = 2;
  s.good = 97;
  s.errors = {{"rate_limited", 1}, {"timed_out", 1}};
  s.requests_per_sec = 9.8;
  load_metric m;
  m.name = "e2e";
  m.count = 98;
  m.p95 = 3.2;
  m.p999 = 4.5;
  s.metrics.push_back(m);
  r.steps.push_back(s);
  return r;
}

bool met(const char* text, const load_record& r) {
  return check(parse_requirement(text).value(), r).met;
}

}  // namespace

TEST_CASE("requirements are kept or not, exactly at their limit", "[load]") {
  const auto r = one_step();
  CHECK(met("p95.e2e<4s", r));
  CHECK_FALSE(met("p95.e2e<3.2s", r));
  CHECK(met("p95.e2e<=3200ms", r));
  CHECK(met("p99.9.e2e > 4s", r));
  CHECK(met("good>=97%", r));
  CHECK_FALSE(met("good>97%", r));
  CHECK(met("errors<=2%", r));
  CHECK(met("limited<=1%", r));
  CHECK(met("rps>9", r));
  CHECK_FALSE(met("p95.ttft<100s", r));  // not measured: nothing shows that it holds
  CHECK_FALSE(met("max_rate>1", r));
  CHECK_FALSE(met("rps>0", load_record{}));
  CHECK_THAT(check(parse_requirement("p95.e2e<1s").value(), r).found,
             ContainsSubstring("p95.e2e = 3.2 s (10 requests/s)"));
}

TEST_CASE("the first step that breaks a requirement is named; a sweep answers with its best step",
          "[load]") {
  auto r = one_step();
  auto slow = r.steps.front();
  slow.name = "20 requests/s";
  slow.kind = "rate";
  slow.offered = 20;
  slow.metrics.front().p95 = 9;
  r.steps.push_back(slow);
  CHECK_FALSE(met("p95.e2e<4s", r));
  CHECK_THAT(check(parse_requirement("p95.e2e<4s").value(), r).found,
             ContainsSubstring("20 requests"));
  r.steps.front().kind = "rate";
  r.steps.front().offered = 10;
  r.sweep = load_sweep{};
  r.sweep->highest_rate = 10;
  CHECK(met("p95.e2e<4s", r));
  CHECK(met("max_rate>=10", r));
}

TEST_CASE("a wrong requirement says what is expected", "[load]") {
  for (const char* wrong : {"", "p95.e2e", "p95.e2e<", "p95.e2e<4", "p95.speed<4s", "p42.e2e<4s",
                            "good>120%", "rps>x", "<4s", "p95.e2e=4s"}) {
    INFO(wrong);
    const auto parsed = parse_requirement(wrong);
    REQUIRE(parsed.has_error());
    CHECK_THAT(parsed.error().message, ContainsSubstring("expected"));
  }
}

TEST_CASE("shapes become steps", "[load]") {
  shape_options o;
  const auto plain = make_shape(o).value();
  CHECK(plain.steps.front().concurrency == 16);
  CHECK(plain.steps.front().length == 12s);
  CHECK(plain.steps.front().warmup == 2s);
  o.steps = "10,20,40";
  o.duration = "5s";
  o.warmup = "1s";
  const auto three = make_shape(o).value();
  REQUIRE(three.steps.size() == 3);
  CHECK(three.steps[2].name() == "40 requests/s");
  CHECK(three.steps[2].length == 6s);
  o = {};
  o.steps = "concurrency:1,2";
  CHECK(make_shape(o).value().steps[1].name() == "2 in flight");
  o = {};
  o.burst = 100;
  const auto burst = make_shape(o).value().steps.front();
  CHECK(burst.length == 0s);
  CHECK(burst.name() == "burst of 100");
  o = {};
  o.rate = 5;
  o.arrivals = "poisson";
  CHECK(make_shape(o).value().steps.front().name() == "5 requests/s, Poisson");
  o = {};
  o.sweep = true;
  CHECK(make_shape(o).value().sweep);
}

TEST_CASE("absurd shapes are refused with the range", "[load]") {
  const auto refused = [](auto change, const char* says) {
    shape_options o;
    change(o);
    const auto made = make_shape(o);
    REQUIRE(made.has_error());
    CHECK(made.error().code == failure_code::invalid_input);
    CHECK_THAT(made.error().message, ContainsSubstring(says));
  };
  refused([](auto& o) { o.rate = 1e9; }, "0.001 to 100000 requests a second");
  refused([](auto& o) { o.rate = -1; }, "0.001 to 100000");
  refused([](auto& o) { o.concurrency = 1'000'000; }, "1 to 20000");
  refused([](auto& o) { o.concurrency = -1; }, "1 to 20000");
  refused([](auto& o) { o.requests = 1'000'000'000; }, "--requests");
  refused([](auto& o) { o.steps = "10,,20"; }, "--steps");
  refused([](auto& o) { o.steps = "concurrency:0"; }, "1 to 20000");
  refused([](auto& o) { o.ramp = "5"; }, "--ramp 5");
  refused([](auto& o) { o.ramp = "5-x"; }, "--ramp");
  refused([](auto& o) { o.duration = "10"; }, "with its unit");
  refused([](auto& o) { o.duration = "0"; }, "--requests N");
  refused([](auto& o) { o.arrivals = "gamma:0"; }, "--arrivals");
  refused([](auto& o) { o.rate = 5, o.concurrency = 3; }, "one shape");
}
