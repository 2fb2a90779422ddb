#include "engine/forecast/service.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/forecast/reply_texts.hpp"
#include "engine/forecast/service_limits.hpp"

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
  for (const char* key : {"iteration", "turn", "replicate", "reask"})
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

class assembled final : public wire::reply_assembler {
 public:
  explicit assembled(const wire::codec& from) : from_(from) {}
  void take(const wire::sse_event& event) override { number_ = event.data; }
  bool ended() const override { return !number_.empty(); }
  std::size_t pieces() const override { return number_.empty() ? 0 : 1; }
  wire::wire_result<chat_reply> finish() override { return from_.decode(number_); }

 private:
  const wire::codec& from_;
  std::string number_;
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

  drawn_reply draw(const chat_request& request) const;

  clock_source& clock;
  const prior& belief;
  const std::uint64_t seed;
  std::map<std::string, model_buckets> buckets;
  std::map<std::string, chat_request, std::less<>> asked;  // by number
  std::map<std::string, chat_reply, std::less<>> answered;
  std::uint64_t last = 0;
};

drawn_reply service::state::draw(const chat_request& request) const {
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
  const double tokens = std::min(wanted, static_cast<double>(request.max_output_tokens));
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

class service::handing_codec final : public wire::codec {
 public:
  explicit handing_codec(state& of) : state_(of) {}
  std::string_view target() const override { return "/calls"; }
  std::string encode(const chat_request& request, bool) const override {
    std::string number = fmt::to_string(++state_.last);
    state_.asked.emplace(number, request);
    return number;
  }
  wire::wire_result<chat_reply> decode(std::string_view number) const override {
    const auto found = state_.answered.find(number);
    if (found == state_.answered.end())
      return wire::wire_fail(failure_code::connection_lost, "the forecast's reply broke off");
    return std::move(state_.answered.extract(found).mapped());
  }
  std::unique_ptr<wire::reply_assembler> assembler() const override {
    return std::make_unique<assembled>(*this);
  }

 private:
  state& state_;
};

class service::handing_client final : public http::client {
 public:
  explicit handing_client(state& of) : state_(of) {}

  asio::awaitable<result<http::exchange_result>> exchange(http::request outgoing,
                                                          time_point deadline, http::body_sink sink,
                                                          http::head_sink on_head) override {
    clock_source& clock = state_.clock;
    http::exchange_result out;
    out.times.sent = clock.now();
    const chat_request& asked = state_.asked.at(outgoing.body);
    model_buckets& limits = state_.buckets_of(asked.model);
    drawn_reply drawn = state_.draw(asked);
    const double reserved = static_cast<double>(drawn.reply.usage.input + asked.max_output_tokens);
    if (const double wait = wait_of(limits, reserved); wait > 0) co_return refusal(wait);
    limits.requests.take(1);
    limits.tokens.take(reserved);
    show(limits, out.reply.headers);
    const time_point first = out.times.sent + drawn.first_token;
    const time_point ready = first + drawn.rest;
    if (sink) {  // a stream: its head comes with the first token
      co_await clock.sleep_until(std::min(first, deadline));
      if (first <= deadline && on_head) on_head(out.reply);
    }
    co_await clock.sleep_until(std::min(ready, deadline));
    if (limits.how.refund)
      limits.tokens.give_back(reserved - static_cast<double>(drawn.reply.usage.total()));
    if (ready > deadline) co_return fail(failure_code::timed_out, "forecast: no reply in time");
    if (!sink && on_head) on_head(out.reply);
    state_.answered.insert_or_assign(outgoing.body, std::move(drawn.reply));
    state_.asked.erase(outgoing.body);
    out.times.first_byte = sink ? first : clock.now();
    out.times.complete = clock.now();
    if (sink)
      sink(fmt::format("data: {}\n\n", outgoing.body));
    else
      out.reply.body = outgoing.body;
    co_return out;
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
  return std::make_unique<handing_codec>(*state_);
}

std::unique_ptr<http::client> service::make_client() {
  return std::make_unique<handing_client>(*state_);
}

}  // namespace parley::forecast
