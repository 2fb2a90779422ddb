#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>

#include "net/http/server.hpp"
#include "sim/service/front.hpp"
#include "sim/service/service_state.hpp"
#include "sim/service/start.hpp"

namespace parley::sim {
namespace service {
namespace {

class running_provider final : public simulated_provider {
 public:
  running_provider(provider_settings settings, std::unique_ptr<const played_models> models)
      : settings_(std::move(settings)),
        models_(std::move(models)),
        clock_(make_system_clock(context_)),
        state_(settings_, *clock_, *models_),
        front_(state_) {
    state_.plan_changed.emplace(context_);
  }

  ~running_provider() override {
    if (!thread_.joinable()) return;
    asio::post(context_, [this] { server_->stop(); });
    thread_.join();
  }

  result<void> open() {
    if (auto wrong = unmatched_speed(settings_.world.latency))
      return fail(failure_code::invalid_config, *wrong);
    if (settings_.faults.has_value()) {
      auto planned = state_.faults.replace(*settings_.faults, clock_->now());
      if (!planned) return fail(failure_code::invalid_config, planned.error().message);
    }
    http::server_settings how;
    how.address = settings_.address;
    how.port = settings_.port;
    how.max_body_bytes = max_upload_bytes;
    if (!settings_.plain) {
      auto identity = http::make_identity(settings_.address);
      if (!identity) return identity.error();
      ca_pem_ = std::move(identity->ca_pem);
      how.tls = std::move(identity->server);
    }
    auto created = http::server::create(context_, std::move(how), front_);
    if (!created) return created.error();
    server_ = std::move(*created);
    base_url_ = fmt::format("{}://{}:{}/v1", settings_.plain ? "http" : "https", shown_address(),
                            server_->port());
    // The thread ends when run() has: then nothing is left on the context.
    asio::co_spawn(context_, serve(), [](std::exception_ptr error) {
      if (error) std::rethrow_exception(error);
    });
    thread_ = std::thread([this] { context_.run(); });
    return {};
  }

  std::string base_url() const override { return base_url_; }
  const std::string& ca_pem() const override { return ca_pem_; }

  provider_counters counters() const override {
    const live_counters& live = state_.counters;
    return {live.requests, live.granted,      live.refused,
            live.errors,   live.input_tokens, live.output_tokens};
  }

 private:
  // Closes and opens the listener as the fault plan says.
  asio::awaitable<void> keep_listening() {
    bool open = true;
    for (;;) {
      const auto now = clock_->now();
      const bool wanted = !state_.faults.refuses_connections(now);
      bool failed = false;
      if (wanted != open) {
        failed = !server_->set_listening(wanted);
        if (!failed) open = wanted;
        if (!open)
          state_.log.record("connections", {call_event::fault, {}, {}, "refuse_connections", 0},
                            now);
      }
      const auto again = now + std::chrono::milliseconds(20);
      const auto next = state_.faults.next_refusal_change(now);
      state_.plan_changed->expires_at(failed ? again : next);
      co_await state_.plan_changed->async_wait(asio::as_tuple(asio::use_awaitable));
      if (state_.stopping) co_return;
    }
  }

  asio::awaitable<void> serve() {
    state_.start_task(context_.get_executor(), keep_listening());
    co_await server_->run();
    state_.stopping = true;
    state_.announce_plan();
    if (!state_.tasks) co_return;
    state_.tasks->cancel();
    co_await state_.tasks->join();
  }

  std::string shown_address() const {
    const bool v6 = settings_.address.find(':') != std::string::npos;
    return v6 ? "[" + settings_.address + "]" : settings_.address;
  }

  provider_settings settings_;
  asio::io_context context_{1};
  std::unique_ptr<const played_models> models_;
  std::unique_ptr<clock_source> clock_;
  service_state state_;
  front front_;
  std::unique_ptr<http::server> server_;
  std::string base_url_, ca_pem_;
  std::thread thread_;
};

}  // namespace

result<std::unique_ptr<simulated_provider>> start(provider_settings settings,
                                                  std::unique_ptr<const played_models> models) {
  auto provider = std::make_unique<running_provider>(std::move(settings), std::move(models));
  if (auto opened = provider->open(); !opened) return opened.error();
  return std::unique_ptr<simulated_provider>(std::move(provider));
}

}  // namespace service

result<std::unique_ptr<simulated_provider>> simulated_provider::start(provider_settings settings) {
  auto models = played_models::create(settings.world);
  if (!models) return models.error();
  return service::start(std::move(settings), std::move(*models));
}

}  // namespace parley::sim
