#include "sim/service/quota_ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parley::sim::service {
namespace {

constexpr int max_foreign_steps = 1'000;
constexpr double tiny = 1e-6;  // a level this close to enough is enough: time comes in nanoseconds

double per_second(std::int64_t per_minute) {
  return static_cast<double>(per_minute) / 60.0;
}

double capacity(std::int64_t per_minute, const quota_policy& policy) {
  // At least one request must fit, however slow the refill.
  return std::max(1.0, per_second(per_minute) * policy.burst_seconds);
}

duration seconds_to_duration(double seconds) {
  return std::chrono::ceil<std::chrono::microseconds>(
      std::chrono::duration<double>(std::clamp(seconds, 0.0, 1e6)));
}

// Time until `level` reaches `wanted`.
duration time_to(double level, double wanted, std::int64_t per_minute) {
  if (level + tiny >= wanted) return duration{0};
  return seconds_to_duration((wanted - level) / per_second(per_minute));
}

std::int64_t whole(double level) {
  return std::max<std::int64_t>(0, std::llround(std::floor(level + tiny)));
}

}  // namespace

// Both flow at the same time. Once the bucket is empty, the other client gets what flows in.
void quota_ledger::level::refill(double rate, double most, double seconds, double foreign) {
  const double before = value;
  if (foreign <= 0) {
    value = std::min(most, before + rate * seconds);
    return;
  }
  double owed = 0;  // what refill alone pays back before anybody can take something
  if (before < 0) owed = std::min(seconds, -before / rate);
  const double left = seconds - owed;
  const double start = before + rate * owed;
  if (left <= 0) {
    value = start;
    return;
  }
  const double end = std::min(most, start + (rate - foreign) * left);
  value = std::max(0.0, end);
  taken += end >= 0 ? foreign * left : start + rate * left;
}

// Walks through the other client's on and off times since the last call.
void quota_ledger::bucket_pair::advance(const quota_policy& policy, time_point begun,
                                        time_point now) {
  using seconds = std::chrono::duration<double>;
  const foreign_load& other = policy.foreign;
  double from = seconds(updated - begun).count();
  const double to = std::max(from, seconds(now - begun).count());
  updated = std::max(now, updated);
  const double requests_rate = per_second(policy.requests_per_minute);
  const double tokens_rate = per_second(policy.tokens_per_minute);
  const auto flow = [&](double until, double foreign_share) {
    const double length = std::max(0.0, until - from);
    if (policy.requests_per_minute > 0)
      requests.refill(requests_rate, capacity(policy.requests_per_minute, policy), length,
                      requests_rate * foreign_share);
    if (policy.tokens_per_minute > 0)
      tokens.refill(tokens_rate, capacity(policy.tokens_per_minute, policy), length,
                    tokens_rate * foreign_share);
    from = std::max(from, until);
  };
  if (other.share <= 0 || other.duty >= 1) return flow(to, other.share);
  // A pause long enough to fill any bucket needs no walk through all of its periods.
  for (int steps = 0; steps < max_foreign_steps && from < to; ++steps) {
    const double start = std::floor(from / other.period_seconds) * other.period_seconds;
    const double off = start + other.duty * other.period_seconds;
    if (from < off)
      flow(std::min(to, off), other.share / other.duty);
    else
      flow(std::min(to, start + other.period_seconds), 0);
  }
  if (from < to) flow(to, other.share);
}

void quota_ledger::set_policy(const std::string& model, quota_policy policy) {
  by_model_[model] = policy;
  std::erase_if(buckets_, [&](const auto& entry) { return entry.first.second == model; });
}

void quota_ledger::set_policy_everywhere(quota_policy policy) {
  everywhere_ = policy;
  by_model_.clear();
  buckets_.clear();
}

const quota_policy& quota_ledger::policy_for(std::string_view model) const {
  const auto own = by_model_.find(model);
  return own == by_model_.end() ? everywhere_ : own->second;
}

quota_ledger::bucket_pair& quota_ledger::at(std::string_view key, std::string_view model,
                                            const quota_policy& policy, time_point now) {
  bucket_key where{std::string(key), std::string(model)};
  auto found = buckets_.find(where);
  if (found == buckets_.end()) {
    if (buckets_.size() >= max_quota_buckets) where.first = "(other keys)";
    bucket_pair full{{capacity(policy.requests_per_minute, policy)},
                     {capacity(policy.tokens_per_minute, policy)},
                     now};
    found = buckets_.try_emplace(where, full).first;
  }
  bucket_pair& pair = found->second;
  pair.advance(policy, begun_, now);
  return pair;
}

quota_state quota_ledger::state_of(const bucket_pair& pair, const quota_policy& policy) {
  quota_state state;
  if (policy.requests_per_minute > 0) {
    const double full = capacity(policy.requests_per_minute, policy);
    state.limit_requests = policy.requests_per_minute;
    state.remaining_requests = whole(pair.requests.value);
    state.reset_requests = time_to(pair.requests.value, full, policy.requests_per_minute);
  }
  if (policy.tokens_per_minute > 0) {
    const double full = capacity(policy.tokens_per_minute, policy);
    state.limit_tokens = policy.tokens_per_minute;
    state.remaining_tokens = whole(pair.tokens.value);
    state.reset_tokens = time_to(pair.tokens.value, full, policy.tokens_per_minute);
  }
  return state;
}

quota_decision quota_ledger::admit(std::string_view key, std::string_view model,
                                   std::int64_t tokens, time_point now) {
  const quota_policy& policy = policy_for(model);
  quota_decision decision;
  const bool by_requests = policy.requests_per_minute > 0;
  const bool by_tokens = policy.tokens_per_minute > 0;
  if (!by_requests && !by_tokens) return decision;
  bucket_pair& pair = at(key, model, policy, now);
  const double wanted =
      std::min(static_cast<double>(tokens), capacity(policy.tokens_per_minute, policy));
  const bool short_of_requests = by_requests && pair.requests.value + tiny < 1;
  const bool short_of_tokens = by_tokens && pair.tokens.value + tiny < wanted;
  if (by_tokens && tokens > policy.tokens_per_minute) {
    decision.verdict = quota_verdict::too_large;
    decision.used = 0;
  } else if (short_of_requests || short_of_tokens) {
    decision.verdict = short_of_requests ? quota_verdict::no_requests : quota_verdict::no_tokens;
    const auto wait_requests =
        by_requests ? time_to(pair.requests.value, 1, policy.requests_per_minute) : duration{0};
    const auto wait_tokens =
        by_tokens ? time_to(pair.tokens.value, wanted, policy.tokens_per_minute) : duration{0};
    decision.wait = std::max(wait_requests, wait_tokens);
    decision.used = short_of_requests ? policy.requests_per_minute - whole(pair.requests.value)
                                      : policy.tokens_per_minute - whole(pair.tokens.value);
  } else {
    decision.charged = by_tokens ? tokens : 0;
    if (by_requests) pair.requests.value -= 1;
    if (by_tokens) pair.tokens.value -= static_cast<double>(tokens);
  }
  const bool refused_for_tokens =
      decision.verdict == quota_verdict::no_tokens || decision.verdict == quota_verdict::too_large;
  if (refused_for_tokens && by_requests && policy.count_refused && pair.requests.value >= 1)
    pair.requests.value -= 1;
  decision.state = state_of(pair, policy);
  return decision;
}

std::int64_t quota_ledger::settle(std::string_view key, std::string_view model,
                                  std::int64_t charged, std::int64_t actual, time_point now) {
  const quota_policy& policy = policy_for(model);
  if (policy.tokens_per_minute == 0 || charged == 0) return 0;
  const std::int64_t back = charged - actual;
  if (back > 0 && !policy.refund) return 0;
  bucket_pair& pair = at(key, model, policy, now);
  pair.tokens.value = std::min(capacity(policy.tokens_per_minute, policy),
                               pair.tokens.value + static_cast<double>(back));
  return back;
}

std::optional<quota_state> quota_ledger::state(std::string_view key, std::string_view model,
                                               time_point now) {
  const quota_policy& policy = policy_for(model);
  if (policy.requests_per_minute == 0 && policy.tokens_per_minute == 0) return std::nullopt;
  return state_of(at(key, model, policy, now), policy);
}

quota_ledger::foreign_use quota_ledger::taken_by_others(std::string_view key,
                                                        std::string_view model) const {
  const auto found = buckets_.find({std::string(key), std::string(model)});
  if (found == buckets_.end()) return {};
  return {found->second.requests.taken, found->second.tokens.taken};
}

std::string duration_text(duration value) {
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(value).count();
  if (ms <= 0) return "0s";
  if (ms < 1'000) return fmt::format("{}ms", ms);
  const auto minutes = ms / 60'000;
  const auto rest = static_cast<double>(ms % 60'000) / 1'000.0;
  const auto hours = minutes / 60;
  if (hours > 0) return fmt::format("{}h{}m{}s", hours, minutes % 60, rest);
  return minutes > 0 ? fmt::format("{}m{}s", minutes, rest) : fmt::format("{}s", rest);
}

}  // namespace parley::sim::service
