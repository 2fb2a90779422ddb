// Everything one load test measured, as its files show it.
// Must not know: how load is made, how figures are computed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.hpp"

namespace parley {

/// One measured quantity: its figures, and the counts they were read from, so that results can be
/// merged. Times in seconds; the counts' cells are those of HdrHistogram with 3 digits over `unit`.
struct load_metric {
  std::string name;  ///< "e2e", "ttft", ...
  std::string unit;  ///< of the cells: "us", or "mtok/s" (thousandths of a token a second)
  std::uint64_t count = 0;
  double mean = 0, deviation = 0, min = 0, max = 0;  ///< in seconds, or tokens a second
  double p50 = 0, p75 = 0, p90 = 0, p95 = 0, p99 = 0, p999 = 0;
  std::vector<std::pair<std::uint32_t, std::uint64_t>> cells;  ///< (index, count), ascending
  double sum = 0, sum_of_squares = 0;                          ///< in `unit`
  bool operator==(const load_metric&) const = default;
};

/// How the client itself did: a slow client must not be taken for a slow server.
struct load_health {
  double cpu_share = 0;                          ///< of one core, the client's thread alone
  double lag_p50 = 0, lag_p99 = 0, lag_max = 0;  ///< seconds that the client was late by itself
  std::string verdict;                           ///< "ok", "strained", "bottleneck"
  std::string reason;                            ///< one sentence; empty when ok
  bool operator==(const load_health&) const = default;
};

/// One level of load, measured without its warm-up.
struct load_step {
  std::string name;     ///< "50 requests/s"
  std::string kind;     ///< "concurrency", "rate", "burst", "trace", "max"
  double offered = 0;   ///< requests a second, or requests in flight; 0: as many as possible
  double started = 0;   ///< seconds since the test's start
  double warmup = 0;    ///< seconds left out at the start
  double measured = 0;  ///< seconds that rates are computed over
  std::uint64_t sent = 0, ok = 0, failed = 0;  ///< requests that were due after the warm-up
  std::uint64_t unsent = 0;    ///< were due and never sent: the limit in flight was reached
  std::uint64_t good = 0;      ///< met the objective
  std::uint64_t left_out = 0;  ///< requests of the warm-up
  std::vector<std::pair<std::string, std::uint64_t>> errors;  ///< by kind, by name
  std::uint64_t connections = 0;                              ///< opened
  double requests_per_sec = 0;                                ///< completed well
  double good_per_sec = 0;
  double input_tokens_per_sec = 0, output_tokens_per_sec = 0;
  std::uint64_t input_tokens = 0, cached_tokens = 0, output_tokens = 0;
  double cost = 0;  ///< of the requests counted in ok, in the prices' currency; 0: no price
  bool usage_estimated = false;  ///< some replies reported no usage
  double in_flight_mean = 0;
  std::uint64_t in_flight_peak = 0;
  std::vector<load_metric> metrics;
  load_health health;
  bool complete = true;  ///< false: cut short
  bool operator==(const load_step&) const = default;

  double good_share() const;     ///< of all that were due, unsent ones included; 1 when none were
  double error_share() const;    ///< of those that ended
  double limited_share() const;  ///< 429s among those that ended
  const load_metric* metric(std::string_view name) const;
};

/// One second of the test. Quantiles are of what ended in it; "corrected" ones.
struct load_second {
  std::uint32_t second = 0;
  std::uint32_t step = 0;
  std::uint64_t sent = 0, ok = 0, failed = 0, limited = 0;
  double output_tokens = 0;  ///< spread evenly over the time in which they streamed
  double e2e_mean = 0, e2e_p50 = 0, e2e_p95 = 0, e2e_p99 = 0;
  double ttft_mean = 0, ttft_p50 = 0, ttft_p95 = 0, ttft_p99 = 0;
  double lag_max = 0;
  std::uint64_t in_flight = 0;
  bool warmup = false;
  bool operator==(const load_second&) const = default;
};

/// What a sweep found.
struct load_sweep {
  double highest_rate = 0;   ///< highest rate tried that met the objective; 0: none did
  double lowest_failed = 0;  ///< lowest rate tried that did not; 0: none failed
  double knee_rate = 0;      ///< where latency starts to rise faster than throughput; 0: no knee
  double base_latency = 0;   ///< p50 of e2e, seconds, with one request at a time
  std::int64_t concurrency = 0;  ///< requests in flight that carry the highest rate (p95 of them)
  std::string ended;             ///< why the search stopped, one sentence
  bool operator==(const load_sweep&) const = default;
};

struct load_requirement {
  std::string text;  ///< "p95.e2e<4s"
  bool met = false;
  std::string found;  ///< "p95.e2e = 3.2s in step 50 requests/s"
  bool operator==(const load_requirement&) const = default;
};

struct load_record {
  std::string id;  ///< "20261126-031200-1a2b"
  std::string version;
  std::string started_at, finished_at;  ///< UTC timestamps
  std::string provider;                 ///< "sim" or "openai"
  std::string base_url, api, model;
  bool stream = true;
  std::string workload, shape, objective;  ///< in words; objective as --slo has it
  double good_share_wanted = 0.95;
  std::uint64_t seed = 0;
  std::string stopped = "finished";  ///< "finished", "interrupted", "target_lost",
                                     ///< "too_many_errors", "refused"
  std::string stop_detail;
  double wall_sec = 0;
  std::vector<load_step> steps;
  std::vector<load_second> seconds;
  std::optional<load_sweep> sweep;
  std::int64_t requests_per_minute_seen = 0;  ///< x-ratelimit-limit-*; 0: none was sent
  std::int64_t tokens_per_minute_seen = 0;
  std::vector<load_requirement> requirements;
  std::vector<std::string> notes;
  bool operator==(const load_record&) const = default;

  bool is_partial() const { return stopped != "finished"; }
};

/// The document of docs/schemas/load.schema.json, and back. Errors of reading: malformed_output
/// with a JSON pointer.
std::string load_to_json(const load_record& record);
result<load_record> load_from_json(std::string_view text);

/// One row a step, and one row a second.
std::string load_steps_csv(const load_record& record);
std::string load_seconds_csv(const load_record& record);

/// The self-contained page: no network, readable from file://.
std::string load_html(const load_record& record);

}  // namespace parley
