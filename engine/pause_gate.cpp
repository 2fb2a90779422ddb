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

asio::awaitable<result<chat_reply>> pause_gate::complete(chat_request request,
                                                         time_point deadline) {
  co_await pass();
  if (book_.fatal()) co_return book_.not_sent();
  co_return co_await inner_.complete(std::move(request), clock_.to_real(deadline));
}

}  // namespace parley
