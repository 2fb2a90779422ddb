#include <fmt/format.h>

#include "base/json.hpp"
#include "sim/service/fault_plan.hpp"
#include "test/sim/scenario.hpp"

namespace parley::test {
namespace {

using sim::service::fault_kind;
using sim::service::quota_policy;

// Kinds that replace a whole answer work at both levels; the others need bytes.
constexpr fault_kind answer_kinds[] = {
    fault_kind::rate_limit,      fault_kind::slow_down,   fault_kind::overloaded,
    fault_kind::server_error,    fault_kind::bad_gateway, fault_kind::gateway_timeout,
    fault_kind::request_timeout, fault_kind::conflict,    fault_kind::close,
    fault_kind::reset,           fault_kind::hang};
constexpr fault_kind byte_kinds[] = {fault_kind::slow_headers,
                                     fault_kind::stream_reset,
                                     fault_kind::stream_end,
                                     fault_kind::stream_stall,
                                     fault_kind::stream_split,
                                     fault_kind::stream_crlf,
                                     fault_kind::stream_comments,
                                     fault_kind::stream_sequence,
                                     fault_kind::stream_unknown_event,
                                     fault_kind::stream_error,
                                     fault_kind::stream_error_flat,
                                     fault_kind::stream_done,
                                     fault_kind::refusal,
                                     fault_kind::incomplete,
                                     fault_kind::content_filter,
                                     fault_kind::malformed_output,
                                     fault_kind::no_usage,
                                     fault_kind::no_rate_headers,
                                     fault_kind::unknown_rate_headers};

json::object rule(fault_kind kind, random_stream& random, double until) {
  json::object out{{"kind", std::string(to_string(kind))},
                   {"probability", random.uniform(0.01, 0.15)},
                   {"until_s", until}};
  if (kind == fault_kind::hang || kind == fault_kind::slow_headers ||
      kind == fault_kind::stream_stall)
    out["seconds"] = random.uniform(1, 90);
  if ((kind == fault_kind::overloaded || kind == fault_kind::rate_limit) && random.chance(0.5))
    out["retry_after_ms"] = 100 + static_cast<std::int64_t>(random.below(5000));
  if (random.chance(0.3)) out["burst"] = 1 + static_cast<std::int64_t>(random.below(30));
  return out;
}

// Swarm: most kinds are off in any one run, so that each gets its turn alone.
std::string draw_faults(network_script& script, random_stream& random) {
  json::array rules;
  const auto draw = [&](fault_kind kind) {
    if (!random.chance(0.12)) return;
    if (kind == fault_kind::no_usage) script.guessed_usage = true;
    rules.push_back(rule(kind, random, script.faults_until));
  };
  for (const fault_kind kind : answer_kinds) draw(kind);
  if (script.bytes)
    for (const fault_kind kind : byte_kinds) draw(kind);
  if (random.chance(0.05)) {
    script.may_end_the_run = true;
    rules.push_back({{"kind", "insufficient_quota"}, {"from_s", random.uniform(0, 60)}});
  }
  if (rules.empty()) return {};
  return json::serialize(
      json::object{{"seed", static_cast<std::int64_t>(script.seed)}, {"faults", std::move(rules)}});
}

quota_policy draw_policy(random_stream& random) {
  quota_policy out;
  if (random.chance(0.7))
    out.requests_per_minute = 60 + static_cast<std::int64_t>(random.below(2000));
  if (random.chance(0.6))
    out.tokens_per_minute = 60'000 + static_cast<std::int64_t>(random.below(2'000'000));
  constexpr double bursts[] = {1, 10, 60};
  out.burst_seconds = bursts[random.below(3)];
  // A judge's call is some 3,000 tokens with its room: the bucket must be able to hold a few.
  if (out.tokens_per_minute > 0)
    out.burst_seconds =
        std::max(out.burst_seconds, 60 * 20'000 / static_cast<double>(out.tokens_per_minute));
  out.refund = random.chance(0.5);
  out.count_refused = random.chance(0.5);
  return out;
}

// Budgets and second calls, from a stream of their own.
void draw_money(scenario& out, network_script& net, bool bytes) {
  random_stream random(out.seed, bytes ? "connections" : "provider", "money");
  loop_settings& loop = out.config.loop;
  if (random.chance(0.2)) loop.max_cost = random.log_normal(0.05, 1);
  if (random.chance(0.1)) loop.max_tokens = static_cast<std::int64_t>(random.log_normal(2e5, 1));
  if (random.chance(0.4)) loop.max_requests = static_cast<std::int64_t>(random.log_normal(80, 1));
  if (!random.chance(0.2)) return;
  out.config.quota.hedge = random.uniform(0.02, 0.2);
  net.guessed_usage = true;  // of the second call that nobody waited for
}

}  // namespace

scenario draw_network_scenario(std::uint64_t seed, bool bytes) {
  random_stream random(seed, bytes ? "connections" : "provider", "network scenario");
  scenario out = plain_scenario(4 + random.below(bytes ? 25 : 60), seed);
  network_script net;
  net.seed = seed;
  net.bytes = bytes;
  net.latency_scale = random.uniform(0.1, 2);
  if (random.chance(0.7)) {
    net.faults_until = random.uniform(1, 120);
    net.faults = draw_faults(net, random);
    if (bytes && random.chance(0.3)) net.refused = random.uniform(0, 0.3);
    if (bytes && random.chance(0.3)) net.cut = random.uniform(0, 0.3);
  }
  if (bytes && random.chance(0.3)) net.largest_piece = 1 + random.below(200);
  settings& config = out.config;
  for (const char* model : {"gpt-4.1", "gpt-4.1-mini"}) {
    const quota_policy policy = draw_policy(random);
    const bool limited = random.chance(0.7), told = random.chance(0.3);
    if (!limited) continue;
    net.quotas[model] = policy;
    if (!told) continue;
    config.limits[model].requests_per_minute = policy.requests_per_minute;
    config.limits[model].tokens_per_minute = policy.tokens_per_minute;
  }
  if (random.chance(0.3))
    config.agents[static_cast<std::size_t>(agent_role::judge)].model = "gpt-4.1";
  if (random.chance(0.3)) config.openai.api = "chat";
  config.transport.stream = random.chance(0.8);
  config.loop.max_iterations = 1 + static_cast<int>(random.below(2));
  config.loop.min_iterations = config.loop.max_iterations;
  if (random.chance(0.2))
    config.loop.iteration_deadline = std::chrono::seconds(60 + random.below(300));
  talk_settings& talk = config.conversation;
  if (random.chance(0.6)) talk.max_open = 1 + static_cast<int>(random.below(40));
  if (random.chance(0.6)) talk.judge_queue = 1 + static_cast<int>(random.below(6));
  if (random.chance(0.6)) talk.judges = 1 + static_cast<int>(random.below(10));
  if (bytes && random.chance(0.3))
    config.transport.max_connections = 1 + static_cast<int>(random.below(20));
  talk.max_turns = 1 + static_cast<int>(random.below(4));
  if (random.chance(0.1)) out.stop_at = random.uniform(0, 60);
  if (out.stop_at && random.chance(0.5)) out.second_stop_at = *out.stop_at + random.uniform(0, 5);
  if (random.chance(0.1)) {
    out.pause_at = random.uniform(0, 60);
    out.pause_for = random.uniform(0, 4000);
  }
  draw_money(out, net, bytes);
  out.network = std::move(net);
  return out;
}

}  // namespace parley::test
