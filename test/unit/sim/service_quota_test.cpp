#include <catch2/catch_test_macros.hpp>

#include "base/json.hpp"
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

TEST_CASE("the log's worst minute slides: two halves a minute apart do not add up") {
  sliding_minute minute;
  minute.add(start, 10, 100);
  minute.add(start + 30s, 10, 100);
  CHECK(minute.worst_requests() == 20);
  minute.add(start + 61s, 10, 100);
  CHECK(minute.worst_requests() == 20);
  minute.add(start + 75s, 5, 50);
  CHECK(minute.worst_requests() == 25);
  minute.add(start + 10min, 7, 70);
  CHECK(minute.worst_requests() == 25);
  CHECK(minute.worst_tokens() == 250);
}

TEST_CASE("the log keeps totals for ever and events up to its limit, and never shows a key") {
  call_log log(start);
  for (std::size_t i = 0; i < max_log_events + 10; ++i)
    log.record("sk-very-secret", {call_event::granted, "m", "judge", {}, 3}, start + 1s);
  log.record("sk-very-secret", {call_event::refused_tokens, "m", {}, {}, 3}, start + 2s);
  log.record("sk-very-secret", {call_event::fault, "m", {}, "overloaded", 0}, start + 2s);
  log.record_usage("sk-very-secret", "m", 100, 20, 30);
  const std::string text = log.to_json(start + 3s, 2);
  CHECK(text.find("secret") == std::string::npos);
  const auto document = json::parse(text);
  const auto& model = document.at("models").at(0);
  CHECK(model.at("granted") == max_log_events + 10);
  CHECK(model.at("refused_tokens") == 1);
  CHECK(model.at("charged_tokens") == 3 * (max_log_events + 10));
  CHECK(model.at("input_tokens") == 100);
  CHECK(model.at("worst_minute_requests") == max_log_events + 10);
  CHECK(document.at("faults").at("overloaded") == 1);
  REQUIRE(document.at("events").as_array().size() == 2);
  CHECK(document.at("events").at(0).at("event") == "refused_tokens");
  CHECK(document.at("events").at(0).at("at_s") == 2);
  CHECK(document.at("events").at(1).at("detail") == "overloaded");
}
