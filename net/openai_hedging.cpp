// A second call for a reply that is slower than most, when that was allowed: the first one to come
// counts, both are paid. "The tail at scale", Dean and Barroso, CACM 2013.
#include <boost/asio/this_coro.hpp>

#include "base/task_group.hpp"
#include "net/openai_race.hpp"
#include "net/openai_ticket.hpp"

namespace parley {

/// `number`: of the first request; 0: the second one, which has to be allowed first. Without money
/// for it there is none: it was a wish.
asio::awaitable<void> openai_calls::run(runner& me, sized_request asked, int number,
                                        time_point deadline) {
  struct ending {
    explicit ending(runner& of) : who(of) {}
    ~ending() {
      who.ended = true;
      who.changed.wake_all();
    }
    runner& who;
  } end(me);
  if (number == 0) {
    const auto allowed = co_await next_attempt(asked.request.attempts(), 1, false);
    if (!allowed) co_return;
    number = *allowed;
  }
  auto outcome = co_await ask(std::move(asked), number, deadline, &me);
  me.outcome = std::move(outcome);
}

/// When the second one may start: once the first has taken longer than 95 of 100 calls of its role,
/// while those that were asked twice are fewer than the allowed share of all.
time_point openai_calls::hedge_at(const race& both, const chat_request& request) {
  if (both.second.started || !both.first.in_flight || stopped_) return time_point::max();
  if (static_cast<double>(hedges_ + 1) > quota().hedge * static_cast<double>(asked_))
    return time_point::max();
  const auto slow = line_for(request.model).governor.slow_after(request.role);
  return slow ? both.first.sent_at + *slow : time_point::max();
}

// Without hedging no coroutine of its own: a frame less for every call in flight.
asio::awaitable<call_result> openai_calls::ask_hedged(sized_request asked, int number,
                                                      time_point deadline) {
  if (quota().hedge <= 0) return ask(std::move(asked), number, deadline);
  return ask_two(std::move(asked), number, deadline);
}

asio::awaitable<call_result> openai_calls::ask_two(sized_request asked, int number,
                                                   time_point deadline) {
  race both(executor_);
  task_group runners(executor_);
  wake_timer alarm(executor_, clock_, [&both] { both.changed.wake_all(); });
  std::exception_ptr stopped;
  both.first.started = true;
  runners.spawn(run(both.first, asked, number, deadline));
  try {
    while (!both.is_decided()) {
      const auto at = hedge_at(both, *asked.request);
      if (at <= clock_.now()) {
        ++hedges_;
        both.second.started = true;
        runners.spawn(run(both.second, asked, 0, deadline));
        continue;
      }
      alarm.arm(at);
      co_await both.changed.wait();
    }
  } catch (...) {
    stopped = std::current_exception();  // cancelled: nobody may be left behind
  }
  alarm.disarm();
  runners.cancel();
  co_await asio::this_coro::throw_if_cancelled(false);
  co_await runners.join();
  co_await asio::this_coro::throw_if_cancelled(true);
  if (stopped) std::rethrow_exception(stopped);

  const bool second_won =
      !(both.first.outcome && *both.first.outcome) && both.second.outcome && *both.second.outcome;
  auto& winner = second_won ? both.second : both.first;
  auto& loser = second_won ? both.first : both.second;
  auto outcome = std::move(*winner.outcome);
  if (outcome && loser.in_flight) {
    chat_request as_sent = *asked.request;
    as_sent.max_output_tokens = asked.room;
    outcome->usage += line_for(as_sent.model).governor.expected_usage(as_sent);
    outcome->usage_reported = false;  // the loser's part is an estimate
    ++outcome->attempts;
  } else if (outcome && loser.outcome && *loser.outcome) {  // both came in the same instant
    outcome->usage += (*loser.outcome)->usage;
    outcome->attempts += (*loser.outcome)->attempts;
  }
  co_return outcome;
}

}  // namespace parley
