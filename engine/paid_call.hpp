// One call, from its permission to its settlement: each of its requests is reserved at its worst
// before it leaves, and what it really cost is settled when it has ended.
// Must not know: retries, hedges, SQLite, providers.
#pragma once

#include <utility>
#include <vector>

#include "engine/paid_calls.hpp"
#include "net/call_attempts.hpp"
#include "net/call_result.hpp"

namespace parley {

/// No coroutine of its own, so that a call in flight has one frame less. While it lives, every open
/// request is reserved at its worst; destroyed with one open, that counts as cancelled in flight:
/// it may be billed.
class paid_calls::call final : public call_attempts {
 public:
  /// `request` outlives it.
  call(paid_calls& owner, const chat_request& request);
  ~call() override;

  /// True when nothing has to be waited for; else open() has to be awaited.
  bool open_at_once();
  asio::awaitable<void> open();
  /// What the call ends with without being sent: what journal or cache know, budget_exhausted,
  /// io_error (the journal cannot be written), or what the run was lost for. Nothing: send it.
  std::optional<call_result>& instead() { return instead_; }
  /// The call was sent and has ended. For a provider that did not tell of its requests this settles
  /// them.
  void call_ended(const result<chat_reply>& reply);

  asio::awaitable<result<int>> more(bool patient) override;
  void ended(int number, const attempt_end& how) override;

 private:
  asio::awaitable<void> answer_from_cache(call_intent intent, chat_reply reply);
  bool is_lost();
  bool is_open(int number) const;
  void end_all_open();
  attempt_charge charge_for(const attempt_end& how) const;
  void settle(int number, const expense& used);
  void record(int number, std::optional<attempt_charge> charge);

  paid_calls& owner_;
  const chat_request& request_;
  const expense worst_;
  call_id id_ = 0;  ///< 0: no intent in the journal
  int last_ = 1;
  bool told_ = false;                    ///< the provider tells of its requests
  bool owes_outcome_ = false;            ///< to the journal
  std::vector<int> open_;                ///< numbers of the requests that are reserved, ascending
  std::optional<attempt_charge> first_;  ///< how the first ended; written when there are more
  std::optional<call_result> instead_;
  std::string key_;  ///< in the cache; empty without one
};

}  // namespace parley
