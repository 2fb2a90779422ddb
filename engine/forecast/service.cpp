#include "engine/forecast/service.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/forecast/reply_texts.hpp"
#include "engine/forecast/service_limits.hpp"
#include "net/handed_calls.hpp"

namespace parley::forecast {
namespace {

std::size_t bytes_of(const chat_request& request) {
  std::size_t bytes = request.instructions.size();
  for (const chat_message& message : request.input) bytes += message.content.size();
  if (request.schema) bytes += request.schema->schema_json.size();
  return bytes;
}

std::string customer_of(const chat_request& request) {
  for (const auto& [key, value] : request.metadata)
    if (key == "customer_id") return value;
  return {};
}

/// A call's own randomness: the same whenever and in whatever order it is made.
random_stream stream_of(const chat_request& request, std::uint64_t seed) {
  std::uint64_t index = 0;
  for (const char* key : {"iteration", "turn", "replicate", "reask", "judgement"})
    index = index * 1000 + static_cast<std::uint64_t>(metadata_number(request, key));
  return random_stream(seed, customer_of(request), to_string(request.role), index);
}

duration seconds(double count) {
  return std::chrono::duration_cast<duration>(std::chrono::duration<double>(count));
}

struct drawn_reply {
  chat_reply reply;
  duration first_token{0}, rest{0};
};

}  // namespace

struct service::state {
  state(clock_source& its, const prior& believed, std::uint64_t drawn_from)
      : clock(its), belief(believed), seed(drawn_from) {}

  model_buckets& buckets_of(const std::string& model) {
    const auto found = buckets.find(model);
    if (found != buckets.end()) return found->second;
    const auto known = belief.limits.find(model);
    const service_limits none;
    return buckets
        .emplace(model,
                 model_buckets(known == belief.limits.end() ? none : known->second, clock.now()))
        .first->second;
  }

  drawn_reply draw(const handed_calls::call& asked) const;

  clock_source& clock;
  const prior& belief;
  const std::uint64_t seed;
  std::map<std::string, model_buckets> buckets;
  handed_calls calls;
};

drawn_reply service::state::draw(const handed_calls::call& asked) const {
  const chat_request& request = *asked.request;
  const role_prior& role = belief.roles[static_cast<std::size_t>(request.role)];
  random_stream random = stream_of(request, seed);
  drawn_reply out;
  const double fate = random.uniform();
  double length = random.uniform();
  if (request.role == agent_role::customer) {  // who is silent writes little, all others more
    const double short_ones = belief.talk.silent_share;
    length = is_silent(request, belief.talk, fate) ? length * short_ones
                                                   : short_ones + length * (1 - short_ones);
  }
  const double wanted = std::max(1.0, role.output_tokens.draw(length));
  const double tokens = std::min(wanted, static_cast<double>(asked.room));
  out.first_token = seconds(role.first_token.draw(random.uniform()));
  out.rest = seconds(role.token_seconds.draw(random.uniform()) * tokens);
  chat_reply& reply = out.reply;
  reply.model = request.model;
  reply.finish = wanted > tokens ? finish_reason::length : finish_reason::stop;
  const bool unusable = random.chance(role.unusable);
  const auto bytes = static_cast<std::size_t>(tokens * role.bytes_per_output_token);
  reply.text = unusable ? "?" : reply_text(request, belief.talk, bytes, fate, random);
  reply.usage.output = std::llround(tokens);
  reply.usage.input =
      std::llround(static_cast<double>(bytes_of(request)) * role.tokens_per_input_byte);
  out.first_token += seconds(static_cast<double>(reply.usage.input) * role.input_seconds);
  reply.usage.cached_input =
      std::llround(static_cast<double>(reply.usage.input) * role.cached_share);
  return out;
}

class service::handing_client final : public http::client {
 public:
  explicit handing_client(state& of) : state_(of) {}

  asio::awaitable<result<http::exchange_result>> exchange(http::request outgoing,
                                                          time_point deadline, http::body_sink sink,
                                                          http::head_sink on_head) override {
    clock_source& clock = state_.clock;
    http::exchange_result out;
    out.times.sent = clock.now();
    const handed_calls::call asked = state_.calls.asked(outgoing.body);
    model_buckets& limits = state_.buckets_of(asked.request->model);
    drawn_reply drawn = state_.draw(asked);
    const double reserved = static_cast<double>(drawn.reply.usage.input + asked.room);
    if (const double wait = wait_of(limits, reserved); wait > 0) co_return refusal(wait);
    limits.requests.take(1);
    limits.tokens.take(reserved);
    show(limits, out.reply.headers);
    const time_point first = out.times.sent + drawn.first_token;
    const std::int64_t used = drawn.reply.usage.total();
    auto done = co_await state_.calls.deliver(
        clock, std::move(outgoing.body), std::move(drawn.reply), std::move(out), first,
        first + drawn.rest, deadline, std::move(sink), std::move(on_head));
    if (limits.how.refund) limits.tokens.give_back(reserved - static_cast<double>(used));
    co_return done;
  }

  http::pool_counters counters() const override { return {}; }
  void close_idle() override {}

 private:
  double wait_of(model_buckets& limits, double tokens) const {
    const time_point now = state_.clock.now();
    return std::max(limits.requests.wait_for(1, now), limits.tokens.wait_for(tokens, now));
  }

  static http::exchange_result refusal(double wait) {
    http::exchange_result out;
    out.reply.status = 429;
    const auto ms = static_cast<std::int64_t>(std::ceil(wait * 1000));
    out.reply.headers.set("retry-after-ms", fmt::to_string(ms));
    out.reply.body =
        R"({"error":{"type":"requests","code":"rate_limit_exceeded","message":"Rate limit"}})";
    return out;
  }

  void show(model_buckets& limits, http::fields& headers) const {
    if (!limits.how.shown) return;
    const auto one = [&](bucket& of, const char* what) {
      if (!of.limited()) return;
      const double left = std::max(0.0, of.left(state_.clock.now()));
      const double missing = of.wait_for(1e18, state_.clock.now());
      headers.set(fmt::format("x-ratelimit-limit-{}", what),
                  fmt::to_string(std::llround(of.per_minute())));
      headers.set(fmt::format("x-ratelimit-remaining-{}", what),
                  fmt::to_string(static_cast<std::int64_t>(left)));
      headers.set(fmt::format("x-ratelimit-reset-{}", what),
                  fmt::format("{}ms", std::llround(missing * 1000)));
    };
    one(limits.requests, "requests");
    one(limits.tokens, "tokens");
  }

  state& state_;
};

service::service(clock_source& clock, const prior& belief, std::uint64_t seed)
    : state_(std::make_unique<state>(clock, belief, seed)) {}
service::~service() = default;

std::unique_ptr<wire::codec> service::make_codec() {
  return make_handed_codec(state_->calls);
}

std::unique_ptr<http::client> service::make_client() {
  return std::make_unique<handing_client>(*state_);
}

}  // namespace parley::forecast
