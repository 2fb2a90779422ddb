#include "test/bench/quota_regime.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parley::bench {
namespace {

using sim::service::quota_policy;

constexpr const char* talker = "gpt-4.1-mini";
constexpr const char* judge = "gpt-4.1";

quota_policy policy(std::int64_t requests, std::int64_t tokens, double burst = 60,
                    bool refund = true) {
  quota_policy out;
  out.requests_per_minute = requests;
  out.tokens_per_minute = tokens;
  out.burst_seconds = burst;
  out.refund = refund;
  return out;
}

void judge_elsewhere(settings& config) {
  config.agents[static_cast<std::size_t>(agent_role::judge)].model = judge;
}

quota_regime regime(std::string name, std::size_t customers, double speed) {
  quota_regime out;
  out.name = std::move(name);
  out.customers = customers;
  out.speed = speed;
  return out;
}

}  // namespace

std::vector<quota_regime> quota_regimes() {
  std::vector<quota_regime> all;
  {
    auto& it = all.emplace_back(regime("latency-bound", 500, 0.5));
    it.latency_scale = 0.3;
    it.most_ratio = 1.10;
  }
  {
    auto& it = all.emplace_back(regime("request-bound", 200, 8));
    it.quotas[talker] = policy(600, 0, 10);
    it.most_ratio = 1.05;
    it.most_refused = 0.0005;
    it.least_used = 0.98;
  }
  {
    auto& it = all.emplace_back(regime("token-bound", 200, 8));
    it.quotas[talker] = policy(0, 600'000);
    it.most_ratio = 1.06;
    it.most_refused = 0.001;
  }
  {
    auto& it = all.emplace_back(regime("judge has its own quota", 200, 8));
    it.quotas[talker] = policy(900, 0);
    it.quotas[judge] = policy(100, 0);
    it.adjust = judge_elsewhere;
    it.most_ratio = 1.07;
  }
  {
    auto& it = all.emplace_back(regime("judge shares the quota", 200, 8));
    it.quotas[talker] = policy(500, 0, 10);
    it.most_ratio = 1.07;
  }
  {
    auto& it = all.emplace_back(regime("big tier", 3000, 0.25));
    it.quotas[talker] = policy(30'000, 150'000'000);
    it.turns = 0;
    it.most_ratio = 1.55;
  }
  for (const double burst : {1.0, 10.0, 60.0}) {
    for (const bool refund : {true, false}) {
      auto& it = all.emplace_back(regime(
          fmt::format("burst {:g} s, {}", burst, refund ? "refunded" : "not refunded"), 200, 8));
      it.quotas[talker] = policy(900, 700'000, burst, refund);
      it.most_ratio = 1.08;
      it.most_refused = 0.005;
    }
  }
  for (const double share : {0.25, 0.5}) {
    auto& it =
        all.emplace_back(regime(fmt::format("neighbour takes {:.0f} %", 100 * share), 400, 8));
    it.quotas[talker] = policy(900, 0, 10);
    it.neighbour = share;
    it.most_ratio = 1.05;
    it.most_refused = 0.001;
  }
  {
    auto& it = all.emplace_back(regime("storm", 200, 8));
    it.quotas[talker] = policy(600, 0, 10);
    it.storm_from_s = 20;
    it.storm_s = 20;
  }
  {
    auto& it = all.emplace_back(regime("balance runs out", 200, 8));
    it.quotas[talker] = policy(600, 0);
    it.balance_ends_s = 20;
  }
  return all;
}

quota_regime with_fixed_cap(quota_regime big_tier, int cap) {
  const auto before = big_tier.adjust;
  big_tier.name = fmt::format("{}, fixed cap {}", big_tier.name, cap);
  big_tier.most_ratio.reset();
  // Fewer calls in flight leave the machine time: at the big tier's own speed 20 take over an hour.
  constexpr double busy = 1000;
  big_tier.speed *= std::clamp(busy / cap, 1.0, 16.0);
  big_tier.adjust = [before, cap](settings& config) {
    if (before) before(config);
    config.conversation.max_open = cap;
    config.conversation.judges = cap;
    for (auto& [model, limits] : config.limits) limits.in_flight = cap;
  };
  return big_tier;
}

}  // namespace parley::bench
