// What a run has spent so far, and whether the provider can still be used. Pure.
// Must not know: budgets, conversations, who called.
#pragma once

#include <optional>

#include "agents/transcript.hpp"
#include "base/errors.hpp"

namespace parley {

class ledger {
 public:
  void replied(agent_role role, const chat_reply& reply);
  void failed(agent_role role, const failure& why);

  const spend_by_role& spend() const { return spend_; }

  /// The first failure after which no call can succeed: a refused key, an exhausted balance, or a
  /// server that could not be reached although nothing was ever answered.
  const std::optional<failure>& fatal() const { return fatal_; }
  /// What a call ends with that is not sent any more, once there is a fatal(): no attempt was made.
  failure not_sent() const;

 private:
  spend_by_role spend_{};
  std::optional<failure> fatal_;
  bool ever_answered_ = false;
};

/// What was spent between two states of a ledger.
spend_by_role spend_since(const spend_by_role& now, const spend_by_role& then);

}  // namespace parley
