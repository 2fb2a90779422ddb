// The last door before the provider: while a run is paused no call goes through it.
// Must not know: budgets, the journal, who asks.
#pragma once

#include <optional>

#include "base/wait_list.hpp"
#include "engine/ledger.hpp"
#include "engine/pausable_clock.hpp"
#include "net/provider.hpp"

namespace parley {

class pause_gate final : public provider {
 public:
  /// `inner`, `clock` and `book` are owned by the run and outlive this.
  pause_gate(provider& inner, pausable_clock& clock, const ledger& book)
      : inner_(inner), clock_(clock), book_(book) {}

  /// Nothing more is sent until resume(); what is in flight ends. The clock pauses with it.
  void pause();
  void resume();

  bool open() const { return !clock_.paused(); }
  /// Returns when the run is not paused.
  boost::asio::awaitable<void> pass();

  /// `deadline` is the clock's; `inner` gets it in real time. A call that waited here is not sent
  /// once the run is lost.
  boost::asio::awaitable<call_result> complete(shared_request request,
                                               time_point deadline) override;
  std::vector<model_state> states() const override { return inner_.states(); }

 private:
  boost::asio::awaitable<call_result> complete_later(shared_request request, time_point deadline);
  provider& inner_;
  pausable_clock& clock_;
  const ledger& book_;
  std::optional<wait_list> going_on_;  // once somebody had to wait
};

}  // namespace parley
