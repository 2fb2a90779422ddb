#include <catch2/catch_test_macros.hpp>

#include "base/json.hpp"
#include "base/random_stream.hpp"
#include "sim/service/call_log.hpp"
#include "sim/service/quota_ledger.hpp"

using namespace parley;
using namespace parley::sim::service;
using namespace std::chrono_literals;

namespace {

const time_point start{1h};

quota_policy policy(std::int64_t requests, std::int64_t tokens, double burst = 60) {
  return {.requests_per_minute = requests, .tokens_per_minute = tokens, .burst_seconds = burst};
}

}  // namespace

TEST_CASE("without limits everything is granted and no state is shown") {
  quota_ledger ledger(policy(0, 0));
  const auto decision = ledger.admit("k", "m", 1'000'000, start);
  CHECK(decision.verdict == quota_verdict::granted);
  CHECK_FALSE(decision.state);
}

TEST_CASE("a full bucket grants its burst and then one request a refill interval") {
  quota_ledger ledger(policy(60, 0, 5));
  for (int i = 0; i < 5; ++i)
    CHECK(ledger.admit("k", "m", 10, start).verdict == quota_verdict::granted);
  const auto refused = ledger.admit("k", "m", 10, start);
  CHECK(refused.verdict == quota_verdict::no_requests);
  CHECK(refused.wait == 1s);
  CHECK(ledger.admit("k", "m", 10, start + 999ms).verdict == quota_verdict::no_requests);
  CHECK(ledger.admit("k", "m", 10, start + 1s).verdict == quota_verdict::granted);
}

TEST_CASE("the wait that a refusal names is enough, to the microsecond") {
  quota_ledger ledger(policy(1'000, 6'000));
  REQUIRE(ledger.admit("k", "m", 5'500, start).verdict == quota_verdict::granted);
  const auto refused = ledger.admit("k", "m", 1'234, start);
  REQUIRE(refused.verdict == quota_verdict::no_tokens);
  CHECK(refused.used == 5'500);
  CHECK(refused.wait == 7'340ms);
  CHECK(ledger.admit("k", "m", 1'234, start + refused.wait - 1ms).verdict ==
        quota_verdict::no_tokens);
  CHECK(ledger.admit("k", "m", 1'234, start + refused.wait).verdict == quota_verdict::granted);
}

TEST_CASE("settlement gives back what was reserved and not used, or takes what was used beyond") {
  quota_ledger ledger(policy(0, 6'000));
  const auto granted = ledger.admit("k", "m", 4'000, start);
  CHECK(granted.charged == 4'000);
  CHECK(granted.state->remaining_tokens == 2'000);
  ledger.settle("k", "m", 4'000, 1'000, start);
  CHECK(ledger.state("k", "m", start)->remaining_tokens == 5'000);
  ledger.settle("k", "m", 1'000, 1'500, start);
  CHECK(ledger.state("k", "m", start)->remaining_tokens == 4'500);

  quota_policy hard = policy(0, 6'000);
  hard.refund = false;
  ledger.set_policy("m", hard);
  ledger.admit("k", "m", 4'000, start);
  ledger.settle("k", "m", 4'000, 1'000, start);
  CHECK(ledger.state("k", "m", start)->remaining_tokens == 2'000);
}

TEST_CASE("a refund never fills a bucket beyond its burst") {
  quota_ledger ledger(policy(0, 6'000));
  ledger.admit("k", "m", 3'000, start);
  ledger.settle("k", "m", 3'000, 0, start + 10min);
  CHECK(ledger.state("k", "m", start + 10min)->remaining_tokens == 6'000);
}

TEST_CASE("reset is the time until the bucket is completely full") {
  quota_ledger ledger(policy(5'000, 0));
  const auto state = ledger.admit("k", "m", 1, start).state;
  REQUIRE(state);
  CHECK(state->limit_requests == 5'000);
  CHECK(state->remaining_requests == 4'999);
  CHECK(duration_text(state->reset_requests) == "12ms");
}

TEST_CASE(
    "a request beyond a minute's limit can never fit; one beyond the burst waits for a full "
    "bucket") {
  quota_ledger ledger(policy(0, 6'000, 6));
  CHECK(ledger.admit("k", "m", 6'001, start).verdict == quota_verdict::too_large);
  CHECK(ledger.admit("k", "m", 2'000, start).verdict == quota_verdict::granted);
  // 600 fit into the bucket; 2,000 were lent, so that it is 1,400 short.
  CHECK(ledger.admit("k", "m", 600, start + 19s).verdict == quota_verdict::no_tokens);
  CHECK(ledger.admit("k", "m", 600, start + 20s).verdict == quota_verdict::granted);
}

TEST_CASE("a call refused for tokens still costs a request") {
  quota_ledger ledger(policy(10, 100));
  ledger.admit("k", "m", 100, start);
  const auto refused = ledger.admit("k", "m", 50, start);
  CHECK(refused.verdict == quota_verdict::no_tokens);
  CHECK(refused.state->remaining_requests == 8);
}

TEST_CASE("keys and models have buckets of their own") {
  quota_ledger ledger(policy(60, 0, 1));
  CHECK(ledger.admit("a", "m", 1, start).verdict == quota_verdict::granted);
  CHECK(ledger.admit("b", "m", 1, start).verdict == quota_verdict::granted);
  CHECK(ledger.admit("a", "n", 1, start).verdict == quota_verdict::granted);
  CHECK(ledger.admit("a", "m", 1, start).verdict == quota_verdict::no_requests);
}

TEST_CASE("ever new keys do not grow the ledger without bound: late ones share a bucket") {
  quota_ledger ledger(policy(60, 0, 1));
  for (std::size_t i = 0; i < max_quota_buckets; ++i)
    ledger.admit("key " + std::to_string(i), "m", 1, start);
  CHECK(ledger.admit("late one", "m", 1, start).verdict == quota_verdict::granted);
  CHECK(ledger.admit("late two", "m", 1, start).verdict == quota_verdict::no_requests);
}

TEST_CASE("no script of admissions grants more than burst plus refill in any window") {
  quota_ledger ledger(policy(600, 60'000, 10));
  std::int64_t requests = 0, tokens = 0;
  for (int i = 0; i < 12'000; ++i) {
    const auto now = start + std::chrono::milliseconds(i * 10);
    const auto decision = ledger.admit("k", "m", 50 + i % 100, now);
    if (decision.verdict != quota_verdict::granted) continue;
    ++requests;
    tokens += decision.charged;
  }
  CHECK(requests <= 100 + 1'200);
  CHECK(tokens <= 10'000 + 120'000);
  CHECK(requests > 1'000);
}

TEST_CASE("durations are written as the API writes them") {
  CHECK(duration_text(0s) == "0s");
  CHECK(duration_text(6ms) == "6ms");
  CHECK(duration_text(1s) == "1s");
  CHECK(duration_text(1'500ms) == "1.5s");
  CHECK(duration_text(6min) == "6m0s");
  CHECK(duration_text(90s) == "1m30s");
  CHECK(duration_text(1h + 2min + 3s) == "1h2m3s");
  CHECK(duration_text(1us) == "1ms");
}

TEST_CASE("another client takes its share, steadily or in bursts, and never what is not there") {
  for (const foreign_load& other : {foreign_load{.share = .25, .period_seconds = 10, .duty = 1},
                                    foreign_load{.share = .5, .period_seconds = 10, .duty = .2}}) {
    quota_policy shared = policy(600, 60'000, 10);
    shared.foreign = other;
    quota_ledger ledger(shared);
    std::int64_t ours = 0;
    const auto seconds = 600;
    for (int i = 0; i < seconds * 100; ++i) {
      const auto now = start + std::chrono::milliseconds(i * 10);
      ours += ledger.admit("k", "m", 1, now).verdict == quota_verdict::granted;
    }
    const double limit = 600 / 60.0 * seconds;
    const auto taken = ledger.taken_by_others("k", "m");
    INFO("duty " << other.duty << ": ours " << ours << ", taken " << taken.requests);
    // In bursts of 2.5 times the limit, the other client gets less than it wants: we are there too.
    CHECK(taken.requests > (other.duty < 1 ? .15 : .24) * limit);
    CHECK(taken.requests < other.share * limit + 1);
    CHECK(static_cast<double>(ours) + taken.requests < limit + 101);
    CHECK(static_cast<double>(ours) + taken.requests > .99 * limit);
    CHECK(taken.tokens > .1 * 60'000 / 60.0 * seconds);
  }
}

TEST_CASE("what another client takes does not depend on how often anybody looks") {
  quota_policy shared = policy(600, 60'000, 10);
  shared.foreign = {.share = .5, .period_seconds = 8, .duty = .25};
  quota_ledger often(shared), once(shared);
  for (int i = 0; i <= 9'500; ++i)
    (void)often.state("k", "m", start + std::chrono::milliseconds(i));
  (void)once.state("k", "m", start);
  const auto a = often.state("k", "m", start + 9'500ms), b = once.state("k", "m", start + 9'500ms);
  CHECK(a->remaining_tokens == b->remaining_tokens);
  CHECK(a->remaining_requests == b->remaining_requests);
  CHECK(a->remaining_tokens < 10'000);
  CHECK(std::abs(often.taken_by_others("k", "m").tokens - once.taken_by_others("k", "m").tokens) <
        1);
}

TEST_CASE("a debt is paid back before another client can take anything") {
  quota_policy shared = policy(0, 6'000, 6);
  shared.foreign = {.share = .5, .period_seconds = 10, .duty = 1};
  quota_ledger ledger(shared);
  REQUIRE(ledger.admit("k", "m", 2'600, start).verdict == quota_verdict::granted);
  // 2,000 in debt: twenty seconds of refill.
  (void)ledger.state("k", "m", start + 20s);
  CHECK(ledger.taken_by_others("k", "m").tokens == 0);
  (void)ledger.state("k", "m", start + 22s);
  CHECK(std::abs(ledger.taken_by_others("k", "m").tokens - 100) < 1e-6);
}

TEST_CASE("the worst windows slide: what lies further apart than their length does not add up") {
  sliding_windows windows;
  const auto worst = [&windows](std::size_t which) { return windows.worst(which).requests; };
  windows.add(start, 10, 100);
  windows.add(start + 900ms, 10, 100);
  CHECK(worst(0) == 20);
  windows.add(start + 1'910ms, 15, 100);  // 1,010 ms after the last
  CHECK(worst(0) == 20);
  CHECK(worst(1) == 35);
  windows.add(start + 11'000ms, 12, 100);
  CHECK(worst(0) == 20);
  CHECK(worst(1) == 35);
  CHECK(worst(2) == 47);
  windows.add(start + 60'950ms, 1, 1'000);  // the first two have left
  CHECK(worst(2) == 47);
  CHECK(windows.worst(2).tokens == 1'200);
}

TEST_CASE("the windows say the same as counting every pair of grants") {
  random_stream random(3, "windows", "grants");
  std::vector<std::pair<duration, std::int64_t>> grants;
  sliding_windows windows;
  duration now{0};
  for (int i = 0; i < 3'000; ++i) {
    now += std::chrono::milliseconds(5 * random.below(random.chance(.02) ? 2'000 : 20));
    const auto tokens = static_cast<std::int64_t>(random.below(900));
    grants.emplace_back(now, tokens);
    windows.add(start + now, 1, tokens);
  }
  for (std::size_t w = 0; w < sliding_windows::lengths.size(); ++w) {
    granted_sum worst;
    for (std::size_t last = 0; last < grants.size(); ++last) {
      granted_sum sum;
      for (std::size_t i = last + 1; i-- > 0;) {
        if (grants[last].first - grants[i].first > sliding_windows::lengths[w]) break;
        ++sum.requests;
        sum.tokens += grants[i].second;
      }
      worst.requests = std::max(worst.requests, sum.requests);
      worst.tokens = std::max(worst.tokens, sum.tokens);
    }
    CHECK(windows.worst(w).requests == worst.requests);
    CHECK(windows.worst(w).tokens == worst.tokens);
  }
}

TEST_CASE("the windows' memory is bounded by ticks, not by calls") {
  sliding_windows windows;
  for (int i = 0; i < 200'000; ++i) windows.add(start + std::chrono::microseconds(i * 997), 1, 10);
  CHECK(windows.entries() <= 12'001);
  CHECK(windows.worst(0).requests > 1'000);
}

TEST_CASE("the log keeps totals for ever and events up to its limit, and never shows a key") {
  call_log log(start);
  for (std::size_t i = 0; i < max_log_events + 10; ++i)
    log.record("sk-very-secret", {call_event::granted, "m", "judge", {}, 3}, start + 1s);
  log.record("sk-very-secret", {call_event::refused_tokens, "m", {}, {}, 3}, start + 2s);
  log.record("sk-very-secret", {call_event::fault, "m", {}, "overloaded", 0}, start + 2s);
  log.record_usage("sk-very-secret", "m", 100, 20, 30);
  log.enter();
  log.enter();
  log.leave();
  for (std::size_t i = 0; i < max_log_roles + 5; ++i)
    log.record("sk-very-secret",
               {call_event::refused_requests, "m", "r" + std::to_string(i), {}, 3}, start + 2s);
  ledger_surroundings around;
  around.connections = {.now = 3, .peak = 9, .total = 12};
  around.foreign = [](std::string_view, std::string_view) { return std::pair(1.5, 20.0); };
  const std::string text = log.to_json(start + 3s, 2, around);
  CHECK(text.find("secret") == std::string::npos);
  const auto document = json::parse(text);
  const auto& model = document.at("models").at(0);
  CHECK(model.at("granted") == max_log_events + 10);
  CHECK(model.at("refused_tokens") == 1);
  CHECK(model.at("charged_tokens") == 3 * (max_log_events + 10));
  CHECK(model.at("input_tokens") == 100);
  CHECK(model.at("worst_windows").at("1s").at("requests") == max_log_events + 10);
  CHECK(model.at("worst_windows").at("60s").at("charged_tokens") == 3 * (max_log_events + 10));
  CHECK(model.at("roles").at("judge").at("granted") == max_log_events + 10);
  CHECK(model.at("roles").at("(none)").at("refused") == 1);
  CHECK(model.at("roles").at("(others)").at("refused") == 7);
  CHECK(model.at("roles").as_object().size() == max_log_roles + 1);
  CHECK(model.at("foreign_tokens").to_number<double>() == 20);
  CHECK(document.at("in_flight").at("now") == 1);
  CHECK(document.at("in_flight").at("peak") == 2);
  CHECK(document.at("connections").at("peak") == 9);
  CHECK(document.at("faults").at("overloaded") == 1);
  REQUIRE(document.at("events").as_array().size() == 2);
  CHECK(document.at("events").at(0).at("event") == "refused_requests");
  CHECK(document.at("events").at(0).at("at_s") == 2);
}
