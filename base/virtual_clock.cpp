#include "base/virtual_clock.hpp"

#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/post.hpp>

namespace parley {

using handler_type = asio::any_completion_handler<void(error_code)>;

struct virtual_clock::wait_state {
  explicit wait_state(handler_type h) : handler(std::move(h)) {}
  handler_type handler;
};

virtual_clock::virtual_clock(asio::io_context& context) : context_(context) {}
virtual_clock::~virtual_clock() = default;

void virtual_clock::start_wait(time_point when, handler_type handler) {
  const auto key = std::pair(when, next_id_++);
  auto slot = asio::get_associated_cancellation_slot(handler);
  auto state = std::make_shared<wait_state>(std::move(handler));
  waits_.emplace(key, state);
  if (!slot.is_connected()) return;
  slot.assign([this, key](asio::cancellation_type) {
    const auto found = waits_.find(key);
    if (found == waits_.end()) return;
    auto aborted = std::move(found->second->handler);
    waits_.erase(found);
    const error_code why = asio::error::operation_aborted;
    asio::post(context_, asio::append(std::move(aborted), why));
  });
}

void virtual_clock::fire_due() {
  while (!waits_.empty() && waits_.begin()->first.first <= now_) {
    auto handler = std::move(waits_.begin()->second->handler);
    waits_.erase(waits_.begin());
    auto slot = asio::get_associated_cancellation_slot(handler);
    if (slot.is_connected()) slot.clear();
    asio::post(context_, asio::append(std::move(handler), error_code()));
  }
}

void virtual_clock::advance(duration by) {
  now_ += by;
  fire_due();
}

void virtual_clock::run() {
  for (;;) {
    context_.restart();
    context_.poll();
    if (waits_.empty()) return;
    now_ = std::max(now_, waits_.begin()->first.first);
    fire_due();
  }
}

}  // namespace parley
