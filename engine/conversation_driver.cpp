#include "engine/conversation_driver.hpp"

#include <optional>

namespace parley {
namespace {

// Inlined into the coroutine, what these two need for a moment would stay in its frame.
// What is to be asked now; nothing: the conversation is over.
[[gnu::noinline]] std::optional<shared_request> next_request(const conversation& talk) {
  conversation::action todo = talk.next();
  auto* asked = std::get_if<conversation::ask>(&todo);
  if (asked == nullptr) return std::nullopt;
  // A turn to come is two calls; the answer that is asked for now and the judge, one each.
  asked->request.calls_left = 2 * talk.agent_turns_left() + (talk.awaiting_customer() ? 1 : 0) + 1;
  return shared_request(std::move(asked->request));
}

[[gnu::noinline]] void hand_over(conversation& talk, const call_result& reply) {
  if (reply)
    talk.on_reply(*reply);
  else
    talk.on_failure(reply.error());
}

}  // namespace

// Small on purpose: thousands wait in it. What a step needs for itself stays in the functions
// above.
asio::awaitable<double> converse(conversation& talk, provider& llm, clock_source& clock,
                                 time_point deadline, const turn_listener& heard) {
  const time_point begun = clock.now();
  for (std::size_t told = 0;;) {
    for (; told < talk.turns().size(); ++told) heard(talk, talk.turns()[told]);
    std::optional<shared_request> request = next_request(talk);
    if (!request) break;
    const call_result reply = co_await llm.complete(std::move(*request), deadline);
    hand_over(talk, reply);
  }
  co_return std::chrono::duration<double>(clock.now() - begun).count();
}

}  // namespace parley
