// A server whose answers a test writes as one function, running beside the test's coroutine.
// Must not know: what is tested.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "base/clock.hpp"
#include "base/task_group.hpp"
#include "net/http/server.hpp"

namespace parley::test {

using answer = std::function<asio::awaitable<void>(http::request, http::response_writer&)>;

class scripted_handler final : public http::handler {
 public:
  explicit scripted_handler(answer how) : how_(std::move(how)) {}
  asio::awaitable<void> serve(http::request incoming, http::response_writer& out) override {
    seen.push_back(incoming);
    return how_(std::move(incoming), out);
  }
  std::vector<http::request> seen;

 private:
  answer how_;
};

/// Start with spawn(); every test ends with `co_await server.stop()`.
class test_server {
 public:
  test_server(asio::io_context& context, answer how, http::server_settings settings = {})
      : handler(std::move(how)),
        server(http::server::create(context, std::move(settings), handler).value()),
        tasks_(context.get_executor()) {
    tasks_.spawn(server->run());
  }
  asio::awaitable<void> stop() {
    server->stop();
    return tasks_.join();
  }
  std::uint16_t port() const { return server->port(); }

  scripted_handler handler;
  std::unique_ptr<http::server> server;

 private:
  task_group tasks_;
};

/// Waits on the loop that runs the caller.
inline asio::awaitable<void> pause(std::chrono::milliseconds how_long) {
  asio::steady_timer timer(co_await asio::this_coro::executor, how_long);
  co_await timer.async_wait(asio::use_awaitable);
}

/// 200 with the request's body, or with its target when the body is empty.
inline asio::awaitable<void> echo(http::request incoming, http::response_writer& out) {
  http::response reply;
  reply.headers.add("content-type", "text/plain");
  reply.body = incoming.body.empty() ? incoming.target : incoming.body;
  co_await out.send(std::move(reply));
}

/// The identity that all tests share: making one costs more than most tests.
inline const http::fresh_identity& shared_identity() {
  static const http::fresh_identity made = http::make_identity("127.0.0.1").value();
  return made;
}

}  // namespace parley::test
