#include "config/clock_time.hpp"

#include <ctime>

#include "config/loader.hpp"

namespace parley {
namespace {

using std::chrono::system_clock;

/// Takes exactly `digits` digits off the front, a number up to `most`.
bool take(std::string_view& text, int digits, int most, int& out) {
  out = 0;
  for (int i = 0; i < digits; ++i) {
    if (text.empty() || text.front() < '0' || text.front() > '9') return false;
    out = out * 10 + (text.front() - '0');
    text.remove_prefix(1);
  }
  return out <= most;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

bool take_time(std::string_view& text, std::tm& out) {
  if (!take(text, 2, 23, out.tm_hour) || !take(text, ":") || !take(text, 2, 59, out.tm_min))
    return false;
  return !take(text, ":") || take(text, 2, 59, out.tm_sec);
}

bool take_date(std::string_view& text, std::tm& out) {
  if (!take(text, 4, 9999, out.tm_year) || !take(text, "-") || !take(text, 2, 12, out.tm_mon) ||
      !take(text, "-") || !take(text, 2, 31, out.tm_mday))
    return false;
  if (out.tm_year < 1970 || out.tm_mon == 0 || out.tm_mday == 0) return false;
  out.tm_year -= 1900;
  out.tm_mon -= 1;
  return true;
}

}  // namespace

std::optional<system_clock::time_point> parse_clock_time(std::string_view text,
                                                         system_clock::time_point now) {
  if (text.starts_with('+')) {
    const auto from_now = parse_duration(text.substr(1));
    if (!from_now || from_now->count() <= 0) return std::nullopt;
    return now + *from_now;
  }
  std::tm parts{};
  parts.tm_isdst = -1;
  if (text.find('-') == std::string_view::npos) {
    const std::time_t today = system_clock::to_time_t(now);
    std::tm local{};
    localtime_r(&today, &local);
    parts.tm_year = local.tm_year, parts.tm_mon = local.tm_mon, parts.tm_mday = local.tm_mday;
    if (!take_time(text, parts) || !text.empty()) return std::nullopt;
    const int day = parts.tm_mday;
    auto when = system_clock::from_time_t(std::mktime(&parts));
    if (when > now) return when;
    parts.tm_mday = day + 1;
    parts.tm_isdst = -1;
    return system_clock::from_time_t(std::mktime(&parts));
  }
  if (!take_date(text, parts) || !take(text, "T ") || !take_time(text, parts)) return std::nullopt;
  const bool utc = take(text, "Z");
  if (!text.empty()) return std::nullopt;
  const int day = parts.tm_mday;
  const std::time_t when = utc ? ::timegm(&parts) : std::mktime(&parts);
  if (parts.tm_mday != day) return std::nullopt;  // the 31st of a shorter month
  return system_clock::from_time_t(when);
}

std::string clock_time_text(system_clock::time_point when) {
  const std::time_t seconds = system_clock::to_time_t(when);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

}  // namespace parley
