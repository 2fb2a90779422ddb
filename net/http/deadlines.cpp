#include "net/http/deadlines.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

namespace parley::http {

struct deadlines::wait {
  deadlines* owner;
  time_point when;
  asio::cancellation_signal stop;
};

deadlines::deadlines(clock_source& clock) : clock_(clock) {}
deadlines::~deadlines() {
  disarm();
}

void deadlines::entry::set(time_point due) {
  due_ = due;
  if (queued_ && place_->first <= due) return;
  if (queued_) owner_.queue_.erase(place_);
  place_ = owner_.queue_.emplace(due, this);
  queued_ = true;
  owner_.arm();
}

void deadlines::entry::clear() {
  if (!queued_) return;
  owner_.queue_.erase(place_);
  queued_ = false;
  if (owner_.queue_.empty()) owner_.disarm();
}

void deadlines::arm() {
  const time_point first = queue_.begin()->first;
  if (pending_ && pending_->when <= first) return;
  disarm();
  pending_ = std::make_shared<wait>();
  pending_->owner = this;
  pending_->when = first;
  // The handler owns the wait: a cancelled one may be delivered after this object is gone.
  auto handler = [self = pending_](error_code) {
    if (self->owner) self->owner->fire();
  };
  clock_.async_wait_until(first,
                          asio::bind_cancellation_slot(pending_->stop.slot(), std::move(handler)));
}

void deadlines::disarm() {
  if (!pending_) return;
  pending_->owner = nullptr;
  const auto leaving = std::move(pending_);
  leaving->stop.emit(asio::cancellation_type::terminal);
}

void deadlines::fire() {
  pending_.reset();
  const time_point now = clock_.now();
  while (!queue_.empty() && queue_.begin()->first <= now) {
    entry& first = *queue_.begin()->second;
    queue_.erase(queue_.begin());
    if (first.due_ > now) {
      first.place_ = queue_.emplace(first.due_, &first);
      continue;
    }
    first.queued_ = false;
    first.passed_();  // may set or clear entries, this one too, but not destroy this one
  }
  if (!queue_.empty()) arm();
}

}  // namespace parley::http
