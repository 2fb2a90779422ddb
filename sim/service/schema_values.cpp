#include "sim/service/schema_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "base/json.hpp"
#include "sim/service/field_reader.hpp"
#include "sim/service/pattern_text.hpp"

namespace parley::sim::service {
namespace {

constexpr std::array<std::string_view, 24> words{
    "amber", "bridge", "calm",  "delta",  "early",  "field",  "garden",  "harbor",
    "ideal", "joint",  "keen",  "light",  "market", "north",  "orchard", "plain",
    "quiet", "river",  "stone", "timber", "usual",  "valley", "window",  "yearly"};
constexpr std::size_t longest_string = 16'384;
constexpr int most_tries = 100;
constexpr int most_steps_to_whole = 10'000;

std::string some_words(random_stream& random, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += ' ';
    text += words[random.below(words.size())];
  }
  return text;
}

std::optional<double> bound(const json::object& schema, std::string_view name) {
  const auto* value = schema.if_contains(name);
  if (!value || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

std::optional<std::string> formatted(std::string_view format, random_stream& random) {
  const auto n = [&](std::uint64_t below) { return random.below(below); };
  const auto date = [&] {
    return fmt::format("20{:02}-{:02}-{:02}", 10 + n(20), 1 + n(12), 1 + n(28));
  };
  const auto time = [&] { return fmt::format("{:02}:{:02}:{:02}Z", n(24), n(60), n(60)); };
  const auto word = [&] { return words[n(words.size())]; };
  if (format == "date") return date();
  if (format == "time") return time();
  if (format == "date-time") return date() + "T" + time();
  if (format == "duration") return fmt::format("P{}DT{}H", n(30), n(24));
  if (format == "email") return fmt::format("{}.{}@example.com", word(), word());
  if (format == "hostname") return fmt::format("{}.example.com", word());
  if (format == "ipv4") return fmt::format("192.0.2.{}", 1 + n(254));
  if (format == "ipv6") return fmt::format("2001:db8::{:x}", 1 + n(65'535));
  if (format == "uri") return fmt::format("https://example.com/{}/{}", word(), n(1'000));
  if (format == "uuid")
    return fmt::format("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", n(1ull << 32), n(1 << 16),
                       n(1 << 12), n(1 << 12), n(1ull << 48));
  return std::nullopt;
}

}  // namespace

std::string made_up_string(const boost::json::object& schema, random_stream& random) {
  const auto limit = [&](std::string_view name, std::size_t otherwise) {
    const auto value = bound(schema, name);
    if (!value || *value < 0) return otherwise;
    return static_cast<std::size_t>(std::min(*value, static_cast<double>(longest_string)));
  };
  const auto least = limit("minLength", 0);
  const auto most = limit("maxLength", longest_string);
  if (const auto* pattern = schema.if_contains("pattern"); pattern && pattern->is_string()) {
    auto text = text_for_pattern(as_view(*pattern), random);
    // Lengths beside a pattern: another try may have them.
    for (int i = 0; text && (text->size() < least || text->size() > most) && i < most_tries; ++i)
      text = text_for_pattern(as_view(*pattern), random);
    if (text) return *text;
  }
  if (const auto* format = schema.if_contains("format"); format && format->is_string())
    if (auto text = formatted(as_view(*format), random)) return *text;
  std::string text = some_words(random, 2 + random.below(4));
  while (text.size() < least) text += ' ' + some_words(random, 1);
  if (text.size() > most) text.resize(most);
  // A space at the cut would look careless; a letter keeps the length.
  if (!text.empty() && text.back() == ' ') text.back() = 's';
  return text;
}

namespace {

struct interval {
  std::optional<double> low, high, over, under;  // two closed bounds and two open ones
  double from = 0, to = 0;                       // where values are sought

  explicit interval(const json::object& schema)
      : low(bound(schema, "minimum")),
        high(bound(schema, "maximum")),
        over(bound(schema, "exclusiveMinimum")),
        under(bound(schema, "exclusiveMaximum")) {
    if (over && (!low || *over >= *low)) low = over;
    if (under && (!high || *under <= *high)) high = under;
    from = low ? *low : (high ? std::min(0.0, *high - 100) : 0);
    to = high ? *high : std::max(100.0, from + 100);
  }
  bool holds(double value) const {
    return (!low || value >= *low) && (!high || value <= *high) && (!over || value > *over) &&
           (!under || value < *under);
  }
};

// Of whole numbers only those count that are multiples of a fractional step: of 1.5 the threes.
double whole_step(double step) {
  for (int n = 1; n <= most_steps_to_whole; ++n)
    if (const double multiple = std::round(n * step); std::abs(multiple - n * step) < 1e-9)
      return multiple;
  return 1;
}

double multiple_inside(const interval& range, double step, random_stream& random) {
  double first = std::ceil(range.from / step), last = std::floor(range.to / step);
  if (range.over && first * step <= *range.over) ++first;
  if (range.under && last * step >= *range.under) --last;
  if (!(last - first >= 0)) return (range.low ? first : last) * step;  // also when it is no number
  const auto count = static_cast<std::uint64_t>(std::min(last - first, 1e6)) + 1;
  double value = 0;
  // A hundredth is no binary number: seven of them divided by one are more than seven. Values for
  // which the plain division comes out even please validators that do no better.
  for (int i = 0; i < most_tries; ++i) {
    const auto n = first + static_cast<double>(random.below(count));
    value = std::strtod(fmt::format("{:.15g}", n * step).c_str(), nullptr);
    if (value / step == n) break;
  }
  return value;
}

}  // namespace

std::string made_up_number(const boost::json::object& schema, bool whole, random_stream& random) {
  const interval range(schema);
  auto step = bound(schema, "multipleOf");
  if (step && *step <= 0) step.reset();
  if (whole) step = step ? whole_step(*step) : 1;
  if (step) {
    const double value = multiple_inside(range, *step, random);
    if (std::abs(value) < 9e15 && value == std::floor(value))
      return fmt::format("{}", static_cast<std::int64_t>(value));
    return number_text(value);
  }
  // Two decimals read well; where the interval is too narrow for them, its middle will do.
  const double value = std::round(random.uniform(range.from, range.to) * 100) / 100;
  return number_text(range.holds(value) ? value : range.from + (range.to - range.from) / 2);
}

}  // namespace parley::sim::service
