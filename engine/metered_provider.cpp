#include "engine/metered_provider.hpp"

#include <algorithm>

namespace parley {
namespace {

std::string customer_of(const chat_request& request) {
  for (const auto& [key, value] : request.metadata)
    if (key == "customer_id") return value;
  return {};
}

}  // namespace

asio::awaitable<result<chat_reply>> metered_provider::complete(chat_request request,
                                                               time_point deadline) {
  const agent_role role = request.role;
  co_await gate_.pass();  // before the call is put down as begun; the gate itself asks once more
  if (book_.fatal()) {
    const failure why = book_.not_sent();
    book_.failed(role, why);
    co_return why;
  }
  ended_call ended;
  ended.role = role;
  ended.customer_id = customer_of(request);
  ended.observed.model = request.model;
  ended.observed.talk = role != agent_role::judge;
  const time_point begun = clock_.now();
  result<chat_reply> outcome = co_await inner_.complete(std::move(request), deadline);
  ended.seconds = std::chrono::duration<double>(clock_.now() - begun).count();
  if (outcome) {
    book_.replied(role, *outcome);
    ended.answered = true;
    ended.recorded = outcome->recorded;
    ended.attempts = outcome->attempts;
    ended.usage = outcome->usage;
    // In the engine's time: of a call that was in flight during a pause only a part counts.
    const double latency = std::chrono::duration<double>(outcome->latency).count();
    ended.observed.latency_sec = std::min(latency, ended.seconds);
    ended.observed.tokens = outcome->usage.total();
  } else {
    book_.failed(role, outcome.error());
  }
  if (listener_) listener_(ended);
  co_return outcome;
}

}  // namespace parley
