// The journal's timestamps as a number of milliseconds.
#include <charconv>
#include <chrono>

#include "output/exports/export_row.hpp"

namespace parley {
namespace {

/// The digits at `from`; nothing when anything else stands there.
std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
  if (text.size() < from + count) return std::nullopt;
  const std::string_view part = text.substr(from, count);
  if (part.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  int out = 0;
  std::from_chars(part.data(), part.data() + part.size(), out);
  return out;
}

bool has_marks(std::string_view text) {
  return text.size() >= 20 && text[4] == '-' && text[7] == '-' && text[10] == 'T' &&
         text[13] == ':' && text[16] == ':' && text.back() == 'Z' &&
         (text.size() == 20 || (text.size() == 24 && text[19] == '.'));
}

}  // namespace

std::optional<std::int64_t> milliseconds_of(std::string_view timestamp) {
  using namespace std::chrono;
  if (!has_marks(timestamp)) return std::nullopt;
  const auto year_number = digits(timestamp, 0, 4), month_number = digits(timestamp, 5, 2);
  const auto day_number = digits(timestamp, 8, 2), hour = digits(timestamp, 11, 2);
  const auto minute = digits(timestamp, 14, 2), second = digits(timestamp, 17, 2);
  const auto fraction = timestamp.size() == 24 ? digits(timestamp, 20, 3) : std::optional<int>(0);
  if (!year_number || !month_number || !day_number || !hour || !minute || !second || !fraction)
    return std::nullopt;
  const year_month_day date{year(*year_number), month(static_cast<unsigned>(*month_number)),
                            day(static_cast<unsigned>(*day_number))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const auto when = sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second);
  return duration_cast<milliseconds>(when.time_since_epoch()).count() + *fraction;
}

}  // namespace parley
