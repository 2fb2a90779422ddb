#include "engine/paid_calls.hpp"

#include "engine/cost.hpp"

namespace parley {
namespace {

const std::string currency = run_record{}.currency;

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

}  // namespace

// A reservation goes home at its worst case unless somebody says what was used: a call that is
// cancelled in flight may have been billed.
class paid_calls::reservation {
 public:
  reservation(paid_calls& owner, const expense& worst)
      : owner_(owner), worst_(worst), used_(worst) {}
  reservation(const reservation&) = delete;
  reservation& operator=(const reservation&) = delete;
  ~reservation() {
    owner_.budget_.settle(worst_, used_);
    owner_.somebody_settled();
  }
  void used(const expense& amount) { used_ = amount; }

 private:
  paid_calls& owner_;
  expense worst_, used_;
};

// An intent that gets its outcome, also when the call is cancelled.
class paid_calls::open_call {
 public:
  open_call(call_journal* journal, call_id id) : journal_(journal), id_(id) {}
  open_call(const open_call&) = delete;
  open_call& operator=(const open_call&) = delete;
  ~open_call() {
    if (journal_) journal_->end(id_, {fail(failure_code::cancelled, "the run was stopped"), 1, {}});
  }
  void ended(call_outcome how) {
    if (journal_) journal_->end(id_, std::move(how));
    journal_ = nullptr;
  }

 private:
  call_journal* journal_;
  call_id id_;
};

paid_calls::paid_calls(provider& inner, call_journal* journal, const settings& config,
                       const ledger& book, expense spent_before)
    : inner_(inner),
      journal_(journal),
      config_(config),
      book_(book),
      budget_(config.loop, spent_before) {}

void paid_calls::somebody_settled() {
  if (settled_) settled_->wake_all();
}

asio::awaitable<bool> paid_calls::reserve(const expense& worst) {
  // Others settle below their worst case, so what does not fit now may fit then.
  while (!refused_ && !budget_.fits(worst) && budget_.anything_reserved()) {
    if (!settled_) settled_.emplace(co_await asio::this_coro::executor);
    co_await settled_->wait();
  }
  if (!refused_ && budget_.fits(worst)) {
    budget_.reserve(worst);
    co_return true;
  }
  if (!refused_) refused_ = budget_.refuse(worst, currency);
  somebody_settled();  // nobody is sent any more
  co_return false;
}

std::optional<double> paid_calls::cost_of_reply(const std::string& model,
                                                const chat_reply& reply) const {
  const model_price* price = config_.price_for(model);
  if (!price) return std::nullopt;
  return cost_of(reply.usage, *price);
}

expense paid_calls::used_by(const std::string& model, const expense& worst,
                            const result<chat_reply>& outcome) const {
  if (!outcome) return costs_nothing(outcome.error().code) ? expense{1, 0, 0} : worst;
  expense used;
  used.requests = outcome->attempts;
  used.tokens = outcome->usage.total();
  used.cost = cost_of_reply(model, *outcome).value_or(0);
  return used;
}

asio::awaitable<result<chat_reply>> paid_calls::complete(chat_request request,
                                                         time_point deadline) {
  call_intent intent;
  if (journal_) {  // a digest reads the whole request: only where somebody asks for it
    intent.name = name_of(request);
    intent.digest = digest_of(request);
    if (auto known = journal_->recorded(intent.name, intent.digest))
      co_return std::move(known->reply);
  }

  const expense worst = worst_case(request, config_);
  const bool granted = co_await reserve(worst);
  if (!granted) co_return fail(failure_code::budget_exhausted, refused_->sentence);
  reservation held(*this, worst);
  if (book_.fatal()) {  // met by another call while this one waited
    held.used({});
    co_return book_.not_sent();
  }

  intent.model = request.model;
  intent.worst_tokens = worst.tokens;
  intent.worst_cost = worst.cost;
  call_id id = 0;
  if (journal_) {
    const result<call_id> begun = co_await journal_->begin(std::move(intent));
    if (!begun) {
      held.used({});
      co_return begun.error();
    }
    id = *begun;
  }
  open_call open(journal_, id);
  const std::string model = request.model;  // for its price, after the call
  result<chat_reply> reply = co_await inner_.complete(std::move(request), deadline);
  held.used(used_by(model, worst, reply));
  if (journal_) {
    call_outcome how;
    how.reply = reply;
    if (reply) {
      how.attempts = reply->attempts;
      how.cost = cost_of_reply(model, *reply);
    }
    open.ended(std::move(how));
  }
  co_return reply;
}

}  // namespace parley
