#include "test/sim/service_on_clock.hpp"

#include "net/http/pooled_client.hpp"

namespace parley::test {

class service_on_clock::memory_connector final : public http::connector {
 public:
  explicit memory_connector(service_on_clock& service) : service_(service) {}

  asio::awaitable<result<std::unique_ptr<http::byte_stream>>> connect(time_point until) override {
    clock_source& clock = service_.clock_;
    const time_point ready = clock.now() + service_.connect_time_;
    co_await clock.sleep_until(std::min(ready, until));
    if (ready > until) co_return fail(failure_code::timed_out, "simulated: no connection in time");
    const auto line = service_.next_line_ ? service_.next_line_() : memory_line();
    if (!line) co_return fail(failure_code::connect_failed, "simulated: connection refused");
    memory_pair ends = make_memory_pair(service_.executor_, clock, *line);
    auto connection = std::make_unique<http::server_connection>(
        std::move(ends.server), service_.how_, service_.front_, service_.timers_);
    service_.tasks_.spawn(service_.serve(std::move(connection)));
    co_return std::move(ends.client);
  }

 private:
  service_on_clock& service_;
};

service_on_clock::service_on_clock(asio::any_io_executor executor, clock_source& clock,
                                   const sim::provider_settings& settings,
                                   const sim::played_models& models)
    : executor_(executor),
      clock_(clock),
      timers_(clock),
      state_(settings, clock, models),
      front_(state_),
      tasks_(executor) {}

asio::awaitable<void> service_on_clock::serve(std::unique_ptr<http::server_connection> connection) {
  co_await connection->run();
}

std::unique_ptr<http::connector> service_on_clock::make_connector() {
  return std::make_unique<memory_connector>(*this);
}

std::unique_ptr<http::client> make_memory_client(asio::io_context& context, clock_source& clock,
                                                 service_on_clock& service,
                                                 const transport_settings& transport) {
  http::client_settings settings;
  settings.where = http::origin{false, "simulated", "80", "/v1"};
  settings.transport = transport;
  return http::make_pooled_client(context, std::make_unique<http::deadlines>(clock),
                                  service.make_connector(), std::move(settings));
}

}  // namespace parley::test
