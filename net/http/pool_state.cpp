#include "net/http/pool_state.hpp"

#include <cassert>

namespace parley::http {

// The most recently used first: it is the least likely to have been closed by the server, and the
// others grow old enough to be closed when fewer are needed.
pool_state::decision pool_state::acquire() {
  decision made;
  if (!idle_.empty()) {
    assert(waiting_.empty() && "somebody waits beside an idle connection");
    made.what = action::use;
    made.which = idle_.back().which;
    idle_.pop_back();
  } else if (slots_ < limits_.max_open) {
    ++slots_;
    made.what = action::open;
  } else {
    made.ticket = next_ticket_++;
    waiting_.push_back(made.ticket);
  }
  return made;
}

std::optional<pool_state::grant> pool_state::keep(connection_id which, time_point now,
                                                  time_point usable_until) {
  assert(slots_ > idle_.size() && "a connection was returned twice");
  if (!waiting_.empty()) {
    const grant given{waiting_.front(), which};
    waiting_.pop_front();
    return given;
  }
  idle_.push_back({which, std::min(usable_until, now + limits_.max_idle)});
  return std::nullopt;
}

std::optional<pool_state::grant> pool_state::release() {
  assert(slots_ > idle_.size() && "a slot was returned twice");
  if (waiting_.empty()) {
    --slots_;
    return std::nullopt;
  }
  const grant given{waiting_.front(), std::nullopt};  // the slot changes hands
  waiting_.pop_front();
  return given;
}

void pool_state::abandon(pool_ticket ticket) {
  const auto found = std::find(waiting_.begin(), waiting_.end(), ticket);
  assert(found != waiting_.end() && "a waiter gave up after it was granted a slot");
  if (found != waiting_.end()) waiting_.erase(found);
}

std::vector<connection_id> pool_state::take_expired(time_point now) {
  std::vector<connection_id> expired;
  const auto is_over = [&](const idle_connection& each) {
    return each.usable_until <= now && slots_ > limits_.min_open;
  };
  // Nearly all have the same limit, so the oldest are in front. Those with a shorter one of their
  // own matter when they are next in turn, at the back.
  auto end = idle_.begin();
  for (; end != idle_.end() && is_over(*end); ++end, --slots_) expired.push_back(end->which);
  idle_.erase(idle_.begin(), end);
  for (; !idle_.empty() && is_over(idle_.back()); idle_.pop_back(), --slots_)
    expired.push_back(idle_.back().which);
  return expired;
}

std::vector<connection_id> pool_state::take_all_idle() {
  std::vector<connection_id> all;
  for (const auto& each : idle_) all.push_back(each.which);
  slots_ -= idle_.size();
  idle_.clear();
  return all;
}

}  // namespace parley::http
