#include "engine/metered_provider.hpp"

#include <algorithm>

#include "engine/paid_call.hpp"

namespace parley {
namespace {

std::string customer_of(const chat_request& request) {
  for (const auto& [key, value] : request.metadata)
    if (key == "customer_id") return value;
  return {};
}

}  // namespace

// One frame for all that a call passes on its way to the provider: thousands wait in it.
asio::awaitable<call_result> metered_provider::complete(shared_request request,
                                                        time_point deadline) {
  if (!gate_.open()) co_await gate_.pass();  // before the call is put down as begun; see below
  if (book_.fatal()) co_return refuse(request->role);
  const time_point begun = clock_.now();
  paid_calls::call mine(paid_, *request);
  if (!mine.open_at_once()) co_await mine.open();
  if (auto& instead = mine.instead()) {
    note(request, begun, instead->get());
    co_return std::move(*instead);
  }
  call_result outcome =
      co_await gate_.complete(request.with(mine), deadline);  // the gate asks again
  mine.call_ended(outcome.get());
  note(request, begun, outcome.get());
  co_return outcome;
}

// Out of line: what these two need for a moment would stay in every waiting call's frame.
[[gnu::noinline]] failure metered_provider::refuse(agent_role role) {
  book_.failed(role, book_.not_sent());
  return book_.not_sent();
}

[[gnu::noinline]] void metered_provider::note(const shared_request& request, time_point begun,
                                              const result<chat_reply>& outcome) {
  ended_call ended;
  ended.role = request->role;
  ended.customer_id = customer_of(*request);
  ended.observed.model = request->model;
  ended.observed.talk = ended.role != agent_role::judge;
  ended.seconds = std::chrono::duration<double>(clock_.now() - begun).count();
  if (outcome) {
    book_.replied(ended.role, *outcome);
    ended.answered = true;
    ended.recorded = outcome->recorded;
    ended.attempts = outcome->attempts;
    ended.usage = outcome->usage;
    // In the engine's time: of a call that was in flight during a pause only a part counts.
    const double latency = std::chrono::duration<double>(outcome->latency).count();
    ended.observed.latency_sec = std::min(latency, ended.seconds);
    ended.observed.tokens = outcome->usage.total();
  } else {
    book_.failed(ended.role, outcome.error());
  }
  if (listener_) listener_(ended);
}

}  // namespace parley
