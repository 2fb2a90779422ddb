// The one place where calls are paid: what the journal knows is not asked again, and no request
// leaves, be it a call's first or a retry, whose worst case does not fit the budget or whose intent
// is not recorded.
// Must not know: conversations, SQLite, the provider behind it.
#pragma once

#include <list>

#include "base/wait_list.hpp"
#include "engine/budget.hpp"
#include "engine/ledger.hpp"
#include "net/provider.hpp"
#include "output/call_journal.hpp"
#include "output/reply_cache.hpp"

namespace parley {

/// References are owned by the run and outlive this; `journal` may be nullptr.
class paid_calls final : public provider {
 public:
  paid_calls(provider& inner, call_journal* journal, cache_access cache, const settings& config,
             const ledger& book, expense spent_before);

  /// Errors also: budget_exhausted, io_error (the journal cannot be written).
  asio::awaitable<result<chat_reply>> complete(chat_request request, time_point deadline) override;
  std::vector<model_state> states() const override { return inner_.states(); }

  /// Set when a call was not sent for the budget. From then on none is.
  const std::optional<budget::refusal>& refused() const { return refused_; }
  const budget& money() const { return budget_; }

 private:
  class attempts;
  class open_call;
  class place_in_line;
  asio::awaitable<bool> reserve(const expense& worst);
  void somebody_settled();
  std::optional<double> cost_of_usage(const std::string& model, const token_usage& usage) const;

  asio::awaitable<result<chat_reply>> from_cache(call_intent intent, chat_reply reply);

  provider& inner_;
  call_journal* journal_;
  cache_access cache_;
  const settings& config_;
  const ledger& book_;
  budget budget_;
  std::optional<budget::refusal> refused_;
  std::list<const place_in_line*> line_;  // who waits for what is left, in their order
  std::optional<wait_list> settled_;      // made by the first that waits
};

}  // namespace parley
