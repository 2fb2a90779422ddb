// Carries a fault out on one exchange.
// Must not know: when faults strike.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/service/exchange.hpp"
#include "sim/service/fault_plan.hpp"
#include "sim/service/latency.hpp"
#include "sim/service/reply.hpp"
#include "sim/service/stream_plan.hpp"

namespace parley::sim::service {

/// Asks the plan, and logs what strikes. `call`: whose ids the log shows; null before any request.
std::optional<fault_rule> draw_fault_of(service_state& state, std::string_view scope,
                                        const fault_facts& facts, const exchange* call);
/// The same for a call, which keeps it in `call.fault`.
void draw_fault(exchange& call, const fault_facts& facts);

/// The fault replaces the answer: an error reply, or the end of the connection.
bool replaces_answer(const fault_rule& fault);
asio::awaitable<void> send_instead(exchange& call);

/// Changes what the model said, for the faults that do.
void spoil_answer(const fault_rule& fault, model_answer& answer);
/// Takes the usage, or its details, out of a finished body, for the faults that do.
std::string spoil_usage(const fault_rule& fault, std::string body);

/// A 200 with `body`, spoiled if the fault is one of bytes.
asio::awaitable<void> send_answer(exchange& call, std::string body);

/// Changes the frames of a stream, for the faults that do. `object`: of a Responses stream.
void spoil_stream(const fault_rule& fault, const response_object* object,
                  std::vector<stream_piece>& pieces);
/// In the middle of a stream: true when it ends here.
asio::awaitable<bool> interrupt_stream(exchange& call);
/// Waits as long as the fault says.
asio::awaitable<void> wait_out(exchange& call);
/// Sends bytes cut at odd places.
asio::awaitable<bool> send_in_splinters(exchange& call, std::string bytes);

}  // namespace parley::sim::service
