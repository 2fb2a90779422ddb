#include "engine/conversation_driver.hpp"

namespace parley {

asio::awaitable<conversation_record> converse(conversation& talk, provider& llm,
                                              clock_source& clock, time_point deadline,
                                              const turn_listener& heard) {
  const time_point begun = clock.now();
  std::size_t told = 0;
  for (;;) {
    for (; told < talk.turns().size(); ++told) heard(talk, talk.turns()[told]);
    conversation::action todo = talk.next();
    switch (todo.index()) {
      case 0: {
        chat_request request = std::move(std::get<conversation::ask>(todo).request);
        // A turn to come is two calls; the answer that is asked for now and the judge, one each.
        request.calls_left = 2 * talk.agent_turns_left() + (talk.awaiting_customer() ? 1 : 0) + 1;
        result<chat_reply> reply = co_await llm.complete(std::move(request), deadline);
        if (reply)
          talk.on_reply(*reply);
        else
          talk.on_failure(reply.error());
        break;
      }
      default:
        co_return talk.take_record(std::chrono::duration<double>(clock.now() - begun).count());
    }
  }
}

}  // namespace parley
