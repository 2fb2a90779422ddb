#include "sim/service/fault_effects.hpp"

#include <fmt/format.h>

#include "sim/service/quota_reply.hpp"
#include "sim/service/tokens.hpp"

namespace parley::sim::service {
namespace {

constexpr std::string_view gateway_page =
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
    "<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n";

api_error quota_error(const std::optional<std::string>& code) {
  return {429, "insufficient_quota",
          "You exceeded your current quota, please check your plan and billing details. For more "
          "information on this error, read the docs: "
          "https://platform.openai.com/docs/guides/error-codes/api-errors.",
          std::nullopt, code.value_or("insufficient_quota")};
}

api_error error_for(const fault_rule& fault) {
  switch (fault.kind) {
    case fault_kind::rate_limit:
      return {429, "requests",
              "Rate limit reached for this model in organization org-simulated on requests per min "
              "(RPM). Please try again later. Visit "
              "https://platform.openai.com/account/rate-limits to learn more.",
              std::nullopt, fault.code.value_or("rate_limit_exceeded")};
    case fault_kind::insufficient_quota:
      return quota_error(fault.code);
    case fault_kind::slow_down:
      return {
          429, "rate_limit_error",
          "Your request rate increased too quickly. Please reduce your request rate and ramp up "
          "gradually.",
          std::nullopt, "slow_down"};
    case fault_kind::overloaded:
      return {503, "service_unavailable_error",
              "The server is currently overloaded with other requests. Sorry about that! You can "
              "retry your request.",
              std::nullopt, "server_is_overloaded"};
    case fault_kind::unauthorized:
      return incorrect_key("sk-simulated-revoked");
    case fault_kind::bad_request:
      return invalid_request("Invalid request.", std::nullopt,
                             fault.code.value_or("invalid_value"));
    case fault_kind::request_timeout:
      return {408, "server_error", "Request timed out.", std::nullopt, std::nullopt};
    case fault_kind::conflict:
      return {409, "invalid_request_error", "The resource is being used by another request.",
              std::nullopt, "conflict"};
    default:
      return internal_error();
  }
}

http::fields fault_headers(const fault_rule& fault) {
  http::fields headers;
  if (fault.retry_after_ms) headers.set("retry-after-ms", fmt::to_string(*fault.retry_after_ms));
  if (fault.retry_after) headers.set("retry-after", *fault.retry_after);
  if (fault.should_retry) headers.set("x-should-retry", *fault.should_retry ? "true" : "false");
  return headers;
}

asio::awaitable<void> send_gateway_page(exchange& call, int status, std::string_view title) {
  http::response reply;
  reply.status = status;
  reply.headers.add("content-type", "text/html");
  reply.headers.add("server", "cloudflare");
  reply.headers.add("x-request-id", call.request_id);
  reply.body = fmt::format(fmt::runtime(gateway_page), title);
  ++call.state.counters.errors;
  co_await call.out.send(std::move(reply));
}

duration seconds_of(const fault_rule& fault) {
  return std::chrono::duration_cast<duration>(std::chrono::duration<double>(fault.seconds));
}

}  // namespace

void draw_fault(exchange& call, const fault_facts& facts) {
  auto& state = call.state;
  if (state.faults.empty()) return;
  const auto now = state.clock.now();
  call.fault = state.faults.strike(facts, now);
  if (!call.fault) return;
  state.log.record(call.scope,
                   {call_event::fault, std::string(facts.model), std::string(facts.role),
                    std::string(to_string(call.fault->kind)), 0},
                   now);
}

bool replaces_answer(const fault_rule& fault) {
  return fault.kind <= fault_kind::hang;
}

asio::awaitable<void> send_instead(exchange& call) {
  const fault_rule& fault = *call.fault;
  switch (fault.kind) {
    case fault_kind::close:
      call.out.abort(false);
      co_return;
    case fault_kind::reset:
      call.out.abort(true);
      co_return;
    case fault_kind::hang:
      co_await call.state.clock.sleep_for(seconds_of(fault));
      call.out.abort(false);
      co_return;
    case fault_kind::bad_gateway:
      co_return co_await send_gateway_page(call, 502, "502 Bad Gateway");
    case fault_kind::gateway_timeout:
      co_return co_await send_gateway_page(call, 504, "504 Gateway Time-out");
    default:
      break;
  }
  refusal what{error_for(fault), fault_headers(fault)};
  co_await send_refusal(call, std::move(what));
}

void spoil_answer(const fault_rule& fault, model_answer& answer) {
  std::string& body = answer.calls.empty() ? answer.text : answer.calls.front().arguments;
  switch (fault.kind) {
    case fault_kind::refusal:
      answer.calls.clear();
      answer.text = "I'm sorry, I can't help with that.";
      answer.end = reply_end::refusal;
      break;
    case fault_kind::incomplete:
    case fault_kind::content_filter:
      body.resize(prefix_of_tokens(body, std::max<std::int64_t>(1, answer.tokens / 2)));
      answer.end =
          fault.kind == fault_kind::incomplete ? reply_end::length : reply_end::content_filter;
      break;
    case fault_kind::malformed_output:
      // What models do when they do it: prose around the document, and a tail that is missing.
      body.resize(prefix_of_tokens(body, std::max<std::int64_t>(1, answer.tokens * 3 / 4)));
      body = "Here is the JSON:\n" + body;
      break;
    default:
      return;
  }
  answer.tokens = std::max<std::int64_t>(1, count_tokens(body));
}

std::string without_usage(std::string body) {
  // The member's value is an object of objects without strings: it ends at its second "}}" level.
  const auto start = body.rfind(",\"usage\":{");
  if (start == std::string::npos) return body;
  int depth = 0;
  for (auto end = body.find('{', start); end < body.size(); ++end) {
    depth += body[end] == '{' ? 1 : body[end] == '}' ? -1 : 0;
    if (depth != 0) continue;
    body.erase(start, end + 1 - start);
    break;
  }
  return body;
}

namespace {

asio::awaitable<void> send_slowly(exchange& call, std::string body, duration total) {
  constexpr std::size_t steps = 5;
  if (!co_await call.out.head(200, reply_headers(call, "application/json"))) co_return;
  const std::size_t size = body.size() / steps + 1;
  for (std::size_t at = 0; at < body.size(); at += size) {
    if (!co_await call.out.chunk(body.substr(at, size))) co_return;
    co_await call.state.clock.sleep_for(total / steps);
  }
  co_await call.out.finish();
}

asio::awaitable<void> send_truncated(exchange& call, std::string body) {
  std::string raw = "HTTP/1.1 200 OK\r\n";
  const auto headers = reply_headers(call, "application/json");
  for (const auto& [name, value] : headers.all()) raw += name + ": " + value + "\r\n";
  raw += fmt::format("content-length: {}\r\n\r\n", body.size());
  raw += body.substr(0, body.size() / 2);
  co_await call.out.raw(std::move(raw));
  call.out.abort(false);
}

asio::awaitable<void> send_cut_chunked(exchange& call, std::string body) {
  if (!co_await call.out.head(200, reply_headers(call, "application/json"))) co_return;
  if (!co_await call.out.chunk(body.substr(0, body.size() / 2))) co_return;
  call.out.abort(false);
}

}  // namespace

asio::awaitable<void> send_answer(exchange& call, std::string body) {
  if (!call.fault) co_return co_await send_json(call, 200, std::move(body));
  const fault_rule fault = *call.fault;
  http::response reply;
  reply.headers = reply_headers(call, "application/json");
  switch (fault.kind) {
    case fault_kind::slow_body:
      co_return co_await send_slowly(call, std::move(body), seconds_of(fault));
    case fault_kind::truncated_body:
      co_return co_await send_truncated(call, std::move(body));
    case fault_kind::cut_chunked:
      co_return co_await send_cut_chunked(call, std::move(body));
    case fault_kind::slow_headers:
      co_await call.state.clock.sleep_for(seconds_of(fault));
      break;
    case fault_kind::empty_body:
      body.clear();
      break;
    case fault_kind::wrong_content_type:
      reply.headers.set("content-type", "text/plain");
      break;
    case fault_kind::malformed_body:
      body.insert(body.size() / 2, "\x01{");
      break;
    case fault_kind::no_usage:
      body = without_usage(std::move(body));
      break;
    default:
      break;
  }
  reply.body = std::move(body);
  co_await call.out.send(std::move(reply));
}

asio::awaitable<void> wait_out(exchange& call) {
  co_await call.state.clock.sleep_for(seconds_of(*call.fault));
}

asio::awaitable<bool> interrupt_stream(exchange& call) {
  switch (call.fault->kind) {
    case fault_kind::stream_reset:
      call.out.abort(true);
      co_return true;
    case fault_kind::stream_end:
      co_await call.out.finish();
      co_return true;
    case fault_kind::stream_stall:
      co_await wait_out(call);
      co_return false;
    default:
      co_return false;
  }
}

asio::awaitable<bool> send_in_splinters(exchange& call, std::string bytes) {
  constexpr std::size_t splinter = 97;  // prime: cuts wander through frames and characters
  for (std::size_t at = 0; at < bytes.size(); at += splinter)
    if (!co_await call.out.chunk(bytes.substr(at, splinter))) co_return false;
  co_return true;
}

}  // namespace parley::sim::service
