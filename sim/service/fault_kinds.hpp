// Every way in which the service can misbehave, with the name and the place that each has.
// Must not know: when faults strike, how they are carried out.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace parley::sim::service {

enum class fault_kind : std::uint8_t {
  // Instead of an answer: an error reply.
  rate_limit,
  insufficient_quota,
  slow_down,
  overloaded,
  server_error,
  bad_gateway,
  gateway_timeout,
  unauthorized,
  forbidden,
  model_not_found,
  bad_request,
  unprocessable,
  request_timeout,
  conflict,
  // Instead of an answer: the connection.
  close,
  reset,
  hang,
  // The bytes of a reply.
  slow_headers,
  slow_body,
  truncated_body,
  cut_chunked,
  empty_body,
  wrong_content_type,
  malformed_body,
  // The bytes of a stream.
  stream_reset,
  stream_end,
  stream_stall,
  stream_split,
  stream_crlf,
  stream_comments,
  stream_sequence,
  stream_order,
  stream_bad_json,
  stream_unknown_event,
  stream_error,
  stream_error_flat,
  stream_done,
  // What the model says, and what is said about it.
  refusal,
  incomplete,
  content_filter,
  malformed_output,
  wrong_schema,
  no_usage,
  no_usage_details,
  // Rate-limit headers: left out, or -1.
  no_rate_headers,
  unknown_rate_headers,
  // Embeddings.
  shuffled_index,
  wrong_dimensions,
  // A batch, when it is created.
  batch_invalid,
  batch_expired,
  batch_cancelled,
  batch_all_failed,
  // One line of a batch.
  batch_line_error,
  batch_missing_id,
  batch_lost_line,
  // A connection, when it is opened.
  refuse_connections,
  accept_close,
  accept_reset,
  accept_silence,
  slow_handshake,
  tls_failure,
};

/// What a kind can spoil.
enum class fault_scope : std::uint8_t {
  any,         ///< each call
  plain,       ///< a reply that does not stream
  stream,      ///< a reply that does
  text,        ///< what a model says, in a batch too
  embedding,   ///< embeddings
  batch,       ///< a new batch
  batch_line,  ///< a line of a batch
  connection,  ///< a new connection: before anything was asked
};

struct fault_description {
  fault_kind kind;
  std::string_view name;
  fault_scope scope;
  bool instead;              ///< it takes the place of the answer
  std::string_view meaning;  ///< one line for people
};

std::span<const fault_description> all_faults();
const fault_description& describe(fault_kind kind);
std::string_view to_string(fault_kind kind);
std::string_view to_string(fault_scope scope);
std::optional<fault_kind> fault_kind_from(std::string_view name);
inline fault_scope scope_of(fault_kind kind) {
  return describe(kind).scope;
}

}  // namespace parley::sim::service
