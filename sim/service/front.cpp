#include "sim/service/front.hpp"

#include <array>

#include "sim/service/endpoints.hpp"

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
    plain_route{"POST", "/sim/quota", set_quota},
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

asio::awaitable<void> route(exchange& call) {
  bool path_known = false;
  const std::string_view method = call.request.method;
  for (const plain_route& candidate : plain_routes) {
    if (candidate.path != call.path) continue;
    path_known = true;
    if (candidate.method == method) co_return co_await candidate.endpoint(call);
  }
  for (const item_route& candidate : item_routes) {
    const std::string_view id = id_in(call.path, candidate);
    if (id.empty()) continue;
    path_known = true;
    if (candidate.method == method) co_return co_await candidate.endpoint(call, std::string(id));
  }
  api_error error = path_known ? wrong_method(method) : unknown_url(method, call.path);
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
      status, "invalid_request_error", "Could not read the request: " + why + ".", std::nullopt,
      status == 413 ? std::optional<std::string>("request_too_large") : std::nullopt};
  reply.body = error_body(error);
  return reply;
}

asio::awaitable<void> front::serve(http::request incoming, http::response_writer& out) {
  ++state_.counters.requests;
  exchange call(state_, incoming, out);
  if (auto error = check_key(call)) co_return co_await send_error(call, std::move(*error));
  co_await route(call);
}

}  // namespace parley::sim::service
