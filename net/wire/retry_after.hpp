// How long the provider asks us to stay away.
// Must not know: whether we obey.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "net/http/message.hpp"

namespace parley::wire {

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 IMF-fixdate), 1970..2200. Nothing for other forms.
std::optional<std::chrono::system_clock::time_point> parse_http_date(std::string_view text);

/// retry-after-ms is preferred (also when 0), then retry-after in seconds (fractions allowed) or as
/// a date. A date counts from the reply's own Date header when there is one, so that the two
/// clocks need not agree, else from `wall_now`; one in the past is 0. Values that are negative, not
/// numbers, or above 400 days read as nothing.
std::optional<std::chrono::milliseconds> parse_retry_after(
    const http::fields& headers, std::chrono::system_clock::time_point wall_now);

}  // namespace parley::wire
