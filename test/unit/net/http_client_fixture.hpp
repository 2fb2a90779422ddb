// A client with its server, and a coroutine that uses both.
// Must not know: what is tested.
#pragma once

#include "net/http/client.hpp"
#include "test/support/run_coroutine.hpp"
#include "test/unit/net/http_test_server.hpp"

namespace parley::test {

struct client_world {
  explicit client_world(answer how, bool tls = true, http::server_settings settings = {}) {
    if (tls) settings.tls = shared_identity().server;
    server.emplace(context, std::move(how), std::move(settings));
    transport.connect_timeout = std::chrono::seconds(20);  // tests run on busy machines
    where.tls = tls;
    where.host = "127.0.0.1";
    where.port = std::to_string(server->port());
  }

  http::client& client() {
    if (!client_) {
      http::client_settings settings;
      settings.where = where;
      settings.ca_pem = shared_identity().ca_pem;
      settings.transport = transport;
      client_ = http::client::create(context, *clock, std::move(settings)).value();
    }
    return *client_;
  }

  asio::awaitable<result<http::exchange_result>> get(std::string target,
                                                     http::body_sink sink = nullptr) {
    http::request asked;
    asked.target = std::move(target);
    return client().exchange(std::move(asked), soon(), std::move(sink));
  }
  asio::awaitable<result<http::exchange_result>> post(std::string body) {
    http::request asked;
    asked.method = "POST";
    asked.body = std::move(body);
    return client().exchange(std::move(asked), soon(), nullptr);
  }
  time_point soon() const { return clock->now() + std::chrono::seconds(60); }

  /// Runs `body` to its end beside the server, then stops the server.
  void run(std::function<asio::awaitable<void>()> body) {
    run_coroutine(context, then_stop(std::move(body)));
  }

  asio::io_context context;
  std::unique_ptr<clock_source> clock = make_system_clock(context);
  std::optional<test_server> server;
  http::origin where;
  transport_settings transport;

 private:
  asio::awaitable<void> then_stop(std::function<asio::awaitable<void>()> body) {
    std::exception_ptr error;
    try {
      co_await body();
    } catch (...) {
      error = std::current_exception();
    }
    co_await server->stop();
    if (error) std::rethrow_exception(error);
  }
  std::unique_ptr<http::client> client_;
};

}  // namespace parley::test
