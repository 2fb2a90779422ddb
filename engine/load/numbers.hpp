// Numbers, shares and durations as a command line writes them.
// Must not know: which option they stand for.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace parley::load {

/// The whole text is a finite number: "12", "0.5", "1e3".
std::optional<double> read_number(std::string_view text);
/// "95%" or "0.95": a share from 0 to 1.
std::optional<double> read_share(std::string_view text);
/// "500ms", "4s", "250us", "1m30s": more than nothing. Without a unit: nothing, as it might be
/// either.
std::optional<std::chrono::microseconds> read_duration(std::string_view text);
/// Pieces between separators, trimmed of spaces; empty pieces stay.
std::vector<std::string_view> split(std::string_view text, char separator);
std::string_view trimmed(std::string_view text);

}  // namespace parley::load
