#include "engine/paid_calls.hpp"

#include "engine/cost.hpp"

namespace parley {
namespace {

const std::string currency = run_record{}.currency;

}  // namespace

paid_calls::paid_calls(call_journal* journal, cache_access cache, const settings& config,
                       const ledger& book, expense spent_before)
    : journal_(journal),
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

}  // namespace parley
