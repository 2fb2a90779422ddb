// What the journal keeps of a model call: its name, what was asked at most, how it ended.
// Must not know: SQLite, queues, providers.
#pragma once

#include <compare>
#include <string>

#include "base/chat.hpp"
#include "base/errors.hpp"

namespace parley {

/// Which call of a run this is. It follows from what is asked, never from when: the same call has
/// the same name in every process that works on the run.
struct call_name {
  int iteration = 0;
  std::string customer_id;  ///< empty for planner and tuner
  agent_role role = agent_role::planner;
  int turn = 0;
  int replicate = 0;
  int reask = 0;
  int judgement = 0;  ///< above 0: the judge again
  int arm = 0;        ///< of conversations held side by side
  auto operator<=>(const call_name&) const = default;
  bool operator==(const call_name&) const = default;
};

/// Read from the request's metadata, where agents/request.cpp writes it.
call_name name_of(const chat_request& request);

/// 32 hexadecimal digits over everything that the model sees and may do. Metadata is left out.
std::string digest_of(const chat_request& request);

/// 32 hexadecimal digits over any text.
std::string text_digest(std::string_view text);

struct call_intent {
  call_name name;
  std::string model;
  std::string digest;
  std::int64_t worst_tokens = 0;  ///< input and output, at most
  double worst_cost = 0;          ///< 0: the model has no price
  std::int64_t input_bytes = 0;   ///< of the request's texts
};

using call_id = std::int64_t;  ///< from 1, in the order of asking

/// How a call ended. `attempts` counts requests that were sent, 0: none was.
struct call_outcome {
  result<chat_reply> reply = fail(failure_code::none, {});
  int attempts = 1;
  std::optional<double> cost;  ///< nothing: the model has no price
};

/// What one request of a call counts for in the budget.
struct attempt_charge {
  bool sent = true;
  failure_code why = failure_code::none;  ///< none: it was answered
  std::int64_t tokens = 0;
  double cost = 0;
};

/// One request of a call, when it is allowed and again when it has ended.
struct attempt_record {
  int number = 1;  ///< from 1, within its call
  std::int64_t worst_tokens = 0;
  double worst_cost = 0;
  std::optional<attempt_charge> ended;
};

struct recorded_call {
  call_name name;
  std::string digest;
  call_outcome outcome;
};

/// Whether asking again could end otherwise: the network, the balance, a stop, a deadline. Such
/// failures are asked for again when their iteration goes on.
bool may_pass(failure_code code);

}  // namespace parley
