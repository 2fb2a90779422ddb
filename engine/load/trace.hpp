// Recorded requests: when each came and how long it and its reply were; and asking them again.
// Must not know: files, who recorded them.
#pragma once

#include <string_view>
#include <vector>

#include "engine/load/arrivals.hpp"
#include "engine/load/workload.hpp"

namespace parley::load {

struct trace_entry {
  double at_ms = 0;                    ///< since any fixed moment
  std::int64_t input = 0, output = 0;  ///< tokens
};

inline constexpr std::size_t most_trace_entries = 10'000'000;

/// JSON lines {"timestamp": ms, "input_length": n, "output_length": n, ...}, the form of Mooncake's
/// published traces; other members and empty lines are skipped. Sorted by time. Errors:
/// invalid_input with the line's number.
result<std::vector<trace_entry>> parse_trace(std::string_view text);

/// Offsets from the first entry, `speed` times as fast; speed > 0.
std::vector<nanoseconds> offsets_of(const std::vector<trace_entry>& trace, double speed);

/// Synthetic prompts with the entries' lengths, in their order; then it is used up. `models`: one
/// for all, or one each.
std::unique_ptr<workload> make_replay(std::vector<trace_entry> trace,
                                      std::vector<std::string> models, std::uint64_t seed);

}  // namespace parley::load
