// Takes one conversation to its end: does what the state machine says, tells it what came back.
// Must not know: why the machine says it, permits, judges.
#pragma once

#include <functional>

#include "agents/conversation.hpp"
#include "net/provider.hpp"

namespace parley {

/// Called for every new turn, the customer's opening included.
using turn_listener = std::function<void(const conversation& talk, const turn& latest)>;

/// `talk`, `llm`, `clock` and `heard` are owned by the caller and outlive the call. No call is
/// answered after `deadline`. Returns after how many seconds it ended; the record is still in it.
/// Cancelled: throws operation_aborted, and `talk` holds what was said until then.
asio::awaitable<double> converse(conversation& talk, provider& llm, clock_source& clock,
                                 time_point deadline, const turn_listener& heard);

}  // namespace parley
