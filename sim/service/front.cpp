#include "sim/service/front.hpp"

#include <fmt/format.h>

#include <array>

#include "sim/service/endpoints.hpp"
#include "sim/service/fault_effects.hpp"
#include "sim/service/quota_reply.hpp"

namespace parley::sim::service {
namespace {

using plain_endpoint = asio::awaitable<void> (*)(exchange&);
using item_endpoint = asio::awaitable<void> (*)(exchange&, std::string);

struct plain_route {
  std::string_view method, path;
  plain_endpoint endpoint;
};

/// Path = prefix + id + suffix, the id without '/'.
struct item_route {
  std::string_view method, prefix, suffix;
  item_endpoint endpoint;
};

constexpr std::array plain_routes{
    plain_route{"POST", "/v1/responses", create_response},
    plain_route{"POST", "/v1/responses/input_tokens", count_input_tokens},
    plain_route{"POST", "/v1/chat/completions", create_chat_completion},
    plain_route{"POST", "/v1/responses/compact", compact_response},
    plain_route{"POST", "/v1/embeddings", create_embeddings},
    plain_route{"GET", "/v1/models", list_models},
    plain_route{"POST", "/v1/files", create_file},
    plain_route{"GET", "/v1/files", list_files},
    plain_route{"POST", "/v1/batches", create_batch},
    plain_route{"GET", "/v1/batches", list_batches},
    plain_route{"POST", "/sim/batches", set_batches},
    plain_route{"GET", "/sim/ledger", show_ledger},
    plain_route{"DELETE", "/sim/ledger", clear_ledger},
    plain_route{"GET", "/sim/quota", show_quota},
    plain_route{"POST", "/sim/quota", set_quota},
    plain_route{"POST", "/sim/latency", set_latency},
    plain_route{"POST", "/sim/faults", set_faults},
    plain_route{"GET", "/sim/faults", show_faults},
    plain_route{"DELETE", "/sim/faults", clear_faults},
};

constexpr std::array item_routes{
    item_route{"GET", "/v1/models/", "", get_model},
    item_route{"GET", "/v1/files/", "", get_file},
    item_route{"DELETE", "/v1/files/", "", delete_file},
    item_route{"GET", "/v1/files/", "/content", get_file_content},
    item_route{"GET", "/v1/batches/", "", get_batch},
    item_route{"POST", "/v1/batches/", "/cancel", cancel_batch},
    item_route{"GET", "/v1/responses/", "", get_response},
    item_route{"DELETE", "/v1/responses/", "", delete_response},
    item_route{"POST", "/v1/responses/", "/cancel", cancel_response},
    item_route{"GET", "/v1/responses/", "/input_items", list_input_items},
};

// The id when the path fits the route.
std::string_view id_in(std::string_view path, const item_route& route) {
  if (path.size() <= route.prefix.size() + route.suffix.size()) return {};
  if (!path.starts_with(route.prefix) || !path.ends_with(route.suffix)) return {};
  const auto id =
      path.substr(route.prefix.size(), path.size() - route.prefix.size() - route.suffix.size());
  return id.find('/') == std::string_view::npos ? id : std::string_view{};
}

// Methods that the path knows, in the form of an Allow header; empty: no such path.
std::string methods_of(std::string_view path) {
  std::string methods;
  const auto add = [&](std::string_view method) {
    if (methods.empty()) methods = "OPTIONS";
    (methods += ", ") += method;
    if (method == "GET") methods += ", HEAD";
  };
  for (const plain_route& candidate : plain_routes)
    if (candidate.path == path) add(candidate.method);
  for (const item_route& candidate : item_routes)
    if (!id_in(path, candidate).empty()) add(candidate.method);
  return methods;
}

// Browsers ask first; nobody needs a key for that.
asio::awaitable<void> answer_options(exchange& call, std::string methods) {
  http::response reply;
  reply.status = 204;
  reply.headers = reply_headers(call, "text/plain");
  reply.headers.set("allow", methods);
  reply.headers.set("access-control-allow-origin", "*");
  reply.headers.set("access-control-allow-methods", methods);
  reply.headers.set("access-control-allow-headers",
                    std::string(call.request.headers.get("access-control-request-headers")
                                    .value_or("authorization, content-type")));
  reply.headers.set("access-control-max-age", "86400");
  co_await call.out.send(std::move(reply));
}

asio::awaitable<void> refuse_method(exchange& call, std::string methods) {
  refusal what{wrong_method(call.request.method), {}};
  what.headers.set("allow", std::move(methods));
  co_await send_refusal(call, std::move(what));
}

// A form that curl sends unasked is the usual mistake. The service's own paths do not mind.
std::optional<api_error> check_content_type(const exchange& call) {
  const auto type = call.request.headers.get("content-type");
  if (!type || call.request.body.empty() || call.path == "/v1/files" ||
      !call.path.starts_with("/v1/"))
    return std::nullopt;
  std::string name(type->substr(0, type->find(';')));
  while (!name.empty() && name.back() == ' ') name.pop_back();
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (name == "application/json" || name.ends_with("+json")) return std::nullopt;
  for (char& c : name)
    if (static_cast<unsigned char>(c) >= 0x7F) c = '?';
  return api_error(415, "invalid_request_error",
                   fmt::format("Unsupported content type: '{}'. This API method only accepts "
                               "'application/json' requests. Please try again with a supported "
                               "content type.",
                               name.substr(0, 128)),
                   std::nullopt, "unsupported_content_type");
}

asio::awaitable<void> route(exchange& call) {
  // HEAD is GET without a body, which the server leaves out.
  const std::string_view method =
      call.request.method == "HEAD" ? std::string_view("GET") : call.request.method;
  for (const plain_route& candidate : plain_routes)
    if (candidate.path == call.path && candidate.method == method)
      co_return co_await candidate.endpoint(call);
  for (const item_route& candidate : item_routes) {
    const std::string_view id = id_in(call.path, candidate);
    if (!id.empty() && candidate.method == method)
      co_return co_await candidate.endpoint(call, std::string(id));
  }
  std::string methods = methods_of(call.path);
  if (!methods.empty()) co_return co_await refuse_method(call, std::move(methods));
  api_error error = unknown_url(call.request.method, call.path);
  co_await send_error(call, std::move(error));
}

}  // namespace

std::size_t front::max_body_bytes(const http::request& head) const {
  const std::string_view path = std::string_view(head.target).substr(0, head.target.find('?'));
  return head.method == "POST" && path == "/v1/files" ? max_upload_bytes : max_request_bytes;
}

// No request could be read, so there is no exchange: only an id for it.
http::response front::refusal(int status, const std::string& why) {
  ++state_.counters.requests;
  ++state_.counters.errors;
  http::response reply;
  reply.status = status;
  reply.headers.add("content-type", "application/json");
  reply.headers.add("x-request-id", next_request_id(state_));
  const api_error error{
      status, status == 503 ? "server_error" : "invalid_request_error",
      "Could not read the request: " + why + ".", std::nullopt,
      status == 413 ? std::optional<std::string>("request_too_large") : std::nullopt};
  reply.body = error_body(error);
  return reply;
}

http::reception front::receive() {
  http::reception how;
  const fault_facts facts{{}, {}, {}, false, 0, fault_place::connection};
  const auto fault = draw_fault_of(state_, "connections", facts, nullptr);
  if (!fault) return how;
  how.wait =
      std::chrono::ceil<std::chrono::milliseconds>(std::chrono::duration<double>(fault->seconds));
  using enum http::reception::treatment;
  switch (fault->kind) {
    case fault_kind::accept_close:
      how.what = close;
      break;
    case fault_kind::accept_reset:
      how.what = reset;
      break;
    case fault_kind::accept_silence:
      how.what = silence;
      break;
    case fault_kind::tls_failure:
      how.what = alert;
      break;
    default:
      how.what = delay;
  }
  return how;
}

asio::awaitable<void> front::serve(http::request incoming, http::response_writer& out) {
  ++state_.counters.requests;
  exchange call(state_, incoming, out);
  if (incoming.method == "OPTIONS") {
    std::string methods = methods_of(call.path);
    if (!methods.empty()) co_return co_await answer_options(call, std::move(methods));
  }
  if (auto error = check_key(call)) co_return co_await send_error(call, std::move(*error));
  if (auto error = check_client_request_id(call))
    co_return co_await send_error(call, std::move(*error));
  if (auto error = check_content_type(call)) co_return co_await send_error(call, std::move(*error));
  co_await route(call);
}

}  // namespace parley::sim::service
