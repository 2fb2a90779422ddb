// Times of day and dates as people write them.
// Must not know: which setting says one; the clock (now is handed in).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

/// "18:30" or "18:30:05": the next such time after `now`, local. "2026-11-22T18:30[:05]" (or a
/// space for the T): local; with a final Z: UTC. "+90m", "+1h30m": so long after `now`. Nothing: no
/// such time.
std::optional<std::chrono::system_clock::time_point> parse_clock_time(
    std::string_view text, std::chrono::system_clock::time_point now = {});

/// "2026-11-22T17:30:00Z": reads back as the same second, wherever and whenever.
std::string clock_time_text(std::chrono::system_clock::time_point when);

}  // namespace parley
