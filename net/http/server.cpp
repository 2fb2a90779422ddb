#include "net/http/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
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
        reopened_(context),
        tasks_(context.get_executor()) {}

  result<void> listen() {
    error_code ec;
    const auto address = asio::ip::make_address(settings_.address, ec);
    if (ec)
      return fail(failure_code::io_error,
                  fmt::format("cannot listen on \"{}\": expected an IP address such as 127.0.0.1",
                              settings_.address));
    const tcp::endpoint where(address, port_ != 0 ? port_ : settings_.port);
    acceptor_.open(where.protocol(), ec);
    if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor_.bind(where, ec);
    if (!ec) acceptor_.listen(tcp::acceptor::max_listen_connections, ec);
    if (!ec) port_ = acceptor_.local_endpoint(ec).port();
    if (!ec) return {};
    error_code ignored;
    acceptor_.close(ignored);
    return fail(
        failure_code::io_error,
        fmt::format("cannot listen on {} port {}: {}; choose another port (0: any free one)",
                    settings_.address, settings_.port, ec.message()));
  }

  std::uint16_t port() const override { return port_; }
  std::size_t connections() const override { return tasks_.size(); }

  asio::awaitable<void> run() override {
    while (!stopping_) {
      if (!acceptor_.is_open()) {
        reopened_.expires_at(asio::steady_timer::time_point::max());
        co_await reopened_.async_wait(asio::as_tuple(asio::use_awaitable));
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) break;
        continue;
      }
      auto accepted = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
      auto& [ec, socket] = accepted;
      if (!ec) {
        admit(std::move(socket));
        continue;
      }
      const auto state = co_await asio::this_coro::cancellation_state;
      if (stopping_ || state.cancelled() != asio::cancellation_type::none) break;
      if (!acceptor_.is_open()) continue;
      // Out of descriptors, most likely: the listener would be ready again at once.
      co_await clock_->sleep_for(std::chrono::milliseconds(20));
    }
    stop();
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await tasks_.join();
  }

  result<void> set_listening(bool open) override {
    if (stopping_ || open == acceptor_.is_open()) return {};
    if (!open) {
      error_code ignored;
      acceptor_.close(ignored);
      return {};
    }
    if (auto bound = listen(); !bound) return bound.error();
    reopened_.cancel();
    return {};
  }

  void stop() override {
    stopping_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    reopened_.cancel();
    tasks_.cancel();
    for (server_connection* each : open_) each->close(false);
  }

 private:
  void admit(tcp::socket socket) {
    if (tasks_.size() >= settings_.max_connections) return;  // closed by its destructor
    const reception how = serving_.receive();
    using treatment = reception::treatment;
    if (how.what == treatment::close) return;
    if (how.what == treatment::reset) {
      error_code ignored;
      socket.set_option(asio::socket_base::linger(true, 0), ignored);
      return;
    }
    if (how.what == treatment::silence || how.what == treatment::alert) {
      tasks_.spawn(disappoint(std::move(socket), how));
      return;
    }
    std::unique_ptr<byte_stream> stream;
    if (tls_) {
      ssl_ptr tls = tls_->connection();
      if (!tls) return;
      stream = make_tls_stream(std::move(socket), std::move(tls));
    } else {
      stream = make_plain_stream(std::move(socket));
    }
    auto connection = std::make_unique<server_connection>(std::move(stream), settings_, serving_,
                                                          timers_, &budget_);
    tasks_.spawn(serve(std::move(connection), how.wait));
  }

  // Neither serves nor closes at once.
  asio::awaitable<void> disappoint(tcp::socket socket, reception how) {
    if (how.what == reception::treatment::silence) co_return co_await clock_->sleep_for(how.wait);
    if (!tls_) co_return;
    // A record of one alert: level 2 (fatal), description 40 (handshake_failure); RFC 8446, 6.
    static constexpr unsigned char handshake_failure[] = {0x15, 0x03, 0x03, 0, 2, 2, 40};
    error_code ec;
    socket.non_blocking(true, ec);
    socket.write_some(asio::buffer(handshake_failure), ec);
    socket.shutdown(tcp::socket::shutdown_send, ec);
    // The client's greeting is read over: closing on top of it would send RST.
    co_await clock_->sleep_for(std::chrono::milliseconds(50));
    char greeting[4'096];
    socket.read_some(asio::buffer(greeting), ec);
  }

  struct registration {
    registration(handler& counting, std::list<server_connection*>& where, server_connection* who)
        : told(counting), list(where), place(list.insert(list.end(), who)) {
      told.connection_opened();
    }
    ~registration() {
      list.erase(place);
      told.connection_closed();
    }
    handler& told;
    std::list<server_connection*>& list;
    std::list<server_connection*>::iterator place;
  };

  // Registers itself when it starts: a task that is cancelled before that never ran.
  asio::awaitable<void> serve(std::unique_ptr<server_connection> connection,
                              std::chrono::milliseconds after) {
    const registration open(serving_, open_, connection.get());
    if (after.count() > 0) co_await clock_->sleep_for(after);
    co_await connection->run();
  }

  server_settings settings_;
  handler& serving_;
  std::unique_ptr<tls_context> tls_;
  std::unique_ptr<clock_source> clock_;
  deadlines timers_;
  body_budget budget_{settings_.max_buffered_bytes};
  tcp::acceptor acceptor_;
  asio::steady_timer reopened_;  // never expires; cancelled when the listener is open again
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
