#include "net/wake_timer.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>

namespace parley {

struct wake_timer::shot {
  shot(wake_timer* ringing, time_point when) : owner(ringing), at(when) {}
  wake_timer* owner;  ///< null once disarmed
  time_point at;
  asio::cancellation_signal stop;
};

wake_timer::wake_timer(asio::any_io_executor executor, clock_source& clock,
                       std::function<void()> on_time)
    : executor_(std::move(executor)), clock_(clock), on_time_(std::move(on_time)) {}

wake_timer::~wake_timer() {
  disarm();
}

void wake_timer::disarm() {
  if (!shot_) return;
  const auto last = std::move(shot_);
  shot_ = nullptr;
  last->owner = nullptr;
  last->stop.emit(asio::cancellation_type::terminal);
}

void wake_timer::arm(time_point at) {
  if (at == time_point::max()) return disarm();
  if (shot_ && shot_->at <= at) return;
  disarm();
  shot_ = std::make_shared<shot>(this, at);
  auto handler = [mine = shot_](error_code) {
    wake_timer* owner = mine->owner;
    if (owner == nullptr) return;
    owner->shot_ = nullptr;
    owner->on_time_();
  };
  clock_.async_wait_until(
      at, asio::bind_executor(
              executor_, asio::bind_cancellation_slot(shot_->stop.slot(), std::move(handler))));
}

}  // namespace parley
