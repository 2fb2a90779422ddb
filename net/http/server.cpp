#include "net/http/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <list>

#include "base/clock.hpp"
#include "base/task_group.hpp"
#include "net/http/server_connection.hpp"
#include "net/http/socket_stream.hpp"

namespace parley::http {
namespace {

using asio::ip::tcp;

class listening_server final : public server {
 public:
  listening_server(asio::io_context& context, server_settings settings, handler& serving,
                   std::unique_ptr<tls_context> tls)
      : settings_(std::move(settings)),
        serving_(serving),
        tls_(std::move(tls)),
        clock_(make_system_clock(context)),
        timers_(*clock_),
        acceptor_(context),
        tasks_(context.get_executor()) {}

  result<void> listen() {
    error_code ec;
    const auto address = asio::ip::make_address(settings_.address, ec);
    if (ec)
      return fail(failure_code::io_error,
                  fmt::format("cannot listen on \"{}\": expected an IP address such as 127.0.0.1",
                              settings_.address));
    const tcp::endpoint where(address, settings_.port);
    acceptor_.open(where.protocol(), ec);
    if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor_.bind(where, ec);
    if (!ec) acceptor_.listen(tcp::acceptor::max_listen_connections, ec);
    if (!ec) port_ = acceptor_.local_endpoint(ec).port();
    if (!ec) return {};
    return fail(
        failure_code::io_error,
        fmt::format("cannot listen on {} port {}: {}; choose another port (0: any free one)",
                    settings_.address, settings_.port, ec.message()));
  }

  std::uint16_t port() const override { return port_; }
  std::size_t connections() const override { return tasks_.size(); }

  asio::awaitable<void> run() override {
    while (!stopping_) {
      auto accepted = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
      auto& [ec, socket] = accepted;
      if (!ec) {
        admit(std::move(socket));
        continue;
      }
      const auto state = co_await asio::this_coro::cancellation_state;
      if (stopping_ || state.cancelled() != asio::cancellation_type::none) break;
      // Out of descriptors, most likely: the listener would be ready again at once.
      co_await clock_->sleep_for(std::chrono::milliseconds(20));
    }
    stop();
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await tasks_.join();
  }

  void stop() override {
    stopping_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    tasks_.cancel();
    for (server_connection* each : open_) each->close(false);
  }

 private:
  void admit(tcp::socket socket) {
    if (tasks_.size() >= settings_.max_connections) return;  // closed by its destructor
    std::unique_ptr<byte_stream> stream;
    if (tls_) {
      ssl_ptr tls = tls_->connection();
      if (!tls) return;
      stream = make_tls_stream(std::move(socket), std::move(tls));
    } else {
      stream = make_plain_stream(std::move(socket));
    }
    auto connection =
        std::make_unique<server_connection>(std::move(stream), settings_, serving_, timers_);
    tasks_.spawn(serve(std::move(connection)));
  }

  struct registration {
    registration(std::list<server_connection*>& where, server_connection* who)
        : list(where), place(list.insert(list.end(), who)) {}
    ~registration() { list.erase(place); }
    std::list<server_connection*>& list;
    std::list<server_connection*>::iterator place;
  };

  // Registers itself when it starts: a task that is cancelled before that never ran.
  asio::awaitable<void> serve(std::unique_ptr<server_connection> connection) {
    const registration open(open_, connection.get());
    co_await connection->run();
  }

  server_settings settings_;
  handler& serving_;
  std::unique_ptr<tls_context> tls_;
  std::unique_ptr<clock_source> clock_;
  deadlines timers_;
  tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  bool stopping_ = false;
  std::list<server_connection*> open_;
  task_group tasks_;
};

}  // namespace

response handler::refusal(int status, const std::string& why) {
  response reply;
  reply.status = status;
  reply.headers.add("content-type", "text/plain; charset=utf-8");
  reply.body = why + '\n';
  return reply;
}

result<std::unique_ptr<server>> server::create(asio::io_context& context, server_settings settings,
                                               handler& serving) {
  std::unique_ptr<tls_context> tls;
  if (settings.tls) {
    auto made = make_server_tls(*settings.tls);
    if (!made) return made.error();
    tls = std::move(*made);
  }
  auto listening =
      std::make_unique<listening_server>(context, std::move(settings), serving, std::move(tls));
  if (auto bound = listening->listen(); !bound) return bound.error();
  return std::unique_ptr<server>(std::move(listening));
}

}  // namespace parley::http
