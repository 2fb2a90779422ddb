#include "net/wire/retry_after.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace parley::wire {
namespace {

std::optional<int> number_at(std::string_view text, std::size_t from, std::size_t count) {
  int value = 0;
  for (std::size_t i = from; i < from + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

std::optional<unsigned> month_named(std::string_view name) {
  constexpr std::array<std::string_view, 12> names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (unsigned i = 0; i < names.size(); ++i)
    if (names[i] == name) return i + 1;
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> milliseconds_of(std::string_view text, double unit_ms) {
  constexpr double longest_ms = 400.0 * 24 * 3600 * 1000;
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  const double ms = value * unit_ms;
  if (!(ms <= longest_ms)) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(ms)));
}

}  // namespace

std::optional<std::chrono::system_clock::time_point> parse_http_date(std::string_view text) {
  // 0    5  8   12   17 20 23 26
  // Sun, 06 Nov 1994 08:49:37 GMT
  if (text.size() != 29 || text.substr(25) != " GMT" || text.substr(3, 2) != ", ")
    return std::nullopt;
  if (text[7] != ' ' || text[11] != ' ' || text[16] != ' ' || text[19] != ':' || text[22] != ':')
    return std::nullopt;
  const auto day = number_at(text, 5, 2), year = number_at(text, 12, 4);
  const auto hour = number_at(text, 17, 2), minute = number_at(text, 20, 2),
             second = number_at(text, 23, 2);
  const auto month = month_named(text.substr(8, 3));
  if (!day || !year || !hour || !minute || !second || !month) return std::nullopt;
  // Later years overflow system_clock's nanoseconds.
  if (*year < 1970 || *year > 2200) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

std::optional<std::chrono::milliseconds> parse_retry_after(
    const http::fields& headers, std::chrono::system_clock::time_point wall_now) {
  if (const auto field = headers.get("retry-after-ms"))
    if (const auto wait = milliseconds_of(*field, 1)) return wait;
  const auto field = headers.get("retry-after");
  if (!field) return std::nullopt;
  if (const auto wait = milliseconds_of(*field, 1000)) return wait;
  const auto when = parse_http_date(*field);
  if (!when) return std::nullopt;
  auto from = wall_now;
  if (const auto date = headers.get("date"))
    if (const auto theirs = parse_http_date(*date)) from = *theirs;
  const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(*when - from);
  if (wait > std::chrono::hours(24 * 400)) return std::nullopt;
  return std::max(wait, std::chrono::milliseconds(0));
}

}  // namespace parley::wire
