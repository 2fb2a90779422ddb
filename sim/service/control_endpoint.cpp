#include <array>
#include <charconv>

#include "sim/service/catalogue.hpp"
#include "sim/service/endpoints.hpp"
#include "sim/service/field_reader.hpp"

namespace parley::sim::service {
namespace {

constexpr std::size_t usual_events = 1'000;

}  // namespace

asio::awaitable<void> show_ledger(exchange& call) {
  std::size_t events = usual_events;
  if (const auto asked = call.parameter("events"))
    std::from_chars(asked->data(), asked->data() + asked->size(), events);
  co_await send_json(call, 200, call.state.log.to_json(call.state.clock.now(), events));
}

asio::awaitable<void> clear_ledger(exchange& call) {
  call.state.log.clear(call.state.clock.now());
  co_await send_json(call, 200, R"({"cleared":true})");
}

// {"model"?, "requests_per_minute"?, "tokens_per_minute"?, "burst_seconds"?, "refund"?,
//  "count_refused"?, "in_band"?, "time_scale"?}; without a model, for all of them.
asio::awaitable<void> set_quota(exchange& call) {
  auto document = parse_body(call.request.body);
  if (!document) co_return co_await send_error(call, document.error());
  field_reader fields((*document)->get_object(), "");
  static constexpr std::array<std::string_view, 8> known{
      "model",  "requests_per_minute", "tokens_per_minute", "burst_seconds",
      "refund", "count_refused",       "in_band",           "time_scale"};
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
  fields.boolean("in_band", in_band);
  fields.decimal("time_scale", 0, 100, scale);
  if (model && !find_model(*model))
    fields.complain(invalid_request("Unknown model. GET /v1/models lists the known ones.", "model",
                                    "model_not_found"));
  if (fields.failed()) co_return co_await send_error(call, *fields.error());
  policy.requests_per_minute = requests.value_or(policy.requests_per_minute);
  policy.tokens_per_minute = tokens.value_or(policy.tokens_per_minute);
  if (model)
    call.state.quota.set_policy(std::string(find_model(*model)->name), policy);
  else
    call.state.quota.set_policy_everywhere(policy);
  call.state.in_band_refusals = in_band;
  call.state.time_scale = scale;
  co_await send_json(call, 200, R"({"applied":true})");
}

asio::awaitable<void> set_faults(exchange& call) {
  auto document = parse_body(call.request.body);
  if (!document) co_return co_await send_error(call, document.error());
  auto done = call.state.faults.replace((*document)->get_object(), call.state.clock.now());
  if (!done) co_return co_await send_error(call, done.error());
  call.state.announce_plan();
  co_await send_json(call, 200, call.state.faults.to_json());
}

asio::awaitable<void> show_faults(exchange& call) {
  co_await send_json(call, 200, call.state.faults.to_json());
}

asio::awaitable<void> clear_faults(exchange& call) {
  call.state.faults = fault_plan(call.state.clock.now());
  call.state.announce_plan();
  co_await send_json(call, 200, call.state.faults.to_json());
}

}  // namespace parley::sim::service
