#include "net/wire/rate_headers.hpp"

#include <charconv>
#include <cmath>
#include <string>

namespace parley::wire {
namespace {

constexpr double max_duration_ns = 400.0 * 24 * 3600 * 1e9;
constexpr std::int64_t max_count = 1'000'000'000'000;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Takes a unit off the front of `text`: its length in nanoseconds, or nothing.
std::optional<double> take_unit(std::string_view& text) {
  struct unit {
    std::string_view name;
    double ns;
  };
  // Longer names first, so that "ms" is not read as minutes. Both spellings of micro are in use.
  static constexpr unit units[] = {{"ns", 1},   {"us", 1e3}, {"\xC2\xB5s", 1e3}, {"\xCE\xBCs", 1e3},
                                   {"ms", 1e6}, {"s", 1e9},  {"m", 60e9},        {"h", 3600e9}};
  for (const auto& candidate : units) {
    if (!text.starts_with(candidate.name)) continue;
    text.remove_prefix(candidate.name.size());
    return candidate.ns;
  }
  return std::nullopt;
}

std::optional<std::int64_t> count_in(const http::fields& headers, const std::string& name) {
  const auto field = headers.get(name);
  if (!field) return std::nullopt;
  const auto text = trimmed(*field);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value < 0 || value > max_count) return std::nullopt;
  return value;
}

rate_bucket bucket_in(const http::fields& headers, std::string_view what) {
  rate_bucket bucket;
  const std::string suffix(what);
  bucket.limit = count_in(headers, "x-ratelimit-limit-" + suffix);
  bucket.remaining = count_in(headers, "x-ratelimit-remaining-" + suffix);
  if (const auto field = headers.get("x-ratelimit-reset-" + suffix))
    bucket.reset = parse_go_duration(trimmed(*field));
  const bool no_limit = bucket.limit && *bucket.limit == 0;
  const bool contradiction = bucket.limit && bucket.remaining && *bucket.remaining > *bucket.limit;
  if (no_limit || contradiction) return {};
  if (!bucket.limit && !bucket.remaining) return {};
  return bucket;
}

}  // namespace

std::optional<std::chrono::nanoseconds> parse_go_duration(std::string_view text) {
  if (text == "0") return std::chrono::nanoseconds(0);
  if (text.empty() || text.size() > 64) return std::nullopt;
  double total = 0;
  while (!text.empty()) {
    double number = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    // from_chars takes "-", "inf" and "nan" too; a Go duration starts with a digit or a point.
    const bool digit = text[0] == '.' || (text[0] >= '0' && text[0] <= '9');
    if (error != std::errc() || !digit) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto unit = take_unit(text);
    if (!unit) return std::nullopt;
    total += number * *unit;
    if (!(total <= max_duration_ns)) return std::nullopt;
  }
  return std::chrono::nanoseconds(std::llround(total));
}

rate_headers parse_rate_headers(const http::fields& headers) {
  rate_headers found;
  found.requests = bucket_in(headers, "requests");
  found.tokens = bucket_in(headers, "tokens");
  found.project_tokens = bucket_in(headers, "project-tokens");
  return found;
}

}  // namespace parley::wire
