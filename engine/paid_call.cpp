#include "engine/paid_call.hpp"

#include <algorithm>

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

std::int64_t bytes_of(const chat_request& request) {
  std::size_t bytes = request.instructions.size();
  for (const chat_message& message : request.input) bytes += message.content.size();
  if (request.schema) bytes += request.schema->schema_json.size();
  return static_cast<std::int64_t>(bytes);
}

expense expense_of(const attempt_charge& charge) {
  return {charge.sent ? 1 : 0, charge.tokens, charge.cost};
}

}  // namespace

paid_calls::call::call(paid_calls& owner, const chat_request& request)
    : owner_(owner), request_(request), worst_(worst_case(request, owner.config_)) {}

paid_calls::call::~call() {
  if (owes_outcome_)
    owner_.journal_->end(id_, {fail(failure_code::cancelled, "the run was stopped"), 1, {}});
  end_all_open();
}

void paid_calls::call::end_all_open() {
  while (!open_.empty()) ended(open_.front(), attempt_end::failed(failure_code::cancelled));
}

// Met by another call while this one waited.
bool paid_calls::call::is_lost() {
  if (!owner_.book_.fatal()) return false;
  settle(1, {});
  instead_.emplace(owner_.book_.not_sent());
  return true;
}

bool paid_calls::call::open_at_once() {
  const bool others_wait = !owner_.line_.empty();
  if (owner_.journal_ || owner_.cache_.store || owner_.refused_ || others_wait ||
      !owner_.budget_.fits(worst_))
    return false;
  owner_.budget_.reserve(worst_);
  open_.push_back(1);
  is_lost();
  return true;
}

asio::awaitable<void> paid_calls::call::open() {
  call_intent intent;
  if (owner_.journal_) {  // a digest reads the whole request: only where somebody asks for it
    intent.name = name_of(request_);
    intent.digest = digest_of(request_);
    if (auto known = owner_.journal_->recorded(intent.name, intent.digest)) {
      instead_.emplace(std::move(known->reply));
      co_return;
    }
  }
  if (reply_cache* cache = owner_.cache_.store) {
    key_ = cache_key(owner_.cache_.scope, request_);
    std::optional<chat_reply> known = co_await cache->find(key_);
    if (known) co_return co_await answer_from_cache(std::move(intent), std::move(*known));
  }
  const bool granted = co_await owner_.reserve(worst_);
  if (!granted) {
    instead_.emplace(fail(failure_code::budget_exhausted, owner_.refused_->sentence));
    co_return;
  }
  open_.push_back(1);
  if (is_lost() || !owner_.journal_) co_return;

  intent.model = request_.model;
  intent.worst_tokens = worst_.tokens;
  intent.worst_cost = worst_.cost;
  intent.input_bytes = bytes_of(request_);
  const result<call_id> begun = co_await owner_.journal_->begin(std::move(intent));
  if (!begun) {
    settle(1, {});
    instead_.emplace(begun.error());
    co_return;
  }
  id_ = *begun;
  owes_outcome_ = true;
}

// The journal learns of it like of any call; it counts as nothing in the budget, whatever its usage
// once was.
asio::awaitable<void> paid_calls::call::answer_from_cache(call_intent intent, chat_reply reply) {
  if (call_journal* journal = owner_.journal_) {
    intent.model = request_.model;
    const result<call_id> begun = co_await journal->begin(std::move(intent));
    if (!begun) {
      instead_.emplace(begun.error());
      co_return;
    }
    attempt_record nothing;
    nothing.ended = attempt_charge{false, failure_code::none, 0, 0};
    journal->attempt(*begun, std::move(nothing));
    call_outcome how;
    how.reply = reply;
    how.attempts = 0;
    how.cost = 0;
    journal->end(*begun, std::move(how));
  }
  instead_.emplace(std::move(reply));
}

attempt_charge paid_calls::call::charge_for(const attempt_end& how) const {
  attempt_charge out{how.sent, how.why, worst_.tokens, worst_.cost};
  const bool free = !how.sent || costs_nothing(how.why);
  if (!how.usage && !free) return out;  // it may be billed, and nobody says how much
  out.tokens = free ? 0 : how.usage->total();
  out.cost = free ? 0 : owner_.cost_of_usage(request_.model, *how.usage).value_or(0);
  return out;
}

bool paid_calls::call::is_open(int number) const {
  return std::find(open_.begin(), open_.end(), number) != open_.end();
}

void paid_calls::call::settle(int number, const expense& used) {
  if (!is_open(number)) return;
  owner_.budget_.settle(worst_, used);
  std::erase(open_, number);
  owner_.somebody_settled();
}

void paid_calls::call::record(int number, std::optional<attempt_charge> charge) {
  if (id_ == 0) return;
  attempt_record row;
  row.number = number;
  row.worst_tokens = worst_.tokens;
  row.worst_cost = worst_.cost;
  row.ended = std::move(charge);
  owner_.journal_->attempt(id_, std::move(row));
}

void paid_calls::call::ended(int number, const attempt_end& how) {
  if (!is_open(number)) return;
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

asio::awaitable<result<int>> paid_calls::call::more(bool patient) {
  if (!patient && !owner_.budget_.fits(worst_))
    co_return fail(failure_code::budget_exhausted, "the budget has no room for a second call");
  const bool granted = co_await owner_.reserve(worst_);
  if (!granted) co_return fail(failure_code::budget_exhausted, owner_.refused_->sentence);
  const int number = ++last_;
  open_.push_back(number);
  if (owner_.book_.fatal()) {  // met by another call while this one waited
    settle(number, {});
    co_return owner_.book_.not_sent();
  }
  if (first_) record(1, std::exchange(first_, std::nullopt));
  if (id_ == 0) co_return number;
  // Cancelled or refused while waiting: it was not sent.
  struct unsent {
    call* owner;
    int number;
    ~unsent() {
      if (owner) owner->ended(number, attempt_end::not_sent());
    }
  } guard{this, number};
  attempt_record row;
  row.number = number;
  row.worst_tokens = worst_.tokens;
  row.worst_cost = worst_.cost;
  const auto written = co_await owner_.journal_->begin_attempt(id_, std::move(row));
  if (!written) co_return written.error();
  guard.owner = nullptr;
  co_return number;
}

void paid_calls::call::call_ended(const result<chat_reply>& reply) {
  if (!told_ && last_ == 1) {
    if (reply) {
      expense used;
      used.requests = reply->attempts;
      used.tokens = reply->usage_reported ? reply->usage.total() : worst_.tokens;
      used.cost = reply->usage_reported
                      ? owner_.cost_of_usage(request_.model, reply->usage).value_or(0)
                      : worst_.cost;
      settle(1, used);
    } else {
      ended(1, attempt_end::failed(reply.error().code));
    }
  }
  const cache_access& cache = owner_.cache_;
  if (cache.store && cache.keeps && reply && reply->finish == finish_reason::stop)
    cache.store->keep(key_, *reply, owner_.cost_of_usage(request_.model, reply->usage).value_or(0));
  if (std::exchange(owes_outcome_, false)) {
    call_outcome how;
    how.reply = reply;
    if (reply) {
      how.attempts = reply->attempts;
      how.cost = owner_.cost_of_usage(request_.model, reply->usage);
    }
    owner_.journal_->end(id_, std::move(how));
  }
  end_all_open();  // what lost a race counts at its worst
}

}  // namespace parley
