#include "engine/paid_calls.hpp"

#include "engine/cost.hpp"
#include "engine/paid_attempts.hpp"

namespace parley {
namespace {

const std::string currency = run_record{}.currency;

std::int64_t bytes_of(const chat_request& request) {
  std::size_t bytes = request.instructions.size();
  for (const chat_message& message : request.input) bytes += message.content.size();
  if (request.schema) bytes += request.schema->schema_json.size();
  return static_cast<std::int64_t>(bytes);
}

}  // namespace

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

paid_calls::paid_calls(provider& inner, call_journal* journal, cache_access cache,
                       const settings& config, const ledger& book, expense spent_before)
    : inner_(inner),
      journal_(journal),
      cache_(std::move(cache)),
      config_(config),
      book_(book),
      budget_(config.loop, spent_before) {}

void paid_calls::somebody_settled() {
  if (settled_) settled_->wake_all();
}

// A place in the queue for what is left, also given up when the call is cancelled.
class paid_calls::place_in_line {
 public:
  explicit place_in_line(paid_calls& owner)
      : owner_(owner), at_(owner.line_.insert(owner.line_.end(), this)) {}
  place_in_line(const place_in_line&) = delete;
  place_in_line& operator=(const place_in_line&) = delete;
  ~place_in_line() {
    owner_.line_.erase(at_);
    owner_.somebody_settled();  // the next one looks
  }
  bool is_first() const { return owner_.line_.front() == this; }

 private:
  paid_calls& owner_;
  std::list<const place_in_line*>::iterator at_;
};

asio::awaitable<bool> paid_calls::reserve(const expense& worst) {
  // Others settle below their worst case, so what does not fit now may fit then. First come, first
  // served: small calls that pass a large one could keep it waiting beyond its deadline.
  if (!refused_ && (!line_.empty() || !budget_.fits(worst))) {
    const place_in_line mine(*this);
    while (!refused_ &&
           (!mine.is_first() || (!budget_.fits(worst) && budget_.anything_reserved()))) {
      if (!settled_) settled_.emplace(co_await asio::this_coro::executor);
      co_await settled_->wait();
    }
    if (!refused_ && budget_.fits(worst)) {
      budget_.reserve(worst);
      co_return true;
    }
  }
  if (!refused_ && budget_.fits(worst)) {
    budget_.reserve(worst);
    co_return true;
  }
  if (!refused_) refused_ = budget_.refuse(worst, currency);
  somebody_settled();  // nobody is sent any more
  co_return false;
}

std::optional<double> paid_calls::cost_of_usage(const std::string& model,
                                                const token_usage& usage) const {
  const model_price* price = config_.price_for(model);
  if (!price) return std::nullopt;
  return cost_of(usage, *price);
}

asio::awaitable<result<chat_reply>> paid_calls::from_cache(call_intent intent, chat_reply reply) {
  if (!journal_) co_return reply;
  const result<call_id> begun = co_await journal_->begin(std::move(intent));
  if (!begun) co_return begun.error();
  // It counts as nothing in the budget, whatever its usage once was.
  attempt_record nothing;
  nothing.ended = attempt_charge{false, failure_code::none, 0, 0};
  journal_->attempt(*begun, std::move(nothing));
  call_outcome how;
  how.reply = reply;
  how.attempts = 0;
  how.cost = 0;
  journal_->end(*begun, std::move(how));
  co_return reply;
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

  std::string key;
  if (cache_.store) {
    key = cache_key(cache_.scope, request);
    std::optional<chat_reply> known = co_await cache_.store->find(key);
    intent.model = request.model;
    if (known) co_return co_await from_cache(std::move(intent), std::move(*known));
  }

  const expense worst = worst_case(request, config_);
  const bool granted = co_await reserve(worst);
  if (!granted) co_return fail(failure_code::budget_exhausted, refused_->sentence);
  attempts tries(*this, request.model, worst);
  if (book_.fatal()) {  // met by another call while this one waited
    tries.never_sent();
    co_return book_.not_sent();
  }

  intent.model = request.model;
  intent.worst_tokens = worst.tokens;
  intent.worst_cost = worst.cost;
  call_id id = 0;
  if (journal_) {
    intent.input_bytes = bytes_of(request);
    const result<call_id> begun = co_await journal_->begin(std::move(intent));
    if (!begun) {
      tries.never_sent();
      co_return begun.error();
    }
    id = *begun;
    tries.recorded_as(id);
  }
  open_call open(journal_, id);
  const std::string model = request.model;  // for its price, after the call
  request.attempts = &tries;
  result<chat_reply> reply = co_await inner_.complete(std::move(request), deadline);
  tries.call_ended(reply);
  if (cache_.store && cache_.keeps && reply && reply->finish == finish_reason::stop)
    cache_.store->keep(key, *reply, cost_of_usage(model, reply->usage).value_or(0));
  if (journal_) {
    call_outcome how;
    how.reply = reply;
    if (reply) {
      how.attempts = reply->attempts;
      how.cost = cost_of_usage(model, reply->usage);
    }
    open.ended(std::move(how));
  }
  co_return reply;
}

}  // namespace parley
