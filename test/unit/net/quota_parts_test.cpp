// Script tests of the governor's small parts: bucket, window, breaker, estimators, order, retries.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "net/quota/admission_order.hpp"
#include "net/quota/circuit_breaker.hpp"
#include "net/quota/estimators.hpp"
#include "net/quota/in_flight_window.hpp"
#include "net/quota/retry_policy.hpp"
#include "net/quota/token_bucket.hpp"

namespace parley::quota {
namespace {

using Catch::Approx;
using namespace std::chrono_literals;
const time_point start{1h};

TEST_CASE("a bucket refills continuously up to its capacity") {
  token_bucket bucket(10, 2, 10, start);
  bucket.add(-6, start);
  CHECK(bucket.level(start) == Approx(4));
  CHECK(bucket.level(start + 1s) == Approx(6));
  CHECK(bucket.level(start + 10s) == Approx(10));
}

TEST_CASE("a bucket's waiting time is exact: just then it holds, just before it does not") {
  token_bucket bucket(10, 3, 0, start);
  for (const double wanted : {0.1, 1.0, 3.3, 9.99}) {
    const auto at = bucket.when(wanted, start);
    CHECK(bucket.holds(wanted, at));
    CHECK_FALSE(bucket.holds(wanted, at - 1ms));
  }
}

TEST_CASE("a bucket pays debts first and gives a whole capacity for what is larger than it") {
  token_bucket bucket(10, 1, -5, start);
  CHECK(bucket.when(1, start) == start + 6s);
  CHECK(bucket.when(1000, start) == start + 15s);
  bucket.set_shape(4, 2, start + 15s);
  CHECK(bucket.level(start + 15s) == Approx(4));
}

TEST_CASE("the window shrinks once a generation and grows back by clean rounds") {
  in_flight_window window(100);
  const auto generation = window.generation();
  CHECK(window.on_overload(generation, start));
  CHECK(window.width() == 75);
  for (int i = 0; i < 50; ++i) CHECK_FALSE(window.on_overload(generation, start + 2s));
  CHECK_FALSE(window.on_overload(window.generation(), start + 999ms));  // too soon to tell
  CHECK(window.width() == 75);
  CHECK(window.on_overload(window.generation(), start + 1s));
  CHECK(window.width() == 56);
  for (int i = 0; i < 56; ++i) window.on_clean(56, start + 2s);
  CHECK(window.width() == 57);
  for (int i = 0; i < 10'000; ++i) window.on_clean(100, start + 2s);
  CHECK(window.width() == 100);
}

TEST_CASE("an unused window does not grow, and none falls below one call") {
  in_flight_window window(10);
  window.on_overload(window.generation(), start);
  const int narrow = window.width();
  for (int i = 0; i < 1000; ++i) window.on_clean(1, start + 1h);
  CHECK(window.width() == narrow);
  for (int i = 1; i < 100; ++i) window.on_overload(window.generation(), start + i * 1s);
  CHECK(window.width() == 1);
}

TEST_CASE("an automatic window doubles with each round of first tokens until an overload") {
  in_flight_window window(0);
  CHECK(window.width() == in_flight_window::automatic_start);
  for (int round = 0; round < 3; ++round) {
    const int width = window.width();
    for (int i = 0; i < width; ++i) window.on_first_token(window.width());
    CHECK(window.width() == 2 * width);
  }
  const int grown = window.width();
  for (int i = 0; i < 1000; ++i) window.on_first_token(10);  // not used: proves nothing
  CHECK(window.width() == grown);
  window.on_overload(window.generation(), start);
  for (int i = 0; i < 1000; ++i) window.on_first_token(grown);
  CHECK(window.width() == grown * 3 / 4);
}

// 1.78 * 3/4 = 1.33 lets one call go, and one is more than 4/5 of it only when whole calls count:
// the window stayed at one for ever, and a run of 118 s took 447 s.
TEST_CASE("a window of one and a third calls is used by one call, and grows") {
  for (int cuts = 1; cuts < 40; ++cuts) {
    in_flight_window window(256);
    for (int i = 0; i < cuts; ++i) window.on_overload(window.generation(), start + i * 1s);
    const int narrow = window.width();
    for (int i = 0; i < 2 * narrow; ++i) window.on_clean(narrow, start + cuts * 1s);
    INFO("after " << cuts << " cuts");
    CHECK(window.width() > narrow);
  }
}

TEST_CASE("ten seconds after the last cut the window doubles with each round, up to 3/4") {
  in_flight_window window(256);
  for (int i = 0; i < 30; ++i) window.on_overload(window.generation(), start + i * 1s);
  REQUIRE(window.width() == 1);
  const time_point soon = start + 38s, later = start + 40s;
  window.on_clean(1, soon);
  CHECK(window.width() == 2);  // one by one, round for round
  window.on_clean(2, soon);
  CHECK(window.width() == 2);
  for (int round = 0; round < 6; ++round) {
    const int width = window.width();
    for (int i = 0; i < width; ++i) window.on_clean(window.width(), later);
    CHECK(window.width() == 2 * width);
  }
  for (int i = 0; i < 100; ++i) window.on_clean(window.width(), later);
  CHECK(window.width() == 192);  // from here on as slowly as ever
  CHECK(window.on_overload(window.generation(), later));
  CHECK(window.width() == 144);
  for (int i = 0; i < 143; ++i) window.on_clean(window.width(), later + 11s);
  CHECK(window.width() == 144);  // 3/4 of 192: what was before this cut, not before all
}

TEST_CASE("after an outage the window is nearly what it was before all the cuts") {
  in_flight_window window(1000);
  for (int i = 0; i < 8; ++i) window.on_overload(window.generation(), start + i * 1s);
  CHECK(window.width() < 120);
  window.on_outage_over();
  CHECK(window.width() == 750);
}

TEST_CASE("a window's limit may change while it runs") {
  in_flight_window window(10);
  window.set_limit(20);
  CHECK(window.width() == 20);
  window.on_overload(window.generation(), start);
  window.set_limit(30);
  CHECK(window.width() == 15);
  window.set_limit(5);
  CHECK(window.width() == 5);
}

struct breaker_script {
  circuit_breaker breaker;
  time_point now = start;
  void bad(int n) {
    for (int i = 0; i < n; ++i) breaker.on_bad(breaker.start(now), now);
  }
  void good(int n) {
    for (int i = 0; i < n; ++i) breaker.on_good(breaker.start(now), now);
  }
};

TEST_CASE("the breaker opens when most of enough calls fail, and only then") {
  breaker_script script;
  script.bad(19);
  CHECK(script.breaker.at(start) == circuit_breaker::state::closed);
  script.bad(1);
  CHECK(script.breaker.at(start) == circuit_breaker::state::open);
  CHECK(script.breaker.when(start) == start + 5s);
  breaker_script half;
  half.good(20);
  half.bad(19);
  half.now += 1ms;
  half.good(1);
  half.bad(2);
  CHECK(half.breaker.at(start) == circuit_breaker::state::closed);
  half.bad(1);
  CHECK(half.breaker.at(start) == circuit_breaker::state::open);
}

TEST_CASE("twenty bad outcomes in a row open the breaker, however many good ones came before") {
  breaker_script busy;
  std::vector<circuit_breaker::pass> early;
  for (int i = 0; i < 30; ++i) early.push_back(busy.breaker.start(busy.now));
  busy.good(1000);
  busy.now += 1s;
  busy.bad(10);
  for (const auto& old : early) busy.breaker.on_good(old, busy.now);  // started before the row
  busy.bad(9);
  CHECK(busy.breaker.at(busy.now) == circuit_breaker::state::closed);
  busy.bad(1);
  CHECK(busy.breaker.at(busy.now) == circuit_breaker::state::open);
  breaker_script mixed;
  mixed.good(1000);
  for (int i = 0; i < 10; ++i) {
    mixed.now += 100ms;
    mixed.bad(19);
    mixed.now += 100ms;
    mixed.good(1);
  }
  CHECK(mixed.breaker.at(mixed.now) == circuit_breaker::state::closed);
}

TEST_CASE("the breaker forgets what is older than its window") {
  breaker_script script;
  script.bad(19);
  script.now += 11s;
  script.bad(19);
  CHECK(script.breaker.at(script.now) == circuit_breaker::state::closed);
}

TEST_CASE("the breaker closes after 1, 2 and 4 good trials") {
  breaker_script script;
  script.bad(20);
  script.now += 5s;
  for (const int trials : {1, 2, 4}) {
    std::vector<circuit_breaker::pass> running;
    while (script.breaker.when(script.now) == script.now &&
           script.breaker.at(script.now) == circuit_breaker::state::half_open)
      running.push_back(script.breaker.start(script.now));
    REQUIRE(static_cast<int>(running.size()) == trials);
    CHECK(script.breaker.when(script.now) == time_point::max());
    for (const auto& pass : running) script.breaker.on_good(pass, script.now);
  }
  CHECK(script.breaker.at(script.now) == circuit_breaker::state::closed);
}

TEST_CASE("a failed trial opens the breaker for twice as long, up to a minute") {
  breaker_script script;
  script.bad(20);
  for (const auto expected : {10s, 20s, 40s, 60s, 60s}) {
    script.now = script.breaker.when(script.now);
    script.bad(1);
    CHECK(script.breaker.when(script.now) == script.now + expected);
  }
}

TEST_CASE("calls from before the breaker opened say nothing about its trials") {
  breaker_script script;
  const auto old = script.breaker.start(start);
  script.bad(20);
  script.now += 5s;
  script.breaker.on_good(old, script.now);
  script.breaker.on_bad(old, script.now);
  CHECK(script.breaker.at(script.now) == circuit_breaker::state::half_open);
  const auto trial = script.breaker.start(script.now);
  CHECK(script.breaker.when(script.now) == time_point::max());
  script.breaker.on_gone(trial);
  CHECK(script.breaker.when(script.now) == script.now);
}

TEST_CASE("the breaker stays open as long as the provider asked for") {
  breaker_script script;
  script.bad(19);
  script.breaker.on_bad(script.breaker.start(start), start, 30s);
  CHECK(script.breaker.when(start) == start + 30s);
  script.now = start + 30s;
  script.breaker.on_bad(script.breaker.start(script.now), script.now, 2s);
  CHECK(script.breaker.when(script.now) == script.now + 2s);  // told, not doubled
}

TEST_CASE("estimates start cautious and follow what calls really weighed") {
  role_estimator learnt;
  CHECK(learnt.input_tokens(400) == 100);
  CHECK(learnt.output_tokens(512) == 512);
  for (int i = 0; i < 50; ++i) learnt.observe(300, token_usage{100, 0, 60, 0});
  CHECK(learnt.input_tokens(300) == Approx(100).margin(2));
  CHECK(learnt.output_tokens(512) == Approx(60).margin(10));
  CHECK(learnt.output_tokens(16) == 16);
  learnt.observe(300, token_usage{});  // nothing reported: nothing learnt
  CHECK(learnt.input_tokens(300) == Approx(100).margin(2));
}

queued_call call(call_id id, agent_role role, int turn, int left = 0) {
  return {id, role, turn, left, start};
}

std::vector<call_id> drained(admission_order& order, std::vector<queued_call> calls) {
  for (const auto& one : calls) order.add(one);
  std::vector<call_id> ids;
  while (const auto next = order.next()) {
    ids.push_back(*next);
    for (const auto& one : calls)
      if (one.id == *next) order.remove(one);
  }
  return ids;
}

TEST_CASE("orders of admission are what their names say") {
  const std::vector<queued_call> calls = {
      call(3, agent_role::customer, 1),  call(1, agent_role::proactive, 3),
      call(2, agent_role::proactive, 1), call(5, agent_role::judge, 3),
      call(4, agent_role::tuner, 0),     call(6, agent_role::judge, 1)};
  CHECK(drained(*make_admission_order("fifo"), calls) == std::vector<call_id>{1, 2, 3, 4, 5, 6});
  CHECK(drained(*make_admission_order("finish_first"), calls) ==
        std::vector<call_id>{4, 5, 6, 1, 2, 3});
  CHECK(make_admission_order("alphabetic") == nullptr);
  for (const auto name : admission_order_names()) CHECK(make_admission_order(name)->name() == name);
}

const std::vector<queued_call> begun = {
    call(1, agent_role::proactive, 1, 9), call(2, agent_role::proactive, 1, 13),
    call(3, agent_role::customer, 2, 4), call(4, agent_role::judge, 3, 1),
    call(5, agent_role::planner, 0, 0)};

TEST_CASE("orders by length look at what is expected") {
  CHECK(drained(*make_admission_order("started_first"), begun) ==
        std::vector<call_id>{5, 3, 4, 2, 1});
  CHECK(drained(*make_admission_order("longest_left"), begun) ==
        std::vector<call_id>{5, 2, 1, 3, 4});
  CHECK(drained(*make_admission_order("alternating"), begun) ==
        std::vector<call_id>{5, 2, 4, 1, 3});
}

TEST_CASE("the balanced order is first come, first served until the longest path is critical") {
  const auto relaxed = make_admission_order("balanced");
  relaxed->set_pace(0.5, 1);  // 27 calls wait: 54 s; the longest path takes 13 s
  CHECK(drained(*relaxed, begun).at(1) == 1);
  const auto tense = make_admission_order("balanced");
  tense->set_pace(10, 1);  // 2.7 s of work beside a path of 13 s
  const auto order = drained(*tense, begun);
  CHECK(order.at(0) == 5);
  CHECK(order.at(1) == 2);  // by turns: most before it,
  CHECK(order.at(2) == 4);  // nearest to its end
  const auto blind = make_admission_order("balanced");
  CHECK(drained(*blind, begun) == std::vector<call_id>{5, 1, 2, 3, 4});
}

wire::provider_error error_of(failure_code code) {
  return wire::wire_fail(code, "x");
}
using kind = retry_decision::kind;
const time_point never = start + 24h;

TEST_CASE("which failures are tried again") {
  using enum failure_code;
  for (const auto code : {connect_failed, connection_lost, timed_out, overloaded, server_error,
                          protocol_error, tls_failed}) {
    retry_policy policy({}, 1);
    CHECK(policy.on_failure(error_of(code), 1, start, never).what == kind::retry);
    CHECK(policy.on_failure(error_of(code), 4, start, never).what == kind::give_up);
  }
  for (const auto code : {bad_request, authentication, balance_exhausted, request_too_large}) {
    retry_policy policy({}, 1);
    CHECK(policy.on_failure(error_of(code), 1, start, never).what == kind::give_up);
  }
  retry_policy policy({}, 1);
  CHECK(policy.on_failure(error_of(tls_failed), 2, start, never).what == kind::give_up);
}

TEST_CASE("the provider's own word on retrying wins, except over fatal failures") {
  retry_policy policy({}, 1);
  auto error = error_of(failure_code::bad_request);
  error.facts.should_retry = true;
  CHECK(policy.on_failure(error, 1, start, never).what == kind::retry);
  error = error_of(failure_code::rate_limited);
  error.facts.should_retry = false;
  CHECK(policy.on_failure(error, 1, start, never).what == kind::give_up);
  error = error_of(failure_code::balance_exhausted);
  error.facts.should_retry = true;
  CHECK(policy.on_failure(error, 1, start, never).what == kind::give_up);
}

TEST_CASE("a quota 429 goes back into the queue and spends nothing") {
  retry_policy policy({}, 1);
  auto error = error_of(failure_code::rate_limited);
  error.facts.retry_after = 10s;
  const double before = policy.budget_left();
  for (int i = 0; i < 1000; ++i) {
    const auto next = policy.on_failure(error, 0, start, never);
    REQUIRE(next.what == kind::requeue);
    REQUIRE(next.not_before >= start + 10s);
    REQUIRE(next.not_before <= start + 12s);
  }
  CHECK(policy.budget_left() == before);
  error.facts.text_committed = true;
  CHECK(policy.on_failure(error, 1, start, never).what == kind::retry);
  CHECK(policy.budget_left() == before - 1);
}

TEST_CASE("backoff is fully jittered, grows and is capped") {
  retry_settings settings;
  settings.max_attempts = 20;
  settings.budget = 1e6;
  retry_policy policy(settings, 1);
  const auto longest = [&](int attempts) {
    duration most{}, least = 24h;
    for (int i = 0; i < 2000; ++i) {
      const auto wait =
          policy.on_failure(error_of(failure_code::server_error), attempts, start, never)
              .not_before -
          start;
      most = std::max(most, wait);
      least = std::min(least, wait);
    }
    CHECK(least < most / 10);
    return most;
  };
  CHECK(longest(1) <= 500ms);
  CHECK(longest(3) > 1500ms);
  CHECK(longest(3) <= 2s);
  CHECK(longest(15) <= 30s);
}

TEST_CASE("retries trickle when half of the budget is gone and are prompt again after successes") {
  retry_settings settings;
  settings.budget = 10;
  settings.base_delay = 10ms;
  settings.max_delay = 20s;
  retry_policy policy(settings, 1);
  const auto wait = [&] {
    const auto next = policy.on_failure(error_of(failure_code::server_error), 1, start, never);
    REQUIRE(next.what == kind::retry);
    return next.not_before - start;
  };
  for (int i = 0; i < 4; ++i) CHECK(wait() <= 10ms);
  for (int i = 0; i < 100; ++i) {
    const auto trickle = wait();
    REQUIRE(trickle >= 10s);
    REQUIRE(trickle <= 20s);
  }
  for (int i = 0; i < 70; ++i) policy.on_success();
  CHECK(wait() <= 10ms);
}

TEST_CASE("a wait that would pass the deadline is not begun") {
  retry_policy policy({}, 1);
  auto error = error_of(failure_code::rate_limited);
  error.facts.retry_after = 3600s;
  const auto next = policy.on_failure(error, 0, start, start + 60s);
  CHECK(next.what == kind::give_up);
  CHECK_FALSE(next.why.empty());
}

}  // namespace
}  // namespace parley::quota
