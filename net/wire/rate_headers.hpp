// What the provider says about its limits: x-ratelimit-* headers and Go durations.
// Must not know: what is done with them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "net/http/message.hpp"

namespace parley::wire {

/// "6ms", "1s", "6m0s", "1m30.5s", "23h47m36.648s", "0s", "0"; units ns us µs ms s m h.
/// Nothing for anything else, for negative ones, and for more than 400 days.
std::optional<std::chrono::nanoseconds> parse_go_duration(std::string_view text);

/// One limit as a reply's headers describe it. Absent, "-1" and garbage read as nothing, and so
/// does everything about a limit of 0: real servers send those for models without a limit.
struct rate_bucket {
  std::optional<std::int64_t> limit;              ///< a minute, >= 1
  std::optional<std::int64_t> remaining;          ///< 0..limit
  std::optional<std::chrono::nanoseconds> reset;  ///< until full again; not how long to wait

  explicit operator bool() const { return limit || remaining; }
  bool operator==(const rate_bucket&) const = default;
};

struct rate_headers {
  rate_bucket requests;
  rate_bucket tokens;
  rate_bucket project_tokens;  ///< only where a project has its own limit

  explicit operator bool() const { return requests || tokens || project_tokens; }
  bool operator==(const rate_headers&) const = default;
};

rate_headers parse_rate_headers(const http::fields& headers);

}  // namespace parley::wire
