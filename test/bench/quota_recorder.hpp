// A provider that notes when each call was asked, sent and answered, for the bound and the table.
// Must not know: regimes, the ledger.
#pragma once

#include "engine/lower_bound.hpp"
#include "net/provider.hpp"

namespace parley::bench {

/// Whether unused output comes back: then a call's charge is its usage, else input + max_output.
using refund_rule = std::function<bool(const std::string& model)>;

class call_recorder final : public provider {
 public:
  call_recorder(provider& inner, clock_source& clock, refund_rule refunds)
      : inner_(inner), clock_(clock), refunds_(std::move(refunds)) {}

  asio::awaitable<call_result> complete(shared_request request, time_point deadline) override;
  std::vector<model_state> states() const override { return inner_.states(); }

  /// One chain a customer, of the calls that were answered, without second judgements.
  std::vector<call_chain> chains() const;
  /// From the first customer's first call to the last customer judged; seconds.
  double makespan() const;
  /// How long the checks of the judge went on after that; seconds. Beside the tuner's call.
  double checks() const;
  /// Of all charges, as far as we can guess them, the part of the calls in chains().
  double charged_before_checks() const;
  /// Until when some call waited for quota; seconds from the first call.
  double saturated() const;
  /// When calls were sent that were answered; seconds from the first call.
  std::vector<double> sent_at() const;
  std::size_t failures() const { return failures_; }
  time_point first_ask() const { return first_ask_; }

 private:
  double since_first(time_point then) const {
    return std::chrono::duration<double>(then - first_ask_).count();
  }
  provider& inner_;
  clock_source& clock_;
  refund_rule refunds_;
  std::map<std::string, call_chain> chains_;  // by customer
  std::vector<double> sent_;
  time_point first_ask_{}, last_answer_{}, last_queued_{}, last_check_{};
  double check_tokens_ = 0;
  std::size_t failures_ = 0;
};

}  // namespace parley::bench
