// What the service does wrong on purpose, to whom and when: rules, seeded, switchable at run time.
// Must not know: sockets, how a fault is carried out.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "sim/service/api_error.hpp"
#include "sim/service/occurrences.hpp"

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
  bad_request,
  request_timeout,
  conflict,
  // Instead of an answer: the connection.
  close,
  reset,
  hang,
  // The bytes of a reply that does not stream.
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
  stream_unknown_event,
  stream_error,
  stream_error_flat,
  stream_done,
  // What the model says.
  refusal,
  incomplete,
  content_filter,
  malformed_output,
  no_usage,
  // Rate-limit headers: left out, or -1.
  no_rate_headers,
  unknown_rate_headers,
  // Embeddings.
  shuffled_index,
  wrong_dimensions,
};
std::string_view to_string(fault_kind kind);
std::optional<fault_kind> fault_kind_from(std::string_view name);

/// Which replies a kind can spoil.
enum class fault_scope { any, plain, stream, text, embedding };
fault_scope scope_of(fault_kind kind);

/// One rule. Without nth, every and probability it strikes every call that it fits.
struct fault_rule {
  fault_kind kind = fault_kind::server_error;
  std::string role, model, endpoint;  ///< empty: any; endpoint: "responses", "chat", "embeddings"
  double probability = -1;            ///< 0..1; below 0: not given
  std::vector<std::int64_t> nth;      ///< of the calls that fit, from 1
  std::int64_t every = 0;             ///< each n-th call that fits
  std::int64_t burst = 1;             ///< calls struck in a row once it strikes
  std::int64_t limit = -1;            ///< strikes at most, below 0: no limit
  double from_s = 0;                  ///< since the plan was set
  double until_s = -1;                ///< below 0: for ever
  std::optional<std::int64_t> retry_after_ms;
  std::optional<std::string> retry_after;  ///< as text: "0", "3600", an HTTP date
  std::optional<bool> should_retry;        ///< x-should-retry
  std::optional<std::string> code;         ///< of the error, where the kind allows several
  double seconds = 1;                      ///< of slowness, 0..3600
};

/// What a rule looks at.
struct fault_facts {
  std::string_view endpoint, role, model;
  bool stream = false;
  std::uint64_t hash = 0;  ///< of the request
};

inline constexpr std::size_t max_fault_rules = 64;

class fault_plan {
 public:
  explicit fault_plan(time_point start) : start_(start) {}

  /// {"seed"?: n, "faults": [rule…]} replaces the plan. Errors name the rule's member.
  checked<void> replace(const boost::json::object& document, time_point now);
  /// The first rule that strikes this call. Chance depends on (seed, rule, request, how often the
  /// request came), never on the order of different requests.
  std::optional<fault_rule> strike(const fault_facts& facts, time_point now);
  std::string to_json() const;
  bool empty() const { return rules_.empty(); }

 private:
  struct live_rule {
    fault_rule rule;
    std::int64_t fitting = 0, strikes = 0, burst_left = 0;
    occurrences seen;
  };
  bool strikes(live_rule& live, std::size_t index, const fault_facts& facts);
  std::vector<live_rule> rules_;
  std::uint64_t seed_ = 1;
  time_point start_;
};

}  // namespace parley::sim::service
