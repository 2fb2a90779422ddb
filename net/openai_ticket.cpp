#include "net/openai_ticket.hpp"

#include <charconv>

namespace parley {
namespace {

int turn_of(const chat_request& request) {
  for (const auto& [key, value] : request.metadata) {
    if (key != "turn") continue;
    int turn = 0;
    std::from_chars(value.data(), value.data() + value.size(), turn);
    return turn;
  }
  return 0;
}

}  // namespace

void openai_calls::line::wake(quota::call_id id, turn told) {
  const auto found = waiting.find(id);
  if (found == waiting.end()) return;
  ticket* called = found->second;
  waiting.erase(found);
  called->called = told;
  called->gate.wake_one();
}

void openai_calls::line::wake_all(turn told) {
  while (!waiting.empty()) wake(waiting.begin()->first, told);
}

openai_calls::ticket::ticket(openai_calls& owner, line& place, const sized_request& asked,
                             time_point deadline)
    : where(place),
      id(++owner.last_id_),
      gate(owner.executor_),
      watch(asked.request.attempts()),
      owner_(owner) {
  const chat_request& request = *asked.request;
  shape.role = request.role;
  shape.turn = turn_of(request);
  shape.calls_left = request.calls_left;
  shape.input_bytes = quota::input_bytes(request);
  shape.max_output_tokens = asked.room;
  shape.deadline = deadline;
  where.governor.enqueue(id, shape, owner_.clock_.now());
  where.waiting.emplace(id, this);
}

openai_calls::ticket::~ticket() {
  where.waiting.erase(id);
  where.governor.drop(id);
  owner_.pump(where);
}

void openai_calls::ticket::wait_again(time_point not_before, bool counts_as_retry) {
  called = turn::not_yet;
  where.governor.put_back(id, not_before, counts_as_retry, owner_.clock_.now());
  where.waiting.emplace(id, this);
}

}  // namespace parley
