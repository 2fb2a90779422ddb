#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <cmath>

#include "config/loader.hpp"

namespace parley {
namespace {

using std::chrono::milliseconds;

struct unit {
  std::string_view name;
  double ms;
  int order;  ///< parts come largest first, each at most once
};
constexpr unit units[] = {{"h", 3'600'000, 0}, {"m", 60'000, 1}, {"s", 1000, 2}, {"ms", 1, 3}};
constexpr double longest_ms = 1e15;  // 30,000 years: far above every range, far below overflow

failure not_a_duration(std::string_view text) {
  return fail(failure_code::invalid_config,
              fmt::format("found \"{}\", expected a duration such as \"500ms\", \"30s\", \"5m\", "
                          "\"1h30m\", or a number of seconds",
                          text.substr(0, 60)));
}

/// Takes digits with at most one point off the front. -1: there is no number.
double take_number(std::string_view& rest) {
  std::size_t end = 0;
  while (end < rest.size() &&
         (std::isdigit(static_cast<unsigned char>(rest[end])) || rest[end] == '.'))
    ++end;
  double value = 0;
  const auto [stop, ec] = std::from_chars(rest.data(), rest.data() + end, value);
  if (end == 0 || ec != std::errc{} || stop != rest.data() + end) return -1;
  rest.remove_prefix(end);
  return value;
}

const unit* take_unit(std::string_view& rest) {
  std::size_t end = 0;
  while (end < rest.size() && std::isalpha(static_cast<unsigned char>(rest[end]))) ++end;
  for (const unit& each : units) {
    if (each.name != rest.substr(0, end)) continue;
    rest.remove_prefix(end);
    return &each;
  }
  return nullptr;
}

}  // namespace

result<milliseconds> parse_duration(std::string_view text) {
  std::string_view rest = text;
  double total = 0;
  int last = -1;
  if (rest.empty()) return not_a_duration(text);
  while (!rest.empty()) {
    const double value = take_number(rest);
    if (value < 0) return not_a_duration(text);
    if (rest.empty() && last == -1) {  // a bare number
      total = value * 1000;
      break;
    }
    const unit* each = take_unit(rest);
    if (!each || each->order <= last) return not_a_duration(text);
    total += value * each->ms;
    last = each->order;
  }
  if (!(total <= longest_ms)) return not_a_duration(text);
  return milliseconds(std::llround(total));
}

std::string duration_text(milliseconds value) {
  auto left = value.count();
  if (left == 0) return "0s";
  std::string out;
  if (left < 0) {  // no setting is negative, but a difference may be
    out = "-";
    left = -left;
  }
  for (const unit& each : units) {
    const auto size = static_cast<long long>(each.ms);
    if (left / size > 0) out += fmt::format("{}{}", left / size, each.name);
    left %= size;
  }
  return out;
}

}  // namespace parley
