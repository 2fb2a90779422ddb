#include "sim/service/fault_effects.hpp"

#include <fmt/format.h>

#include "sim/service/fault_errors.hpp"
#include "sim/service/quota_reply.hpp"
#include "sim/service/tokens.hpp"

namespace parley::sim::service {
namespace {

constexpr std::string_view gateway_page =
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
    "<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n";

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

std::optional<fault_rule> draw_fault_of(service_state& state, std::string_view scope,
                                        const fault_facts& facts, const exchange* call) {
  if (state.faults.empty()) return std::nullopt;
  const auto now = state.clock.now();
  auto struck = state.faults.strike(facts, now);
  if (struck)
    state.log.record(scope,
                     {call_event::fault,
                      std::string(facts.model),
                      std::string(facts.role),
                      std::string(to_string(struck->kind)),
                      0,
                      {},
                      call ? call->request_id : std::string{},
                      call ? std::string(call->client_request_id) : std::string{}},
                     now);
  return struck;
}

void draw_fault(exchange& call, const fault_facts& facts) {
  call.fault = draw_fault_of(call.state, call.scope, facts, &call);
}

bool replaces_answer(const fault_rule& fault) {
  return describe(fault.kind).instead;
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
    case fault_kind::wrong_schema:
      body = R"({"unexpected":["a member that the schema does not have"]})";
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

std::string without_usage_details(std::string body) {
  const auto usage = body.rfind("\"usage\":{");
  if (usage == std::string::npos) return body;
  for (const std::string_view name : {"input_tokens_details", "output_tokens_details",
                                      "prompt_tokens_details", "completion_tokens_details"}) {
    const auto start = body.find(fmt::format(",\"{}\":{{", name), usage);
    if (start == std::string::npos) continue;
    body.erase(start, body.find('}', start) + 1 - start);
  }
  return body;
}

std::string spoil_usage(const fault_rule& fault, std::string body) {
  if (fault.kind == fault_kind::no_usage) return without_usage(std::move(body));
  if (fault.kind == fault_kind::no_usage_details) return without_usage_details(std::move(body));
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
    default:
      body = spoil_usage(fault, std::move(body));
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
