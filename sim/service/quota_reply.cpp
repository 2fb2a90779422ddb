#include "sim/service/quota_reply.hpp"

#include <fmt/format.h>

namespace parley::sim::service {
namespace {

api_error rate_limit_error(const quota_decision& decision, const quota_policy& policy,
                           std::string_view model, std::int64_t requested) {
  const bool tokens = decision.verdict != quota_verdict::no_requests;
  const std::string_view unit = tokens ? "tokens per min (TPM)" : "requests per min (RPM)";
  const auto limit = tokens ? policy.tokens_per_minute : policy.requests_per_minute;
  api_error error{429, tokens ? "tokens" : "requests", {}, std::nullopt, "rate_limit_exceeded"};
  constexpr std::string_view visit =
      "Visit https://platform.openai.com/account/rate-limits to learn more.";
  if (decision.verdict == quota_verdict::too_large)
    error.message = fmt::format(
        "Request too large for {} in organization org-simulated on {}: Limit {}, Requested {}. The "
        "input or output tokens must be reduced in order to run successfully. {}",
        model, unit, limit, requested, visit);
  else
    error.message = fmt::format(
        "Rate limit reached for {} in organization org-simulated on {}: Limit {}, Used {}, "
        "Requested "
        "{}. Please try again in {}. {}",
        model, unit, limit, decision.used, tokens ? requested : 1, duration_text(decision.wait),
        visit);
  return error;
}

call_event event_of(quota_verdict verdict) {
  switch (verdict) {
    case quota_verdict::granted:
      return call_event::granted;
    case quota_verdict::no_requests:
      return call_event::refused_requests;
    case quota_verdict::no_tokens:
      return call_event::refused_tokens;
    case quota_verdict::too_large:
      return call_event::too_large;
  }
  return call_event::granted;
}

}  // namespace

std::optional<refusal> ask_quota(exchange& call, const quota_request& wanted,
                                 std::int64_t* charged) {
  auto& state = call.state;
  const auto now = state.clock.now();
  const quota_decision decision = state.quota.admit(call.scope, wanted.model, wanted.tokens, now);
  if (state.quota.policy_for(wanted.model).show_limits) call.quota = decision.state;
  state.log.record(call.scope,
                   {event_of(decision.verdict),
                    std::string(wanted.model),
                    std::string(wanted.role),
                    {},
                    wanted.tokens,
                    wanted.call,
                    call.request_id,
                    std::string(call.client_request_id)},
                   now);
  if (decision.verdict == quota_verdict::granted) {
    if (charged) *charged = decision.charged;
    ++state.counters.granted;
    return std::nullopt;
  }
  ++state.counters.refused;
  refusal answer{
      rate_limit_error(decision, state.quota.policy_for(wanted.model), wanted.model, wanted.tokens),
      {}};
  if (decision.verdict != quota_verdict::too_large) {
    const auto ms = std::max<std::int64_t>(
        1, std::chrono::ceil<std::chrono::milliseconds>(decision.wait).count());
    answer.headers.set("retry-after-ms", fmt::to_string(ms));
    answer.headers.set("retry-after", fmt::to_string((ms + 999) / 1000));
  }
  return answer;
}

asio::awaitable<void> send_refusal(exchange& call, refusal what) {
  ++call.state.counters.errors;
  http::response reply;
  reply.status = what.error.status;
  reply.headers = reply_headers(call, "application/json");
  for (const auto& [name, value] : what.headers.all()) reply.headers.set(name, value);
  reply.body = error_body(what.error);
  co_await call.out.send(std::move(reply));
}

}  // namespace parley::sim::service
