// The one place where calls are paid: what the journal knows is not asked again, and no request
// leaves, be it a call's first or a retry, whose worst case does not fit the budget or whose intent
// is not recorded.
// Must not know: conversations, SQLite, providers.
#pragma once

#include <list>
#include <optional>

#include "base/wait_list.hpp"
#include "engine/budget.hpp"
#include "engine/ledger.hpp"
#include "output/call_journal.hpp"
#include "output/reply_cache.hpp"

namespace parley {

namespace asio = boost::asio;

/// References are owned by the run and outlive this; `journal` may be nullptr.
class paid_calls {
 public:
  paid_calls(call_journal* journal, cache_access cache, const settings& config, const ledger& book,
             expense spent_before);

  class call;  ///< engine/paid_call.hpp

  /// Set when a call was not sent for the budget. From then on none is.
  const std::optional<budget::refusal>& refused() const { return refused_; }
  const budget& money() const { return budget_; }

 private:
  class place_in_line;
  asio::awaitable<bool> reserve(const expense& worst);
  void somebody_settled();
  std::optional<double> cost_of_usage(const std::string& model, const token_usage& usage) const;

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
