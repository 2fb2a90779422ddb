// The simulated provider's whole service on any clock, reached over connections without sockets.
// Must not know: the engine, TLS.
#pragma once

#include <functional>

#include "base/task_group.hpp"
#include "net/http/connector.hpp"
#include "net/http/server_connection.hpp"
#include "sim/service/front.hpp"
#include "test/sim/memory_stream.hpp"

namespace parley::test {

/// Production's front, endpoints, ledger and fault plan; only the sockets are missing.
class service_on_clock {
 public:
  /// `clock` and `models` outlive it. Its connections must be over, or stop()ped and joined, before
  /// it goes.
  service_on_clock(asio::any_io_executor executor, clock_source& clock,
                   const sim::provider_settings& settings, const sim::played_models& models);

  sim::service::service_state& state() { return state_; }

  /// How the next connection behaves; nothing: it is refused. May draw from a seed.
  using line_maker = std::function<std::optional<memory_line>()>;
  void set_lines(line_maker next) { next_line_ = std::move(next); }
  /// After how long connect() returns.
  void set_connect_time(duration takes) { connect_time_ = takes; }

  std::unique_ptr<http::connector> make_connector();
  void stop() { tasks_.cancel(); }
  asio::awaitable<void> join() { return tasks_.join(); }
  std::size_t connections() const { return tasks_.size(); }

 private:
  class memory_connector;
  asio::awaitable<void> serve(std::unique_ptr<http::server_connection> connection);

  asio::any_io_executor executor_;
  clock_source& clock_;
  http::deadlines timers_;
  http::server_settings how_;
  sim::service::service_state state_;
  sim::service::front front_;
  line_maker next_line_;
  duration connect_time_ = std::chrono::milliseconds(1);
  task_group tasks_;
};

/// The production client over such connections.
std::unique_ptr<http::client> make_memory_client(asio::io_context& context, clock_source& clock,
                                                 service_on_clock& service,
                                                 const transport_settings& transport);

}  // namespace parley::test
