#include "test/sim/byteless_service.hpp"

#include <fmt/format.h>

#include "net/quota/estimators.hpp"
#include "net/wire/retry_after.hpp"
#include "sim/service/fault_effects.hpp"
#include "sim/service/latency.hpp"
#include "sim/service/quota_reply.hpp"

namespace parley::test {
namespace {

using namespace sim::service;

/// Keeps what the service would have written, whole.
class kept_reply final : public http::response_writer {
 public:
  asio::awaitable<bool> send(http::response reply) override {
    kept = std::move(reply);
    co_return true;
  }
  asio::awaitable<bool> head(int, http::fields) override { co_return false; }
  asio::awaitable<bool> chunk(std::string) override { co_return false; }
  asio::awaitable<bool> finish() override { co_return false; }
  void abort(bool reset) override { broken = reset ? "reset" : "closed"; }
  asio::awaitable<bool> raw(std::string) override { co_return false; }

  std::optional<http::response> kept;
  std::string broken;
};

}  // namespace

// As `generation` does it: the fault plan first, then the ledger, then thinking and speaking.
class byteless_service::handing_client final : public http::client {
 public:
  explicit handing_client(byteless_service& service) : service_(service) {}

  asio::awaitable<result<http::exchange_result>> exchange(http::request outgoing,
                                                          time_point deadline, http::body_sink sink,
                                                          http::head_sink on_head) override {
    const visit here(service_);
    clock_source& clock = service_.clock_;
    http::exchange_result out;
    out.times.sent = clock.now();
    const handed_calls::call entry = service_.calls_.asked(outgoing.body);
    const chat_request& asked = *entry.request;
    const int room = entry.room;
    const auto told = service_.not_before_.extract(outgoing.body);
    if (told && clock.now() < told.mapped()) ++service_.served_.too_early[asked.model];
    kept_reply writer;
    sim::service::exchange call(service_.state_, outgoing, writer);
    const model_entry& model = *find_model(asked.model);
    fault_facts facts;
    facts.endpoint = "responses";
    facts.role = to_string(asked.role);
    facts.model = model.name;
    facts.hash = stable_hash(outgoing.body);
    draw_fault(call, facts);
    if (call.fault && call.fault->kind == fault_kind::hang) {
      const duration wait =
          std::chrono::duration_cast<duration>(std::chrono::duration<double>(call.fault->seconds));
      const time_point over = clock.now() + wait;
      co_await clock.sleep_until(std::min(over, deadline));
      if (over > deadline) co_return fail(failure_code::timed_out, "simulated: no reply in time");
      co_return fail(failure_code::connection_lost, "simulated: connection closed");
    }
    if (call.fault && replaces_answer(*call.fault)) {
      co_await send_instead(call);
      co_return over(std::move(writer), std::move(out), outgoing.body);
    }
    const auto input = static_cast<std::int64_t>(quota::input_bytes(asked) / 4);
    const quota_request wanted{model.name, facts.role, input + room};
    reservation taken(service_.state_, call.scope, std::string(model.name), input);
    if (auto refused = ask_quota(call, wanted, &taken.charged)) {
      co_await send_refusal(call, std::move(*refused));
      co_return over(std::move(writer), std::move(out), outgoing.body);
    }
    chat_reply reply = service_.answer(asked, input, room);
    const reply_timing timing = draw_timing(service_.state_.speeds.of(model), facts.hash, 0, input,
                                            reply.usage.output, service_.state_.time_scale);
    taken.output = reply.usage.output;
    const time_point first = clock.now() + timing.first_token;
    const time_point ready = first + timing.generation;
    out.reply.headers = reply_headers(call, "text/event-stream");
    const token_usage usage = reply.usage;
    auto done = co_await service_.calls_.deliver(clock, std::move(outgoing.body), std::move(reply),
                                                 std::move(out), first, ready, deadline,
                                                 std::move(sink), std::move(on_head));
    if (done) {
      service_.served_.usage[asked.model] += usage;
      ++service_.served_.replies[asked.model];
    }
    co_return done;
  }

  http::pool_counters counters() const override { return {}; }
  void close_idle() override {}

 private:
  struct visit {
    explicit visit(byteless_service& to) : service(to) {
      served_calls& log = service.served_;
      log.most_in_flight = std::max(log.most_in_flight, ++log.in_flight);
    }
    ~visit() { --service.served_.in_flight; }
    byteless_service& service;
  };
  /// Settles when the call is over, however that is.
  struct reservation {
    reservation(service_state& to, std::string key, std::string for_model, std::int64_t in)
        : state(to), scope(std::move(key)), model(std::move(for_model)), input(in) {}
    ~reservation() {
      if (output < 0) return;
      const auto now = state.clock.now();
      state.log.record_returned(
          scope, model, state.quota.settle(scope, model, charged, input + output, now), now);
      state.log.record_usage(scope, model, input, 0, output);
    }
    service_state& state;
    std::string scope, model;
    std::int64_t input, charged = 0, output = -1;
  };

  result<http::exchange_result> over(kept_reply writer, http::exchange_result out,
                                     const std::string& number) const {
    if (!writer.kept)
      return fail(failure_code::connection_lost, "simulated: connection " + writer.broken);
    out.reply = std::move(*writer.kept);
    out.times.first_byte = out.times.complete = service_.clock_.now();
    if (const auto wait = wire::parse_retry_after(out.reply.headers, wall_clock_now()))
      service_.not_before_[number] = service_.clock_.now() + *wait;
    return out;
  }

  byteless_service& service_;
};

byteless_service::byteless_service(clock_source& clock, const sim::provider_settings& settings,
                                   text_script texts)
    : clock_(clock), state_(settings, clock, models_), texts_(texts) {}

std::unique_ptr<wire::codec> byteless_service::make_codec() {
  return make_handed_codec(calls_);
}

std::unique_ptr<http::client> byteless_service::make_client() {
  return std::make_unique<handing_client>(*this);
}

chat_reply byteless_service::answer(const chat_request& request, std::int64_t input_tokens,
                                    int room) {
  random_stream random(
      texts_.seed, metadata_of(request, "customer_id"), to_string(request.role),
      stable_hash(metadata_of(request, "turn") + "/" + metadata_of(request, "iteration") + "/" +
                  metadata_of(request, "reask")));
  chat_reply reply;
  reply.text = scripted_text(request, texts_, random);
  reply.model = request.model;
  const auto drawn = static_cast<std::int64_t>(random.log_normal(70, 0.5));
  reply.usage.input = input_tokens;
  reply.usage.output = std::clamp<std::int64_t>(drawn, 1, room);
  return reply;
}

}  // namespace parley::test
