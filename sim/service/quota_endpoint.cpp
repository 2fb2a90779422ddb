// Shows and changes, at run time, what the service allows and how fast its models are.
#include <array>

#include "sim/service/catalogue.hpp"
#include "sim/service/endpoints.hpp"
#include "sim/service/field_reader.hpp"
#include "sim/service/json_text.hpp"

namespace parley::sim::service {
namespace {

std::string policy_json(const service_state& state, std::string_view model) {
  const quota_policy& policy = state.quota.policy_for(model);
  json_text out;
  out.open('{');
  if (!model.empty()) out.member("model", model);
  out.member("requests_per_minute", policy.requests_per_minute);
  out.member("tokens_per_minute", policy.tokens_per_minute);
  out.member("burst_seconds", policy.burst_seconds);
  out.member("refund", policy.refund);
  out.member("count_refused", policy.count_refused);
  out.member("show_limits", policy.show_limits);
  out.key("foreign");
  out.open('{');
  out.member("share", policy.foreign.share);
  out.member("period_seconds", policy.foreign.period_seconds);
  out.member("duty", policy.foreign.duty);
  out.close('}');
  out.member("in_band", state.in_band_refusals);
  out.member("time_scale", state.time_scale);
  out.close('}');
  return out.take();
}

// {"share"?, "period_seconds"?, "duty"?}; {} and {"share": 0}: nobody else.
void read_foreign(field_reader& fields, foreign_load& foreign) {
  const auto* given = fields.object("foreign");
  if (!given) return;
  foreign = {};
  field_reader inner(*given, "foreign");
  static constexpr std::array<std::string_view, 3> known{"share", "period_seconds", "duty"};
  inner.only(known);
  inner.decimal("share", 0, 0.95, foreign.share);
  inner.decimal("period_seconds", 0.1, 3'600, foreign.period_seconds);
  inner.decimal("duty", 0.01, 1, foreign.duty);
  if (inner.failed()) fields.complain(*inner.error());
}

}  // namespace

asio::awaitable<void> show_quota(exchange& call) {
  const auto asked = call.parameter("model");
  const model_entry* model = asked ? find_model(*asked) : nullptr;
  co_await send_json(call, 200, policy_json(call.state, model ? model->name : ""));
}

// {"model"?, "requests_per_minute"?, "tokens_per_minute"?, "burst_seconds"?, "refund"?,
//  "count_refused"?, "show_limits"?, "foreign"?, "in_band"?, "time_scale"?}; without a model, for
// all of them. What is left out stays.
asio::awaitable<void> set_quota(exchange& call) {
  auto document = parse_body(call.request.body);
  if (!document) co_return co_await send_error(call, document.error());
  field_reader fields((*document)->get_object(), "");
  static constexpr std::array<std::string_view, 10> known{
      "model",         "requests_per_minute", "tokens_per_minute", "burst_seconds", "refund",
      "count_refused", "show_limits",         "foreign",           "in_band",       "time_scale"};
  fields.only(known);
  std::optional<std::string> model;
  std::optional<std::int64_t> requests, tokens;
  fields.string("model", model);
  quota_policy policy = call.state.quota.policy_for(model.value_or(""));
  bool in_band = call.state.in_band_refusals;
  double scale = call.state.time_scale;
  fields.integer("requests_per_minute", {0, 10'000'000}, requests);
  fields.integer("tokens_per_minute", {0, 10'000'000'000}, tokens);
  fields.decimal("burst_seconds", 0.1, 3'600, policy.burst_seconds);
  fields.boolean("refund", policy.refund);
  fields.boolean("count_refused", policy.count_refused);
  fields.boolean("show_limits", policy.show_limits);
  read_foreign(fields, policy.foreign);
  fields.boolean("in_band", in_band);
  fields.decimal("time_scale", 0, 100, scale);
  if (model && !find_model(*model))
    fields.complain(invalid_request("Unknown model. GET /v1/models lists the known ones.", "model",
                                    "model_not_found"));
  if (fields.failed()) co_return co_await send_error(call, *fields.error());
  policy.requests_per_minute = requests.value_or(policy.requests_per_minute);
  policy.tokens_per_minute = tokens.value_or(policy.tokens_per_minute);
  const std::string name(model ? find_model(*model)->name : "");
  if (model)
    call.state.quota.set_policy(name, policy);
  else
    call.state.quota.set_policy_everywhere(policy);
  call.state.in_band_refusals = in_band;
  call.state.time_scale = scale;
  co_await send_json(call, 200, policy_json(call.state, name));
}

// {"model", "first_token_ms"?, "tokens_per_second"?, "first_token_spread"?, "speed_spread"?,
//  "stragglers"?, "straggler_factor"?}. What is left out stays.
asio::awaitable<void> set_latency(exchange& call) {
  auto document = parse_body(call.request.body);
  if (!document) co_return co_await send_error(call, document.error());
  field_reader fields((*document)->get_object(), "");
  static constexpr std::array<std::string_view, 7> known{
      "model",        "first_token_ms", "tokens_per_second", "first_token_spread",
      "speed_spread", "stragglers",     "straggler_factor"};
  fields.only(known);
  std::optional<std::string> name;
  fields.string("model", name);
  const model_entry* model = name ? find_model(*name) : nullptr;
  if (!model)
    fields.complain(invalid_request("Unknown model. GET /v1/models lists the known ones.", "model",
                                    "model_not_found"));
  sim_latency speed;
  if (model) speed = call.state.speeds.of(*model);
  std::optional<std::int64_t> first_token;
  fields.integer("first_token_ms", {1, 600'000}, first_token);
  fields.decimal("tokens_per_second", 0.1, 100'000, speed.tokens_per_second);
  fields.decimal("first_token_spread", 0, 3, speed.first_token_spread);
  fields.decimal("speed_spread", 0, 3, speed.speed_spread);
  fields.decimal("stragglers", 0, 1, speed.stragglers);
  fields.decimal("straggler_factor", 4, 1'000, speed.straggler_factor);
  if (fields.failed()) co_return co_await send_error(call, *fields.error());
  if (first_token) speed.first_token = std::chrono::milliseconds(*first_token);
  call.state.speeds.set(std::string(model->name), speed);
  co_await send_json(call, 200, R"({"applied":true})");
}

}  // namespace parley::sim::service
