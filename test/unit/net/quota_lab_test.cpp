// The whole governor against a provider's ledger, in regimes and in random ones: virtual time.
#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "base/random_stream.hpp"
#include "net/quota/admission_order.hpp"
#include "test/support/quota_lab/lab.hpp"

namespace parley::lab {
namespace {

scenario small(std::string name) {
  scenario made;
  made.name = std::move(name);
  made.conversations = 120;
  made.turns_least = 2;
  made.turns_most = 6;
  made.talk.requests_per_minute = 3000;
  made.talk.tokens_per_minute = 400'000;
  return made;
}

TEST_CASE("whatever the provider charges and whatever its burst, the quota is used and kept") {
  const double burst = GENERATE(1.0, 10.0, 60.0);
  const bool refund = GENERATE(false, true);
  auto chosen = small(fmt::format("burst {}, refund {}", burst, refund));
  chosen.conversations = 200;
  chosen.turns_most = 10;
  chosen.talk.burst_seconds = burst;
  chosen.talk.refund = refund;
  INFO(chosen.name);
  const auto got = play(chosen);
  CHECK(got.ratio() < 1.08);
  CHECK(got.refused_share() < 0.005);
  CHECK(got.lost == 0);
}

TEST_CASE("a provider that charges output only when it is there is understood too") {
  auto chosen = small("charged at the end");
  chosen.talk.output_counts = false;
  const auto got = play(chosen);
  CHECK(got.ratio() < 1.1);
  CHECK(got.refused_share() < 0.01);
}

TEST_CASE("somebody else on the key makes us slower, not refused") {
  const double share = GENERATE(0.25, 0.5);
  auto chosen = small("neighbour");
  chosen.conversations = 250;
  chosen.talk.tokens_per_minute = 1'000'000;
  chosen.foreign_share = share;
  const auto got = play(chosen);
  CHECK(got.ratio() < 1.1);
  CHECK(got.refused_share() < 0.01);
  CHECK(got.lost == 0);
}

TEST_CASE("an outage loses nothing and is not followed by a stampede") {
  auto chosen = small("storm");
  chosen.conversations = 250;
  chosen.storm_from_s = 20;
  chosen.storm_s = 20;
  const auto got = play(chosen);
  CHECK(got.lost == 0);
  CHECK(got.after_storm <= 1.2);
  CHECK(got.failures < got.sent / 10);
}

TEST_CASE("without headers a run still ends, by refusals alone") {
  auto chosen = small("silent provider");
  chosen.conversations = 60;
  chosen.talk.tells = false;
  const auto got = play(chosen);
  CHECK(got.lost == 0);
}

TEST_CASE("every order of admission serves everybody") {
  for (const auto order : quota::admission_order_names()) {
    for (const bool shared : {true, false}) {
      auto chosen = small(fmt::format("{} {}", order, shared));
      INFO(chosen.name);
      chosen.order = order;
      chosen.judge_shares = shared;
      chosen.judge.requests_per_minute = 300;
      const auto got = play(chosen);
      CHECK(got.lost == 0);
      CHECK(got.quota_refusals <= 5);
    }
  }
}

// The provider's ledger is the judge: it grants what its buckets hold and refuses the rest, so
// "never over the quota" is "next to nothing is refused", and "never starves" is "it ends soon".
TEST_CASE("random providers and workloads: everybody is served, next to nothing is refused") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    random_stream random(seed, "lab", "scenario");
    auto chosen = small(fmt::format("seed {}", seed));
    chosen.seed = seed;
    chosen.conversations = 20 + static_cast<int>(random.below(80));
    chosen.talk.requests_per_minute = 60 + static_cast<std::int64_t>(random.below(6000));
    chosen.talk.tokens_per_minute =
        random.chance(0.3) ? 0 : 100'000 + static_cast<std::int64_t>(random.below(2'000'000));
    chosen.talk.burst_seconds = random.log_normal(15, 1);
    chosen.talk.refund = random.chance(0.5);
    chosen.judge_shares = random.chance(0.5);
    chosen.judge.requests_per_minute = 30 + static_cast<std::int64_t>(random.below(600));
    chosen.judge.burst_seconds = random.log_normal(15, 1);
    chosen.max_output_tokens = 128 << random.below(4);
    chosen.typical_output = random.uniform(20, 100);
    chosen.round_trip_s = random.uniform(0.005, 0.3);
    chosen.first_token_s = random.uniform(0.05, 1.5);
    chosen.stragglers = random.uniform(0, 0.03);
    chosen.share = 1;
    chosen.in_flight = random.chance(0.3) ? 5 + static_cast<int>(random.below(100)) : 0;
    const auto names = quota::admission_order_names();
    chosen.order = names[random.below(names.size())];
    INFO(chosen.name << ": " << chosen.talk.requests_per_minute << " requests, "
                     << chosen.talk.tokens_per_minute << " tokens a minute, burst "
                     << chosen.talk.burst_seconds << " s, order " << chosen.order);
    const auto got = play(chosen);
    CHECK(got.lost == 0);
    CHECK(got.refused_share() < 0.02);
    if (chosen.in_flight == 0) CHECK(got.ratio() < 1.9);
  }
}

}  // namespace
}  // namespace parley::lab
