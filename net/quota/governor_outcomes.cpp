// The other half of model_governor: what replies, headers and failures teach it.
#include <algorithm>
#include <cassert>

#include "net/quota/model_governor.hpp"

namespace parley::quota {
namespace {

using wire::limit_kind;

constexpr limit_tracker::cost one_request{1, 1};

/// Signs of an overloaded provider, as opposed to a used-up quota or a mistake of ours.
bool is_overload(failure_code code) {
  return code == failure_code::overloaded || code == failure_code::timed_out ||
         code == failure_code::connect_failed;
}

bool is_bad(failure_code code) {
  return is_overload(code) || code == failure_code::server_error ||
         code == failure_code::connection_lost || code == failure_code::protocol_error;
}

}  // namespace

void model_governor::on_headers(call_id id, const wire::rate_headers& headers, time_point now) {
  const auto found = calls_.find(id);
  if (found == calls_.end() || !headers) return;
  probing_ = probing::over;
  const entry& call = found->second;
  requests_.reconcile(headers.requests, call.requests_then, now);
  tokens_.reconcile(headers.tokens, call.tokens_then, now);
  project_tokens_.reconcile(headers.project_tokens, call.project_then, now);
}

void model_governor::succeeded(call_id id, const token_usage& usage, bool reported,
                               time_point now) {
  entry& call = calls_.at(id);
  assert(call.where == phase::in_flight);
  end_probe(call, true);
  tokens_.settle(call.tokens, static_cast<double>(usage.total()), now);
  if (reported)
    estimators_[static_cast<std::size_t>(call.shape.role)].observe(call.shape.input_bytes, usage);
  window_.on_clean(in_flight_);
  breaker_.on_good(call.pass, now);
  ++counters_.calls;
  counters_.usage += usage;
  leave_flight(call);
  calls_.erase(id);
}

void model_governor::failed(call_id id, const wire::provider_error& error,
                            const wire::rate_headers& headers, time_point now) {
  entry& call = calls_.at(id);
  assert(call.where == phase::in_flight);
  const auto code = error.what.code;
  const auto& facts = error.facts;
  end_probe(call, facts.status != 0);
  if (code == failure_code::rate_limited) {
    ++counters_.rate_limited;
    breaker_.on_gone(call.pass);
    on_quota_refusal(id, facts, headers, now);
  } else {
    on_headers(id, headers, now);
    if (is_overload(code)) window_.on_overload(call.generation);
    if (is_bad(code))
      breaker_.on_bad(call.pass, now, facts.retry_after);
    else if (code == failure_code::deadline_exceeded)
      breaker_.on_gone(call.pass);
    else
      breaker_.on_good(call.pass, now);  // it answered: the service is there
  }
  leave_flight(call);
}

void model_governor::on_quota_refusal(call_id id, const wire::error_facts& facts,
                                      const wire::rate_headers& headers, time_point now) {
  entry& call = calls_.at(id);
  if (facts.text_committed) return;  // it was admitted: nothing to learn about admission
  // Refused tokens were not charged; the refused request was.
  tokens_.refund(call.tokens, call.tokens_then, now);
  project_tokens_.refund(call.tokens, call.project_then, now);
  on_headers(id, headers, now);
  learn_from_message(call, facts, now);

  constexpr std::chrono::milliseconds unsaid(1000);
  const duration wait = facts.retry_after.value_or(unsaid);
  const bool about_tokens = facts.kind != limit_kind::requests && tokens_.known();
  const bool about_requests = facts.kind != limit_kind::tokens && requests_.known();
  // A header with what remains has put the bucket right, unless the two contradict each other.
  const bool tokens_lie = facts.kind == limit_kind::tokens && tokens_.holds(call.tokens, now);
  const bool requests_lie = facts.kind == limit_kind::requests && requests_.holds(one_request, now);
  if (about_tokens && (!headers.tokens.remaining || tokens_lie))
    tokens_.deny(call.tokens, wait, now);
  if (about_requests && (!headers.requests.remaining || requests_lie))
    requests_.deny(one_request, wait, now);
  if (!about_tokens && !about_requests) {
    // No bucket of ours can hold the others back: all of them wait, then one goes first again.
    paused_until_ = std::max(paused_until_, now + wait);
    start_probing();
  }
}

void model_governor::learn_from_message(entry& call, const wire::error_facts& facts,
                                        time_point now) {
  if (!facts.limit || !facts.used || *facts.limit <= 0) return;
  wire::rate_bucket told;
  told.limit = facts.limit;
  told.remaining = std::clamp<std::int64_t>(*facts.limit - *facts.used, 0, *facts.limit);
  // Only where headers were silent: they are the fresher and finer source.
  if (facts.kind == limit_kind::tokens && !tokens_.learnt())
    tokens_.reconcile(told, call.tokens_then, now);
  if (facts.kind == limit_kind::requests && !requests_.learnt())
    requests_.reconcile(told, call.requests_then, now);
}

void model_governor::put_back(call_id id, time_point not_before, bool retry, time_point now) {
  entry& call = calls_.at(id);
  assert(call.where == phase::parked);
  if (retry) ++counters_.retries;
  call.not_before = not_before;
  wait_in_line(id, call, now);
}

}  // namespace parley::quota
