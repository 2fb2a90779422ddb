// The run's provider: pays for every call, writes it into the ledger, and sends none once the run
// is lost.
// Must not know: customers, the provider behind it.
#pragma once

#include <functional>

#include "engine/ledger.hpp"
#include "engine/lower_bound.hpp"
#include "engine/paid_calls.hpp"
#include "engine/pausable_clock.hpp"
#include "engine/pause_gate.hpp"
#include "net/provider.hpp"

namespace parley {

/// What is known of a call that has ended: its request's role and customer, and how long it took.
struct ended_call {
  agent_role role = agent_role::planner;
  std::string customer_id;  ///< empty for planner and tuner
  double seconds = 0;       ///< from the ask to the answer, waiting for quota included
  observed_call observed;
  bool answered = false;
  bool recorded = false;  ///< by the journal, in no time
  int attempts = 1;
  token_usage usage;
};

class metered_provider final : public provider {
 public:
  /// All are owned by the run and outlive this. Deadlines are the clock's.
  metered_provider(paid_calls& paid, pause_gate& gate, const pausable_clock& clock, ledger& book)
      : paid_(paid), gate_(gate), clock_(clock), book_(book) {}

  bool paused() const { return clock_.paused(); }

  /// Who else wants to know when a call ends; may be empty.
  void on_call_ended(std::function<void(const ended_call&)> listener) {
    listener_ = std::move(listener);
  }

  asio::awaitable<call_result> complete(shared_request request, time_point deadline) override;
  std::vector<model_state> states() const override { return gate_.states(); }

 private:
  failure refuse(agent_role role);
  void note(const shared_request& request, time_point begun, const result<chat_reply>& outcome);

  paid_calls& paid_;
  pause_gate& gate_;
  const pausable_clock& clock_;
  ledger& book_;
  std::function<void(const ended_call&)> listener_;
};

}  // namespace parley
