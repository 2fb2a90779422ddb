#include "output/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parley {
namespace {

constexpr std::string_view minus = "\u2212";
constexpr std::string_view nothing = "\u2013";

bool shows_negative(std::string_view digits) {
  return digits.starts_with('-') && digits.find_first_of("123456789") != std::string_view::npos;
}

std::string with_sign(double value, int decimals, bool plus) {
  if (!std::isfinite(value)) return std::string(nothing);
  const std::string digits = fmt::format("{:.{}f}", std::abs(value), decimals);
  const bool zero = digits.find_first_of("123456789") == std::string::npos;
  if (shows_negative(fmt::format("{:.{}f}", value, decimals))) return std::string(minus) + digits;
  return (plus && !zero ? "+" : "") + digits;
}

}  // namespace

std::string count_text(std::int64_t n) {
  const bool negative = n < 0;
  std::string digits = fmt::format("{}", n);
  if (negative) digits.erase(0, 1);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    // Four digits read well without help ("5400"); from five on they are grouped.
    if (i > 0 && digits.size() > 4 && (digits.size() - i) % 3 == 0) out += "\u202f";
    out += digits[i];
  }
  return negative ? std::string(minus) + out : out;
}

std::string decimal_text(double value, int decimals) {
  return with_sign(value, decimals, false);
}

std::string signed_text(double value, int decimals) {
  return with_sign(value, decimals, true);
}

std::string percent_text(double share, int decimals) {
  return decimal_text(share * 100, decimals) + "\u00a0%";
}

std::string interval_text(const estimate& value, int decimals) {
  if (value.n == 0) return std::string(nothing);
  const std::string mean = decimal_text(value.mean, decimals);
  if (!value.low || !value.high) return mean;
  const std::string low = decimal_text(*value.low, decimals);
  const std::string high = decimal_text(*value.high, decimals);
  const bool negative = low.starts_with(minus) || high.starts_with(minus);
  return fmt::format("{} ({}{}{})", mean, low, negative ? " to " : "\u2013", high);
}

estimate within(estimate value, double least, double most) {
  if (value.low) value.low = std::max(*value.low, least);
  if (value.high) value.high = std::min(*value.high, most);
  return value;
}

bool reaches_beyond(const estimate& value, double least, double most) {
  return (value.low && *value.low < least) || (value.high && *value.high > most);
}

std::string level_text(double confidence) {
  return fmt::format("{:g} %", confidence * 100);
}

std::string change_text(const estimate& value, int decimals) {
  if (value.n == 0) return std::string(nothing);
  const std::string mean = signed_text(value.mean, decimals);
  if (!value.low || !value.high) return mean;
  return fmt::format("{} ({} to {})", mean, signed_text(*value.low, decimals),
                     signed_text(*value.high, decimals));
}

std::string duration_text(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) seconds = 0;
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  if (whole < 48 * 3600) return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
  return fmt::format("{} d {} h", whole / 86400, whole % 86400 / 3600);
}

std::string money_text(double amount, std::string_view currency, bool known) {
  if (!known) return "unknown";
  const int decimals = std::abs(amount) >= 0.0995 || amount == 0 ? 2 : 4;
  return fmt::format("{} {}", decimal_text(amount, decimals), currency);
}

std::string date_text(std::string_view timestamp) {
  static constexpr std::array<std::string_view, 12> months = {
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  const auto digit = [&](std::size_t i) { return timestamp[i] >= '0' && timestamp[i] <= '9'; };
  if (timestamp.size() < 17) return std::string(timestamp);
  for (const std::size_t i : {0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15})
    if (!digit(i)) return std::string(timestamp);
  const int month = (timestamp[5] - '0') * 10 + (timestamp[6] - '0');
  const int day = (timestamp[8] - '0') * 10 + (timestamp[9] - '0');
  if (month < 1 || month > 12) return std::string(timestamp);
  return fmt::format("{} {} {}, {} UTC", day, months[static_cast<std::size_t>(month - 1)],
                     timestamp.substr(0, 4), timestamp.substr(11, 5));
}

evidence evidence_of(const estimate& change) {
  if (!change.low || !change.high) return evidence::no_interval;
  if (*change.low > 0) return evidence::increase;
  if (*change.high < 0) return evidence::decrease;
  return evidence::no_difference;
}

std::string_view evidence_text(evidence found, bool lower_is_better) {
  switch (found) {
    case evidence::no_interval:
      return "too few to say";
    case evidence::no_difference:
      return "no difference shown";
    case evidence::increase:
      return lower_is_better ? "worse" : "better";
    case evidence::decrease:
      return lower_is_better ? "better" : "worse";
  }
  return "too few to say";
}

std::string_view label(conversation_end end) {
  switch (end) {
    case conversation_end::max_turns:
      return "every turn used";
    case conversation_end::customer_left:
      return "customer ended it";
    case conversation_end::repeated_negativity:
      return "kept being negative";
    case conversation_end::silence:
      return "no answer";
    case conversation_end::invalid:
      return "invalid reply";
    case conversation_end::failed:
      return "call failed";
  }
  return "call failed";
}

}  // namespace parley
