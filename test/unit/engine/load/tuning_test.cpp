#include "engine/load/tuning.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace parley;
using namespace parley::load;
using Catch::Matchers::ContainsSubstring;

namespace {

load_step rate_step(double rate, double p95, double good) {
  load_step s;
  s.name = std::to_string(static_cast<int>(rate)) + " requests/s";
  s.kind = "rate";
  s.offered = rate;
  s.ok = 1000;
  s.good = static_cast<std::uint64_t>(1000 * good);
  s.requests_per_sec = rate;
  s.good_per_sec = rate * good;
  load_metric m;
  m.name = "e2e";
  m.count = 1000;
  m.p95 = p95;
  s.metrics.push_back(m);
  return s;
}

load_record swept() {
  load_record r;
  r.id = "test";
  r.model = "gpt-4.1-mini";
  r.steps = {rate_step(10, 1, 1), rate_step(20, 1.5, 0.99), rate_step(40, 9, 0.2)};
  r.sweep = load_sweep{};
  r.sweep->highest_rate = 20;
  r.sweep->lowest_failed = 40;
  return r;
}

const proposed_limit& limit(const limit_proposal& p, std::string_view key) {
  for (const proposed_limit& l : p.limits)
    if (l.key == key) return l;
  FAIL("no " << key);
  return p.limits.front();
}

}  // namespace

TEST_CASE("calls at once follow Little's law at the highest good rate, with a quarter more",
          "[load]") {
  const auto p = propose_limits(swept()).value();
  CHECK(p.model == "gpt-4.1-mini");
  CHECK(limit(p, "in_flight").value == 38);  // 20 * 1.5 * 1.25 = 37.5
  CHECK_THAT(limit(p, "in_flight").evidence, ContainsSubstring("20 completed a second"));
  CHECK_FALSE(limit(p, "requests_per_minute").known);
  CHECK(p.cautions.empty());
}

TEST_CASE("limits come from headers first, then from refusals", "[load]") {
  auto r = swept();
  r.steps[2].requests_per_sec = 25;
  r.steps[2].failed = 600;
  r.steps[2].errors = {{"rate_limited", 600}};
  auto p = propose_limits(r).value();
  CHECK(limit(p, "requests_per_minute").value == 1500);
  CHECK_THAT(limit(p, "requests_per_minute").evidence, ContainsSubstring("37.5 %"));
  r.requests_per_minute_seen = 5000;
  r.tokens_per_minute_seen = 2'000'000;
  p = propose_limits(r).value();
  CHECK(limit(p, "requests_per_minute").value == 5000);
  CHECK(limit(p, "tokens_per_minute").value == 2'000'000);
}

TEST_CASE("a result that shows nothing proposes nothing; one that shows little is cautious",
          "[load]") {
  load_record none;
  none.steps.push_back(rate_step(10, 1, 0.1));
  CHECK(propose_limits(none).has_error());
  auto open_end = swept();
  open_end.sweep->lowest_failed = 0;
  open_end.provider = "sim";
  CHECK(propose_limits(open_end).value().cautions.size() == 2);
  load_record plain;
  plain.steps = {rate_step(10, 1, 1), rate_step(20, 2, 1), rate_step(40, 9, 0.2)};
  const auto p = propose_limits(plain).value();
  CHECK(limit(p, "in_flight").value == 50);
  CHECK_THAT(p.cautions.at(0), ContainsSubstring("no sweep"));
  for (load_step& s : plain.steps) s.kind = "concurrency";
  plain.steps[1].in_flight_mean = 8;
  CHECK(limit(propose_limits(plain).value(), "in_flight").value == 10);
}

TEST_CASE("a run's calls tell how many were out at once", "[load]") {
  std::vector<timed_call> calls;
  for (int i = 0; i < 200; ++i) {  // one each 100 ms, each 1 s long: ten at once
    timed_call c;
    c.model = "m";
    c.sent_ms = 100.0 * i;
    c.latency_ms = 1000;
    c.input_tokens = 90;
    c.output_tokens = 10;
    c.answered = true;
    calls.push_back(c);
  }
  auto p = propose_limits(calls).value().at(0);
  CHECK(limit(p, "in_flight").value == 13);
  CHECK_FALSE(limit(p, "requests_per_minute").known);
  for (auto& c : calls) c.attempts = 2;
  p = propose_limits(calls).value().at(0);
  CHECK(limit(p, "requests_per_minute").value == 200);
  CHECK(limit(p, "tokens_per_minute").value == 20'000);
  calls.resize(5);
  CHECK(propose_limits(calls).has_error());
}
