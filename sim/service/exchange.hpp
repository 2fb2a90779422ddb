// One request being answered: who asks, under which id, and the ways to reply.
// Must not know: which endpoint it is for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/http/server.hpp"
#include "sim/service/api_error.hpp"
#include "sim/service/reply.hpp"
#include "sim/service/service_state.hpp"

namespace parley::sim::service {

struct exchange {
  exchange(service_state& service, const http::request& asked, http::response_writer& writer);

  service_state& state;
  const http::request& request;
  http::response_writer& out;
  std::string_view path;   ///< without query
  std::string_view query;  ///< without '?', may be empty
  std::string request_id;
  std::string_view client_request_id;  ///< the client's own name for it; may be empty
  std::string scope;  ///< the bearer token, or "anonymous": owns quota and stored responses
  time_point started;
  double time_scale;       ///< of the model's latency; 0: no waiting
  bool in_batch = false;   ///< a line of a batch: no minute quota, no faults of the connection
  duration model_time{0};  ///< what a model of the real service would have needed, for batches
  usage_counts usage;      ///< of the finished generation
  std::optional<quota_state> quota;  ///< known once admission was asked
  std::optional<fault_rule> fault;   ///< what this exchange is to suffer

  /// Value of a query parameter, percent-decoded; nothing when absent.
  std::optional<std::string> parameter(std::string_view name) const;
};

std::string next_request_id(service_state& state);

/// The headers of every reply: type, request id, version, processing time, rate limits if known.
http::fields reply_headers(const exchange& call, std::string_view content_type);

asio::awaitable<void> send_json(exchange& call, int status, std::string body);
asio::awaitable<void> send_error(exchange& call, api_error error);

/// x-ratelimit-* of `state`.
void add_quota_headers(http::fields& headers, const quota_state& state);

/// Nothing when the request may pass; else the 401.
std::optional<api_error> check_key(exchange& call);

inline constexpr std::size_t max_client_request_id = 512;
/// Nothing, or the 400 for an X-Client-Request-Id that is too long or not ASCII.
std::optional<api_error> check_client_request_id(const exchange& call);

}  // namespace parley::sim::service
