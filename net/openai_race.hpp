// Two calls for one reply: what they tell each other while they run.
// Must not know: HTTP, wire formats, when a second one is worth its price.
#pragma once

#include "net/openai_calls.hpp"

namespace parley {

struct openai_calls::runner {
  explicit runner(wait_list& to) : changed(to) {}
  void on_sent(time_point now) {
    sent_at = now;
    in_flight = true;
    changed.wake_all();
  }

  wait_list& changed;
  time_point sent_at = time_point::max();  ///< of the last attempt
  bool started = false;
  bool ended = false;      ///< also without outcome, by an exception
  bool in_flight = false;  ///< stays true when it was cancelled in flight: then it was paid for
  std::optional<call_result> outcome;
};

struct openai_calls::race {
  explicit race(const asio::any_io_executor& executor) : changed(executor) {}
  /// There is a reply, or nobody is left who could bring one.
  bool is_decided() const {
    const bool replied = (first.outcome && *first.outcome) || (second.outcome && *second.outcome);
    return replied || (first.ended && (!second.started || second.ended));
  }

  wait_list changed;
  runner first{changed}, second{changed};
};

}  // namespace parley
