#include "test/bench/quota_stage.hpp"

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <thread>

#include "base/json.hpp"
#include "net/http/server.hpp"
#include "sim/service/front.hpp"
#include "test/sim/byteless_service.hpp"
#include "test/sim/service_on_clock.hpp"
#include "test/support/paced_clock.hpp"
#include "test/support/sim_clock.hpp"

namespace parley::bench {
namespace {

using sim::service::service_state;

constexpr std::string_view neighbour_role = "neighbour";

sim::provider_settings service_settings(const quota_regime& what) {
  sim::provider_settings out;
  out.world.time_scale = what.latency_scale;
  return out;
}

json::object storm_rule(const quota_regime& what) {
  return {{"kind", "overloaded"},
          {"from_s", what.storm_from_s},
          {"until_s", what.storm_from_s + what.storm_s},
          {"retry_after_ms", 2000}};
}

void set_up(service_state& state, const quota_regime& what) {
  for (const auto& [model, policy] : what.quotas) state.quota.set_policy(model, policy);
  json::array rules;
  if (what.storm_s > 0) rules.push_back(storm_rule(what));
  if (what.balance_ends_s > 0)
    rules.push_back({{"kind", "insufficient_quota"}, {"from_s", what.balance_ends_s}});
  if (rules.empty()) return;
  auto replaced = state.faults.replace({{"faults", std::move(rules)}}, state.clock.now());
  if (!replaced) throw std::runtime_error(replaced.error().message);
}

/// Another client with the same key: bursts of some seconds' worth of its share, at random times.
asio::awaitable<void> be_neighbour(service_state& state, const quota_regime what,
                                   std::uint64_t seed) {
  if (what.neighbour <= 0) co_return;
  random_stream random(seed, what.name, "neighbour");
  constexpr double mean_gap_s = 3;
  const auto& [model, policy] = *what.quotas.begin();
  const double rate = static_cast<double>(policy.requests_per_minute) / 60 * what.neighbour;
  for (;;) {  // until cancelled
    const double gap = random.uniform(0.5, 1.5) * mean_gap_s;
    co_await state.clock.sleep_for(
        std::chrono::duration_cast<duration>(std::chrono::duration<double>(gap)));
    const auto now = state.clock.now();
    for (int left = static_cast<int>(rate * gap); left > 0; --left) {
      constexpr std::int64_t tokens = 700;
      const auto said = state.quota.admit("anonymous", model, tokens, now);
      const auto event = said.verdict == sim::service::quota_verdict::granted
                             ? sim::service::call_event::granted
                             : sim::service::call_event::refused_requests;
      state.log.record("anonymous", {event, model, std::string(neighbour_role), {}, tokens}, now);
    }
  }
}

ledger_facts read_books(service_state& state) {
  constexpr std::size_t all_events = 20'000;
  const auto parsed = json::parse(state.log.to_json(state.clock.now(), all_events));
  ledger_facts out;
  for (const auto& model : parsed.at("models").as_array()) {
    const auto count = [&](const char* name) { return model.at(name).to_number<std::int64_t>(); };
    out.granted += count("granted");
    out.refused += count("refused_requests") + count("refused_tokens");
    out.faults += count("faults");
    out.charged += count("charged_tokens");
  }
  for (const auto& each : parsed.at("events").as_array()) {
    ledger_facts::event event;
    event.at = each.at("at_s").to_number<double>();
    event.model = each.at("model").as_string();
    const auto& kind = each.at("event").as_string();
    event.granted = kind == "granted";
    event.fault = kind == "fault";
    const auto* role = each.as_object().if_contains("role");
    event.ours = !(role && role->as_string() == neighbour_role);
    if (!event.ours) {
      (event.granted ? out.granted : out.refused) -= 1;
      out.neighbour_granted += event.granted ? 1 : 0;
    }
    out.events.push_back(event);
  }
  return out;
}

/// The levels on the virtual clock.
class virtual_stage : public quota_stage {
 public:
  asio::io_context& context() override { return context_; }
  clock_source& clock() override { return clock_; }
  provider& llm() override { return *llm_; }
  void run() override { clock_.run(); }
  void engine_done() override { tasks_.cancel(); }

 protected:
  void begin(service_state& state, const quota_regime& what, std::uint64_t seed) {
    set_up(state, what);
    tasks_.spawn(be_neighbour(state, what, seed));
  }
  asio::io_context context_;
  test::sim_clock clock_{context_};
  task_group tasks_{context_.get_executor()};
  std::unique_ptr<openai_provider> llm_;
};

class provider_stage final : public virtual_stage {
 public:
  provider_stage(const quota_regime& what, const settings& config, std::uint64_t seed)
      : service_(clock_, service_settings(what), texts(seed, config)) {
    begin(service_.state(), what, seed);
    llm_ = std::make_unique<openai_calls>(context_.get_executor(), clock_, service_.make_client(),
                                          service_.make_codec(),
                                          openai_provider_settings::from(config));
  }
  ledger_facts books() override { return read_books(service_.state()); }

 private:
  static test::text_script texts(std::uint64_t seed, const settings& config) {
    test::text_script out;
    out.seed = seed;
    out.silent_customer = 0.03;
    out.plan_turns = config.conversation.max_turns;
    return out;
  }
  test::byteless_service service_;
};

std::unique_ptr<const sim::played_models> make_models(std::uint64_t seed) {
  sim_settings world;
  world.seed = seed;
  return sim::played_models::create(world).value();
}

class connection_stage final : public virtual_stage {
 public:
  connection_stage(const quota_regime& what, const settings& config, std::uint64_t seed)
      : models_(make_models(seed)),
        service_(context_.get_executor(), clock_, service_settings(what), *models_) {
    begin(service_.state(), what, seed);
    auto client = test::make_memory_client(context_, clock_, service_, config.transport);
    llm_ = std::make_unique<openai_calls>(context_.get_executor(), clock_, std::move(client),
                                          wire::make_codec("responses").value(),
                                          openai_provider_settings::from(config));
  }
  ~connection_stage() override {
    llm_.reset();
    service_.stop();
    clock_.run();
  }
  void engine_done() override {
    virtual_stage::engine_done();
    service_.stop();
  }
  ledger_facts books() override { return read_books(service_.state()); }

 private:
  std::unique_ptr<const sim::played_models> models_;
  test::service_on_clock service_;
};

/// The service as production starts it, on its own thread, but with a clock that is paced.
class served_thread {
 public:
  served_thread(const quota_regime& what, std::uint64_t seed)
      : models_(make_models(seed)),
        real_(make_system_clock(context_)),
        clock_(*real_, what.speed),
        state_(service_settings(what), clock_, *models_),
        front_(state_) {
    set_up(state_, what);
    auto identity = http::make_identity("127.0.0.1");
    http::server_settings how;
    how.tls = identity.value().server;
    ca_pem_ = identity->ca_pem;
    server_ = http::server::create(context_, std::move(how), front_).value();
    neighbour_.spawn(be_neighbour(state_, what, seed));
    serving_.spawn(server_->run());
    thread_ = std::thread([this] { context_.run(); });
  }
  ~served_thread() { stop(); }
  void stop() {
    if (!thread_.joinable()) return;
    asio::post(context_, [this] {
      neighbour_.cancel();
      server_->stop();
    });
    thread_.join();
  }
  std::string url() const { return fmt::format("https://127.0.0.1:{}/v1", server_->port()); }
  const std::string& ca_pem() const { return ca_pem_; }
  service_state& state() { return state_; }  ///< after stop()

 private:
  asio::io_context context_{1};
  std::unique_ptr<const sim::played_models> models_;
  std::unique_ptr<clock_source> real_;
  test::paced_clock clock_;
  service_state state_;
  sim::service::front front_;
  std::unique_ptr<http::server> server_;
  std::string ca_pem_;
  task_group neighbour_{context_.get_executor()}, serving_{context_.get_executor()};
  std::thread thread_;
};

class tls_stage final : public quota_stage {
 public:
  tls_stage(const quota_regime& what, const settings& config, std::uint64_t seed)
      : service_(what, seed), real_(make_system_clock(context_)), clock_(*real_, what.speed) {
    auto how = openai_provider_settings::from(config);
    how.endpoint.base_url = service_.url();
    how.ca_pem = service_.ca_pem();
    llm_ = openai_provider::create(context_, clock_, std::move(how)).value();
  }
  asio::io_context& context() override { return context_; }
  clock_source& clock() override { return clock_; }
  provider& llm() override { return *llm_; }
  void run() override { context_.run(); }
  void engine_done() override {}
  ledger_facts books() override {
    service_.stop();
    return read_books(service_.state());
  }

 private:
  served_thread service_;
  asio::io_context context_{1};
  std::unique_ptr<clock_source> real_;
  test::paced_clock clock_;
  std::unique_ptr<openai_provider> llm_;
};

}  // namespace

std::unique_ptr<quota_stage> make_stage(const quota_regime& what, const settings& config,
                                        play_level level, std::uint64_t seed) {
  switch (level) {
    case play_level::provider:
      return std::make_unique<provider_stage>(what, config, seed);
    case play_level::connection:
      return std::make_unique<connection_stage>(what, config, seed);
    case play_level::tls:
      break;
  }
  return std::make_unique<tls_stage>(what, config, seed);
}

}  // namespace parley::bench
