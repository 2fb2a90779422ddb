// Whether one more customer may be let in now, by deadline and budgets. Pure.
// Must not know: which customer, permits, coroutines.
#pragma once

#include "config/settings.hpp"
#include "engine/pace.hpp"
#include "output/run_record.hpp"

namespace parley {

enum class admission : std::uint8_t {
  admit,
  wait,   ///< ask again when a call, a conversation or a judgement has ended
  refuse  ///< no more customers in this iteration
};

/// What the deadline's decision looks at.
struct intake_view {
  time_point now, talk_deadline, judge_deadline;  ///< talk_deadline <= judge_deadline
  std::size_t talking = 0;                        ///< open conversations
  std::size_t in_judge = 0;  ///< conversations waiting for the judge or with it
  int calls_of_talking = 0;  ///< calls that the open conversations have made already
  int longest_calls = 6;     ///< model calls of the longest possible conversation, no judge
  int judges = 1;            ///< judge calls at once
  /// Requests a minute that the configuration allows the talking model; 0: not limited by us.
  std::int64_t requests_per_minute = 0;
};

/// Admits while everything that is open, and one conversation more, is expected to be finished by
/// talk_deadline and judged by judge_deadline, with what `measured` shows (docs/scheduling.md).
admission admission_for_deadline(const intake_view& view, const pace& measured);

/// Admits while the calls that everybody in progress still needs are some minute and a half of
/// work at the measured rate, or three conversations' length if that is more: enough to keep every
/// quota busy until the end, and no more, so that results come early, memory is bounded and a stop
/// is not far away. Admits freely before a rate is known.
admission admission_for_progress(const intake_view& view, const pace& measured);

/// Spend in the units of the three budgets.
struct spent {
  std::int64_t requests = 0, tokens = 0;
  double cost = 0;
};
struct budget_view {
  spent total;              ///< of the whole run, up to now
  spent unsettled;          ///< part of `total`: by customers that are in progress
  spent by_settled;         ///< part of `total`: by customers that are done, over the whole run
  std::size_t settled = 0;  ///< how many those are
  std::size_t in_progress = 0;
};
struct budget_admission {
  admission verdict = admission::admit;
  stop_reason reason = stop_reason::request_budget;  ///< when refused
};

/// Admits while what is settled plus the expected spend of everything in progress and one customer
/// more stays within each budget. Before a few customers are done, only a few may be in progress.
budget_admission admission_for_budget(const budget_view& view, const loop_settings& limits);

}  // namespace parley
