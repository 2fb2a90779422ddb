#include "sim/service/exchange.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "net/http/percent.hpp"
#include "sim/service/ids.hpp"

namespace parley::sim::service {
namespace {

constexpr std::size_t request_id_length = 4 + 32;

bool hides_quota(const exchange& call) {
  return call.fault && (call.fault->kind == fault_kind::no_rate_headers ||
                        call.fault->kind == fault_kind::unknown_rate_headers);
}

}  // namespace

exchange::exchange(service_state& service, const http::request& asked,
                   http::response_writer& writer)
    : state(service),
      request(asked),
      out(writer),
      scope("anonymous"),
      started(service.clock.now()),
      time_scale(service.time_scale) {
  const std::string_view target = request.target;
  const auto mark = target.find('?');
  path = target.substr(0, mark);
  if (mark != std::string_view::npos) query = target.substr(mark + 1);
  if (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  request_id = next_request_id(state);
  client_request_id = request.headers.get("x-client-request-id").value_or(std::string_view{});
}

std::string next_request_id(service_state& state) {
  return make_id("req_", static_cast<std::uint64_t>(state.started_unix), state.request_number++)
      .substr(0, request_id_length);
}

std::optional<std::string> exchange::parameter(std::string_view name) const {
  std::string_view rest = query;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    if (http::percent_decoded(pair.substr(0, equals), true) == name)
      return http::percent_decoded(pair.substr(std::min(equals + 1, pair.size())), true);
  }
  return std::nullopt;
}

void add_quota_headers(http::fields& headers, const quota_state& state) {
  if (state.limit_requests > 0) {
    headers.add("x-ratelimit-limit-requests", fmt::to_string(state.limit_requests));
    headers.add("x-ratelimit-remaining-requests", fmt::to_string(state.remaining_requests));
    headers.add("x-ratelimit-reset-requests", duration_text(state.reset_requests));
  }
  if (state.limit_tokens > 0) {
    headers.add("x-ratelimit-limit-tokens", fmt::to_string(state.limit_tokens));
    headers.add("x-ratelimit-remaining-tokens", fmt::to_string(state.remaining_tokens));
    headers.add("x-ratelimit-reset-tokens", duration_text(state.reset_tokens));
  }
}

http::fields reply_headers(const exchange& call, std::string_view content_type) {
  const auto spent =
      std::chrono::ceil<std::chrono::milliseconds>(call.state.clock.now() - call.started);
  http::fields headers;
  headers.add("content-type", std::string(content_type));
  headers.add("x-request-id", call.request_id);
  headers.add("openai-processing-ms", fmt::to_string(spent.count()));
  headers.add("openai-version", "2020-10-01");
  headers.add("openai-organization", "org-simulated");
  headers.add("openai-project", "proj_simulated");
  if (call.request.headers.get("origin")) {
    headers.add("access-control-allow-origin", "*");
    headers.add("access-control-expose-headers", "x-request-id");
  }
  if (call.quota && !hides_quota(call)) add_quota_headers(headers, *call.quota);
  if (call.fault && call.fault->kind == fault_kind::unknown_rate_headers)
    for (const char* name : {"x-ratelimit-limit-requests", "x-ratelimit-remaining-requests",
                             "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens"})
      headers.set(name, "-1");
  return headers;
}

asio::awaitable<void> send_json(exchange& call, int status, std::string body) {
  http::response reply;
  reply.status = status;
  reply.headers = reply_headers(call, "application/json");
  reply.body = std::move(body);
  co_await call.out.send(std::move(reply));
}

asio::awaitable<void> send_error(exchange& call, api_error error) {
  ++call.state.counters.errors;
  co_await send_json(call, error.status, error_body(error));
}

std::optional<api_error> check_key(exchange& call) {
  constexpr std::string_view scheme = "Bearer ";
  const auto header = call.request.headers.get("authorization");
  std::string_view token;
  if (header && header->size() >= scheme.size()) {
    const bool bearer = (header->substr(0, scheme.size()) == scheme) ||
                        (header->substr(0, scheme.size()) == "bearer ");
    if (bearer) token = header->substr(scheme.size());
  }
  while (!token.empty() && token.back() == ' ') token.remove_suffix(1);
  if (!call.state.key.empty()) {
    if (token.empty()) return missing_key();
    if (token != call.state.key) return incorrect_key(token);
  }
  if (!token.empty()) call.scope = std::string(token.substr(0, 256));
  return std::nullopt;
}

std::optional<api_error> check_client_request_id(const exchange& call) {
  const std::string_view id = call.client_request_id;
  const bool plain = std::all_of(id.begin(), id.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (plain && id.size() <= max_client_request_id) return std::nullopt;
  return invalid_request(
      fmt::format("Invalid 'X-Client-Request-Id' header: expected at most {} ASCII characters, got "
                  "{}.",
                  max_client_request_id,
                  plain ? fmt::format("{}", id.size()) : std::string("other characters")),
      "X-Client-Request-Id", "invalid_value");
}

}  // namespace parley::sim::service
