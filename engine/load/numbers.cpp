#include "engine/load/numbers.hpp"

#include <charconv>
#include <cmath>

namespace parley::load {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find(separator);
    parts.push_back(trimmed(text.substr(0, at)));
    if (at == text.npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::optional<double> read_number(std::string_view text) {
  text = trimmed(text);
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || text.empty() ||
      !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::optional<double> read_share(std::string_view text) {
  text = trimmed(text);
  const bool percent = text.ends_with('%');
  if (percent) text.remove_suffix(1);
  const auto value = read_number(text);
  if (!value) return std::nullopt;
  const double share = percent ? *value / 100 : *value;
  if (share < 0 || share > 1) return std::nullopt;
  return share;
}

std::optional<std::chrono::microseconds> read_duration(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  double total = 0;
  while (!text.empty()) {
    double value = 0;
    const auto read =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (read.ec != std::errc() || value < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    const auto unit = text.substr(0, text.find_first_of("0123456789."));
    text.remove_prefix(unit.size());
    double scale = 0;
    if (unit == "us" || unit == "µs") scale = 1;
    if (unit == "ms") scale = 1e3;
    if (unit == "s") scale = 1e6;
    if (unit == "m" || unit == "min") scale = 60e6;
    if (unit == "h") scale = 3600e6;
    if (scale == 0) return std::nullopt;
    total += value * scale;
  }
  if (total < 1 || total > 1e15) return std::nullopt;
  return std::chrono::microseconds(std::llround(total));
}

}  // namespace parley::load
