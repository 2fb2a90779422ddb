// The other half of model_governor: what replies, headers and failures teach it.
#include <algorithm>
#include <cassert>
#include <utility>

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
  if (found == calls_.end() || found->second.head_seen) return;
  entry& call = found->second;
  call.head_seen = true;
  call.first_token_at = now;
  window_.on_first_token(in_flight_);
  end_probe(call, true);  // what a reply has to tell about limits is in its head
  if (call.pass.trial) good_for_breaker(call, now);  // it is served: enough to let others follow
  reconcile(call, headers, now);
}

void model_governor::reconcile(const entry& call, const wire::rate_headers& headers,
                               time_point now) {
  if (!headers) return;
  probing_ = probing::over;
  requests_.reconcile(headers.requests, call.requests_then, now);
  tokens_.reconcile(headers.tokens, call.tokens_then, now);
  project_tokens_.reconcile(headers.project_tokens, call.project_then, now);
  if (headers.tokens.remaining && tokens_.learnt())
    charges_.on_header(static_cast<double>(*headers.tokens.remaining), call.charged_then,
                       call.sent_at, tokens_.learnt_rate(), tokens_.learnt_capacity(),
                       1 / tokens_.sent_together(call.sent_at));
}

void model_governor::note_times(const entry& call, const token_usage& usage, time_point now) {
  const auto seconds = [](duration d) { return std::chrono::duration<double>(d).count(); };
  overload_sensor::sample reply;
  reply.first_token_s = seconds(call.first_token_at - call.sent_at);
  const double rest = seconds(now - call.first_token_at);
  constexpr std::int64_t tells = 8;  // tokens: shorter replies say more about the network
  if (usage.output >= tells) reply.per_token_s = rest / static_cast<double>(usage.output - 1);
  reply.in_flight = in_flight_;
  const bool told = call.head_seen ? slowness_.on_reply(call.sent_with, reply)
                                   : slowness_.on_gone(call.sent_with);
  if (told) window_.on_overload(window_.generation(), now);
}

/// What the breaker's opening and closing mean for the way back.
void model_governor::note_breaker(bool was_closed, time_point now) {
  const bool is_closed = breaker_.at(now) == circuit_breaker::state::closed;
  if (was_closed && !is_closed) ramp_.on_storm(now);
  if (was_closed || !is_closed) return;
  ramp_.on_calm(now);
  window_.on_outage_over();
}

void model_governor::good_for_breaker(entry& call, time_point now) {
  if (std::exchange(call.judged, true)) return;
  const bool was_closed = breaker_.at(now) == circuit_breaker::state::closed;
  breaker_.on_good(call.pass, now);
  note_breaker(was_closed, now);
}

/// The order of admission may want to know what is critical.
void model_governor::note_pace(const entry& call, double tokens, time_point now) {
  constexpr double gain = 0.05;
  const double took = std::chrono::duration<double>(now - call.sent_at).count();
  const double weight = call_s_ > 0 ? gain : 1;
  call_s_ += weight * (took - call_s_);
  call_tokens_ += weight * (tokens - call_tokens_);
  double pace = 0;
  if (const auto limit = requests_.limit(); limit > 0) pace = static_cast<double>(limit) / 60;
  if (const auto limit = tokens_.limit(); limit > 0 && call_tokens_ > 0) {
    const double by_tokens = static_cast<double>(limit) / 60 / call_tokens_;
    pace = pace > 0 ? std::min(pace, by_tokens) : by_tokens;
  }
  order_->set_pace(pace, call_s_);
}

void model_governor::succeeded(call_id id, const token_usage& usage, bool reported,
                               time_point now) {
  entry& call = calls_.at(id);
  assert(call.where == phase::in_flight);
  end_probe(call, true);
  const auto used = static_cast<double>(usage.total());
  const double back = charges_.given_back(call.weight, used);
  tokens_.settle(call.tokens, used, back, now);
  project_tokens_.settle(call.tokens, used, back, now);
  charges_.on_done(call.weight, used);
  if (reported) {
    estimators_[static_cast<std::size_t>(call.shape.role)].observe(call.shape.input_bytes, usage);
    estimators_[static_cast<std::size_t>(call.shape.role)].observe_time(now - call.sent_at);
    note_times(call, usage, now);
  } else {
    slowness_.on_gone(call.sent_with);
  }
  note_pace(call, charges_.at_admission(call.weight) - back, now);
  window_.on_clean(in_flight_, now);
  good_for_breaker(call, now);
  ramp_.on_good(now);
  ++counters_.calls;
  counters_.usage += usage;
  leave_flight(call);
  forget(id);
}

void model_governor::tell_breaker(entry& call, const wire::provider_error& error, time_point now) {
  const auto code = error.what.code;
  if (call.judged) return;
  if (code == failure_code::rate_limited || code == failure_code::deadline_exceeded) {
    breaker_.on_gone(call.pass);
  } else if (is_bad(code)) {
    call.judged = true;
    const bool was_closed = breaker_.at(now) == circuit_breaker::state::closed;
    breaker_.on_bad(call.pass, now, error.facts.retry_after);
    note_breaker(was_closed, now);
  } else {
    good_for_breaker(call, now);  // it answered: the service is there
  }
}

bool model_governor::failed(call_id id, const wire::provider_error& error,
                            const wire::rate_headers& headers, time_point now) {
  entry& call = calls_.at(id);
  assert(call.where == phase::in_flight);
  const auto code = error.what.code;
  const auto& facts = error.facts;
  end_probe(call, facts.status != 0);
  if (code == failure_code::rate_limited) {
    ++counters_.rate_limited;
    on_quota_refusal(id, facts, headers, now);
  } else {
    if (!call.head_seen) reconcile(call, headers, now);
    if (is_overload(code)) window_.on_overload(call.generation, now);
  }
  tell_breaker(call, error, now);
  slowness_.on_gone(call.sent_with);
  leave_flight(call);
  const bool refused = code == failure_code::rate_limited && !facts.text_committed;
  return !refused && !(call.pass.trial && is_overload(code));
}

void model_governor::on_quota_refusal(call_id id, const wire::error_facts& facts,
                                      const wire::rate_headers& headers, time_point now) {
  entry& call = calls_.at(id);
  if (facts.text_committed) return;  // it was admitted: nothing to learn about admission
  // Refused tokens were not charged; the refused request was.
  tokens_.refund(call.tokens, call.tokens_then, now);
  project_tokens_.refund(call.tokens, call.project_then, now);
  charges_.on_refused(call.weight, call.charged_then);
  reconcile(call, headers, now);
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
