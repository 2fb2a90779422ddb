#include <array>
#include <charconv>

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
  auto& state = call.state;
  ledger_surroundings around;
  around.connections = state.connections;
  around.foreign = [&state](std::string_view key, std::string_view model) {
    const auto taken = state.quota.taken_by_others(key, model);
    return std::pair(taken.requests, taken.tokens);
  };
  std::string ledger = state.log.to_json(state.clock.now(), events, around);
  co_await send_json(call, 200, std::move(ledger));
}

asio::awaitable<void> clear_ledger(exchange& call) {
  call.state.log.clear(call.state.clock.now());
  co_await send_json(call, 200, R"({"cleared":true})");
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
