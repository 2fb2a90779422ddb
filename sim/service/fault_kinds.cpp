#include "sim/service/fault_kinds.hpp"

#include <algorithm>
#include <array>

namespace parley::sim::service {
namespace {

using enum fault_kind;
using scope = fault_scope;

// In the order of fault_kind.
constexpr std::array table{
    fault_description{rate_limit, "rate_limit", scope::any, true,
                      "429 rate_limit_exceeded; retry_after_ms, retry_after, should_retry, code"},
    fault_description{insufficient_quota, "insufficient_quota", scope::any, true,
                      "429 insufficient_quota, or the code given: credit_balance_exhausted, …"},
    fault_description{slow_down, "slow_down", scope::any, true, "429 slow_down"},
    fault_description{overloaded, "overloaded", scope::any, true, "503 server_is_overloaded"},
    fault_description{server_error, "server_error", scope::any, true, "500 with a JSON body"},
    fault_description{bad_gateway, "bad_gateway", scope::any, true, "502 with an HTML page"},
    fault_description{gateway_timeout, "gateway_timeout", scope::any, true,
                      "504 with an HTML page"},
    fault_description{unauthorized, "unauthorized", scope::any, true, "401 invalid_api_key"},
    fault_description{forbidden, "forbidden", scope::any, true,
                      "403 unsupported_country_region_territory"},
    fault_description{model_not_found, "model_not_found", scope::any, true, "404 model_not_found"},
    fault_description{bad_request, "bad_request", scope::any, true,
                      "400; code: invalid_value (default), context_length_exceeded, …"},
    fault_description{unprocessable, "unprocessable", scope::any, true, "422"},
    fault_description{request_timeout, "request_timeout", scope::any, true, "408"},
    fault_description{conflict, "conflict", scope::any, true, "409"},
    fault_description{close, "close", scope::any, true, "end of the connection, no reply"},
    fault_description{reset, "reset", scope::any, true, "RST before any header"},
    fault_description{hang, "hang", scope::any, true, "silence for `seconds`, then the end"},
    fault_description{slow_headers, "slow_headers", scope::any, false,
                      "the header comes after `seconds`"},
    fault_description{slow_body, "slow_body", scope::plain, false,
                      "the body comes in five pieces over `seconds`"},
    fault_description{truncated_body, "truncated_body", scope::plain, false,
                      "half the body of a stated content-length"},
    fault_description{cut_chunked, "cut_chunked", scope::plain, false,
                      "a chunked body without its end"},
    fault_description{empty_body, "empty_body", scope::plain, false, "200 without a body"},
    fault_description{wrong_content_type, "wrong_content_type", scope::plain, false,
                      "text/plain in place of JSON"},
    fault_description{malformed_body, "malformed_body", scope::plain, false,
                      "a body that is no JSON"},
    fault_description{stream_reset, "stream_reset", scope::stream, false, "RST in mid-stream"},
    fault_description{stream_end, "stream_end", scope::stream, false,
                      "a clean end without terminal event"},
    fault_description{stream_stall, "stream_stall", scope::stream, false,
                      "silence of `seconds` in mid-stream"},
    fault_description{stream_split, "stream_split", scope::stream, false,
                      "frames cut at arbitrary bytes"},
    fault_description{stream_crlf, "stream_crlf", scope::stream, false, "CRLF line ends"},
    fault_description{stream_comments, "stream_comments", scope::stream, false,
                      "comments between frames"},
    fault_description{stream_sequence, "stream_sequence", scope::stream, false,
                      "sequence numbers repeated and missing"},
    fault_description{stream_order, "stream_order", scope::stream, false,
                      "two frames in the wrong order"},
    fault_description{stream_bad_json, "stream_bad_json", scope::stream, false,
                      "a frame whose data is no JSON"},
    fault_description{stream_unknown_event, "stream_unknown_event", scope::stream, false,
                      "event types that nobody knows"},
    fault_description{stream_error, "stream_error", scope::stream, false,
                      "nested error event, then response.failed; code"},
    fault_description{stream_error_flat, "stream_error_flat", scope::stream, false,
                      "flat error event, then the end; code"},
    fault_description{stream_done, "stream_done", scope::stream, false, "an extra [DONE]"},
    fault_description{refusal, "refusal", scope::text, false, "the model declines"},
    fault_description{incomplete, "incomplete", scope::text, false, "cut at max_output_tokens"},
    fault_description{content_filter, "content_filter", scope::text, false,
                      "cut by the content filter"},
    fault_description{malformed_output, "malformed_output", scope::text, false,
                      "prose around a cut document"},
    fault_description{wrong_schema, "wrong_schema", scope::text, false,
                      "JSON that does not fit the schema"},
    fault_description{no_usage, "no_usage", scope::text, false, "a reply without usage"},
    fault_description{no_usage_details, "no_usage_details", scope::text, false,
                      "usage without its details"},
    fault_description{no_rate_headers, "no_rate_headers", scope::any, false,
                      "no x-ratelimit headers"},
    fault_description{unknown_rate_headers, "unknown_rate_headers", scope::any, false,
                      "x-ratelimit headers of -1"},
    fault_description{shuffled_index, "shuffled_index", scope::embedding, false,
                      "embeddings in another order, each with its index"},
    fault_description{wrong_dimensions, "wrong_dimensions", scope::embedding, false,
                      "vectors of half the length"},
    fault_description{batch_invalid, "batch_invalid", scope::batch, false,
                      "validation fails; code: token_limit_exceeded (default), …"},
    fault_description{batch_expired, "batch_expired", scope::batch, false,
                      "the window passes with half of the lines done"},
    fault_description{batch_cancelled, "batch_cancelled", scope::batch, false,
                      "cancelled by the service with half of the lines done"},
    fault_description{batch_all_failed, "batch_all_failed", scope::batch, false,
                      "every line fails: output_file_id is null"},
    fault_description{batch_line_error, "batch_line_error", scope::batch_line, false,
                      "the line ends in an error status, in the error file; code"},
    fault_description{batch_missing_id, "batch_missing_id", scope::batch_line, false,
                      "the output line has no custom_id"},
    fault_description{batch_lost_line, "batch_lost_line", scope::batch_line, false,
                      "neither file has a line for this request"},
    fault_description{refuse_connections, "refuse_connections", scope::connection, true,
                      "the listener is closed from from_s to until_s: connection refused"},
    fault_description{accept_close, "accept_close", scope::connection, true,
                      "accepted and closed at once"},
    fault_description{accept_reset, "accept_reset", scope::connection, true,
                      "accepted and reset at once"},
    fault_description{accept_silence, "accept_silence", scope::connection, true,
                      "accepted, then nothing for `seconds`, then the end"},
    fault_description{slow_handshake, "slow_handshake", scope::connection, false,
                      "the TLS handshake (plain: the first read) begins after `seconds`"},
    fault_description{tls_failure, "tls_failure", scope::connection, true,
                      "a fatal handshake_failure alert; plain: closed"},
};
static_assert(table.size() == static_cast<std::size_t>(tls_failure) + 1);

constexpr bool in_order() {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (static_cast<std::size_t>(table[i].kind) != i) return false;
  return true;
}
static_assert(in_order());

constexpr std::array<std::string_view, 8> scopes{"any call",   "plain reply",   "stream",
                                                 "text",       "embeddings",    "new batch",
                                                 "batch line", "new connection"};

}  // namespace

std::span<const fault_description> all_faults() {
  return table;
}

const fault_description& describe(fault_kind kind) {
  return table[static_cast<std::size_t>(kind)];
}

std::string_view to_string(fault_kind kind) {
  return describe(kind).name;
}

std::string_view to_string(fault_scope scope) {
  return scopes[static_cast<std::size_t>(scope)];
}

std::optional<fault_kind> fault_kind_from(std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const auto& entry) { return entry.name == name; });
  if (found == table.end()) return std::nullopt;
  return found->kind;
}

}  // namespace parley::sim::service
