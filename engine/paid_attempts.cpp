#include "engine/paid_attempts.hpp"

#include "engine/cost.hpp"

namespace parley {
namespace {

/// No request went out, or the provider refused it before it worked.
bool costs_nothing(failure_code code) {
  switch (code) {
    case failure_code::connect_failed:
    case failure_code::tls_failed:
    case failure_code::untrusted:
    case failure_code::rate_limited:
    case failure_code::overloaded:
    case failure_code::bad_request:
    case failure_code::authentication:
    case failure_code::balance_exhausted:
    case failure_code::request_too_large:
      return true;
    default:
      return false;
  }
}

expense expense_of(const attempt_charge& charge) {
  return {charge.sent ? 1 : 0, charge.tokens, charge.cost};
}

}  // namespace

paid_calls::attempts::attempts(paid_calls& owner, std::string model, const expense& worst)
    : owner_(owner), model_(std::move(model)), worst_(worst) {
  open_.emplace(1, worst_);
}

paid_calls::attempts::~attempts() {
  while (!open_.empty()) ended(open_.begin()->first, attempt_end::failed(failure_code::cancelled));
}

void paid_calls::attempts::never_sent() {
  settle(1, {});
}

attempt_charge paid_calls::attempts::charge_for(const attempt_end& how) const {
  attempt_charge out{how.sent, how.why, worst_.tokens, worst_.cost};
  const bool free = !how.sent || costs_nothing(how.why);
  if (!how.usage && !free) return out;  // it may be billed, and nobody says how much
  out.tokens = free ? 0 : how.usage->total();
  out.cost = free ? 0 : owner_.cost_of_usage(model_, *how.usage).value_or(0);
  return out;
}

void paid_calls::attempts::settle(int number, const expense& used) {
  const auto found = open_.find(number);
  if (found == open_.end()) return;
  owner_.budget_.settle(found->second, used);
  open_.erase(found);
  owner_.somebody_settled();
}

void paid_calls::attempts::record(int number, std::optional<attempt_charge> charge) {
  if (!id_) return;
  attempt_record row;
  row.number = number;
  row.worst_tokens = worst_.tokens;
  row.worst_cost = worst_.cost;
  row.ended = std::move(charge);
  owner_.journal_->attempt(*id_, std::move(row));
}

void paid_calls::attempts::ended(int number, const attempt_end& how) {
  if (!open_.contains(number)) return;
  told_ = true;
  const attempt_charge charge = charge_for(how);
  settle(number, expense_of(charge));
  // Of a single one that was answered, or cost nothing, the call's own outcome says all.
  const bool said_by_outcome = (how.usage && how.sent) || (charge.tokens == 0 && charge.cost == 0);
  if (number == 1 && last_ == 1 && said_by_outcome)
    first_ = charge;
  else
    record(number, charge);
}

asio::awaitable<result<int>> paid_calls::attempts::more(bool patient) {
  if (!patient && !owner_.budget_.fits(worst_))
    co_return fail(failure_code::budget_exhausted, "the budget has no room for a second call");
  const bool granted = co_await owner_.reserve(worst_);
  if (!granted) co_return fail(failure_code::budget_exhausted, owner_.refused_->sentence);
  const int number = ++last_;
  open_.emplace(number, worst_);
  if (owner_.book_.fatal()) {  // met by another call while this one waited
    settle(number, {});
    co_return owner_.book_.not_sent();
  }
  if (first_) record(1, std::exchange(first_, std::nullopt));
  if (!id_) co_return number;
  // Cancelled or refused while waiting: it was not sent.
  struct unsent {
    attempts* owner;
    int number;
    ~unsent() {
      if (owner) owner->ended(number, attempt_end::not_sent());
    }
  } guard{this, number};
  attempt_record row;
  row.number = number;
  row.worst_tokens = worst_.tokens;
  row.worst_cost = worst_.cost;
  const auto written = co_await owner_.journal_->begin_attempt(*id_, std::move(row));
  if (!written) co_return written.error();
  guard.owner = nullptr;
  co_return number;
}

void paid_calls::attempts::call_ended(const result<chat_reply>& reply) {
  if (told_ || last_ > 1) return;  // what is still open lost a race, and counts at its worst
  if (!reply) return ended(1, attempt_end::failed(reply.error().code));
  expense used;
  used.requests = reply->attempts;
  used.tokens = reply->usage_reported ? reply->usage.total() : worst_.tokens;
  used.cost =
      reply->usage_reported ? owner_.cost_of_usage(model_, reply->usage).value_or(0) : worst_.cost;
  settle(1, used);
}

}  // namespace parley
