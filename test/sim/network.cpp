#include "test/sim/network.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "base/json.hpp"
#include "test/sim/byteless_service.hpp"
#include "test/sim/service_on_clock.hpp"

namespace parley::test {
namespace {

using sim::service::service_state;

sim::provider_settings settings_of(const network_script& script) {
  sim::provider_settings out;
  out.world.time_scale = script.latency_scale;
  out.world.seed = script.seed;
  return out;
}

void prepare(service_state& state, const network_script& script) {
  for (const auto& [model, policy] : script.quotas) state.quota.set_policy(model, policy);
  if (script.faults.empty()) return;
  const json::value plan = json::parse(script.faults);
  auto replaced = state.faults.replace(plan.as_object(), state.clock.now());
  if (!replaced) throw std::runtime_error("fault plan: " + replaced.error().message);
}

network_books read_books(service_state& state) {
  network_books out;
  const json::value log = json::parse(state.log.to_json(state.clock.now(), 0));
  for (const auto& model : log.at("models").as_array()) {
    const auto count = [&](const char* name) { return model.at(name).to_number<std::int64_t>(); };
    model_books& books = out[std::string(model.at("model").as_string())];
    books.granted = count("granted");
    books.refused = count("refused_requests") + count("refused_tokens");
    books.faults = count("faults");
    books.finished = count("finished");
    books.input = count("input_tokens");
    books.cached = count("cached_tokens");
    books.output = count("output_tokens");
    const json::value& minute = model.at("worst_windows").at("60s");
    books.worst_minute_requests = minute.at("requests").to_number<std::int64_t>();
    books.worst_minute_tokens = minute.at("net_tokens").to_number<std::int64_t>();
  }
  return out;
}

class byteless_network final : public simulated_network {
 public:
  byteless_network(asio::io_context& context, clock_source& clock, const settings& config,
                   const network_script& script)
      : service_(clock, settings_of(script),
                 text_script{script.seed, 0.1, 0.3, script.plan_turns}) {
    prepare(service_.state(), script);
    llm_ = std::make_unique<openai_calls>(context.get_executor(), clock, service_.make_client(),
                                          service_.make_codec(),
                                          openai_provider_settings::from(config));
  }
  provider& llm() override { return *llm_; }
  network_books books() override {
    network_books out = read_books(service_.state());
    for (const auto& [model, calls] : service_.served().too_early) out[model].too_early = calls;
    return out;
  }
  void close() override {}

 private:
  byteless_service service_;
  std::unique_ptr<openai_calls> llm_;
};

class connected_network final : public simulated_network {
 public:
  connected_network(asio::io_context& context, clock_source& clock, const settings& config,
                    const network_script& script)
      : models_(sim::played_models::create(settings_of(script).world).value()),
        service_(context.get_executor(), clock, settings_of(script), *models_),
        random_(script.seed, "network", "connections") {
    prepare(service_.state(), script);
    const auto begun = clock.now();
    service_.set_lines([this, begun, script, &clock] {
      return next_line(script, std::chrono::duration<double>(clock.now() - begun).count());
    });
    llm_ = std::make_unique<openai_calls>(
        context.get_executor(), clock,
        make_memory_client(context, clock, service_, config.transport),
        wire::make_codec(config.openai.api).value(), openai_provider_settings::from(config));
  }
  provider& llm() override { return *llm_; }
  network_books books() override { return read_books(service_.state()); }
  void close() override {
    llm_.reset();
    service_.stop();
  }

 private:
  std::optional<memory_line> next_line(const network_script& script, double now) {
    memory_line line;
    line.largest_piece = script.largest_piece;
    line.one_way = std::chrono::microseconds(200 + random_.below(40'000));
    const bool refused = random_.chance(script.refused), cut = random_.chance(script.cut);
    const std::size_t after = 1 + random_.below(20'000);
    if (now > script.faults_until) return line;
    if (refused) return std::nullopt;
    if (cut) line.cut_after = after;
    return line;
  }

  std::unique_ptr<const sim::played_models> models_;
  service_on_clock service_;
  random_stream random_;
  std::unique_ptr<openai_calls> llm_;
};

}  // namespace

std::string network_script::text() const {
  std::string out =
      fmt::format(", {}, latency x{:.2f}", bytes ? "connections" : "provider", latency_scale);
  for (const auto& [model, policy] : quotas)
    out += fmt::format(", {}: {} RPM {} TPM burst {:.0f} s{}", model, policy.requests_per_minute,
                       policy.tokens_per_minute, policy.burst_seconds,
                       policy.refund ? "" : " no refund");
  if (refused > 0 || cut > 0) out += fmt::format(", refused {:.2f} cut {:.2f}", refused, cut);
  if (largest_piece < 1000) out += fmt::format(", pieces of {}", largest_piece);
  if (!calm()) out += fmt::format(", until {:.0f} s, faults {}", faults_until, faults);
  return out;
}

std::unique_ptr<simulated_network> make_network(asio::io_context& context, clock_source& clock,
                                                const settings& config,
                                                const network_script& script) {
  if (script.bytes) return std::make_unique<connected_network>(context, clock, config, script);
  return std::make_unique<byteless_network>(context, clock, config, script);
}

}  // namespace parley::test
