#include "engine/pause_gate.hpp"

#include <boost/asio/this_coro.hpp>

namespace parley {

namespace asio = boost::asio;

void pause_gate::pause() {
  clock_.pause();
  inner_.hold(true);
}

void pause_gate::resume() {
  clock_.resume();
  inner_.hold(false);
  if (going_on_) going_on_->wake_all();
}

asio::awaitable<void> pause_gate::pass() {
  while (clock_.paused()) {
    if (!going_on_) going_on_.emplace(co_await asio::this_coro::executor);
    co_await going_on_->wait();
  }
}

// An open gate is no coroutine: a frame less for every call in flight.
asio::awaitable<call_result> pause_gate::complete(shared_request request, time_point deadline) {
  if (!open() || book_.fatal()) return complete_later(std::move(request), deadline);
  return inner_.complete(std::move(request), clock_.to_real(deadline));
}

asio::awaitable<call_result> pause_gate::complete_later(shared_request request,
                                                        time_point deadline) {
  co_await pass();
  if (book_.fatal()) co_return book_.not_sent();
  co_return co_await inner_.complete(std::move(request), clock_.to_real(deadline));
}

}  // namespace parley
