// The requests of one call: each is reserved at its worst before it leaves, and what it really cost
// is settled when it has ended. Private to paid_calls.
// Must not know: retries, hedges, SQLite.
#pragma once

#include <map>

#include "engine/paid_calls.hpp"
#include "net/call_attempts.hpp"

namespace parley {

/// Made when the first request is reserved; while it lives, every open one is reserved at `worst`.
class paid_calls::attempts final : public call_attempts {
 public:
  attempts(paid_calls& owner, std::string model, const expense& worst);
  ~attempts()
      override;  ///< what is open counts at its worst: cancelled in flight, it may be billed

  /// The call has its intent in the journal.
  void recorded_as(call_id id) { id_ = id; }
  /// Nothing was sent.
  void never_sent();
  /// The call has ended. For a provider that did not tell of its requests this settles them.
  void call_ended(const result<chat_reply>& reply);

  asio::awaitable<result<int>> more(bool patient) override;
  void ended(int number, const attempt_end& how) override;

 private:
  attempt_charge charge_for(const attempt_end& how) const;
  void settle(int number, const expense& used);
  void record(int number, std::optional<attempt_charge> charge);

  paid_calls& owner_;
  const std::string model_;
  const expense worst_;
  std::optional<call_id> id_;  ///< nothing: no journal
  int last_ = 1;
  std::map<int, expense> open_;          ///< what is reserved, by number
  std::optional<attempt_charge> first_;  ///< how the first ended; written when there are more
  bool told_ = false;                    ///< the provider tells of its requests
};

}  // namespace parley
