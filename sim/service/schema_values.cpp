#include "sim/service/schema_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
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
  if (const auto* pattern = schema.if_contains("pattern"); pattern && pattern->is_string())
    if (auto text = text_for_pattern(as_view(*pattern), random)) return *text;
  if (const auto* format = schema.if_contains("format"); format && format->is_string())
    if (auto text = formatted(as_view(*format), random)) return *text;
  std::string text = some_words(random, 2 + random.below(4));
  const auto limit = [&](std::string_view name, std::size_t otherwise) {
    const auto value = bound(schema, name);
    if (!value || *value < 0) return otherwise;
    return static_cast<std::size_t>(std::min(*value, static_cast<double>(longest_string)));
  };
  const auto least = limit("minLength", 0);
  const auto most = limit("maxLength", longest_string);
  while (text.size() < least) text += ' ' + some_words(random, 1);
  if (text.size() > most) text.resize(most);
  // A space at the cut would look careless; a letter keeps the length.
  if (!text.empty() && text.back() == ' ') text.back() = 's';
  return text;
}

std::string made_up_number(const boost::json::object& schema, bool whole, random_stream& random) {
  auto low = bound(schema, "minimum");
  auto high = bound(schema, "maximum");
  const auto over = bound(schema, "exclusiveMinimum");
  const auto under = bound(schema, "exclusiveMaximum");
  auto step = bound(schema, "multipleOf");
  if (step && *step <= 0) step.reset();
  if (whole && !step) step = 1;
  if (whole && step && *step != std::floor(*step)) step = 1;
  if (over && (!low || *over >= *low)) low = over;
  if (under && (!high || *under <= *high)) high = under;
  const double from = low ? *low : (high ? std::min(0.0, *high - 100) : 0);
  const double to = high ? *high : std::max(100.0, from + 100);
  if (step) {
    double first = std::ceil(from / *step), last = std::floor(to / *step);
    if (over && first * *step <= *over) ++first;
    if (under && last * *step >= *under) --last;
    const double span = std::clamp(last - first, 0.0, 1e6);
    const double value =
        (first + static_cast<double>(random.below(static_cast<std::uint64_t>(span) + 1))) * *step;
    if (std::abs(value) < 9e15 && value == std::floor(value))
      return fmt::format("{}", static_cast<std::int64_t>(value));
    return number_text(value);
  }
  // Two decimals read well; where the interval is too narrow for them, its middle will do.
  const double value = std::round(random.uniform(from, to) * 100) / 100;
  const bool inside =
      value >= from && value <= to && (!over || value > *over) && (!under || value < *under);
  return number_text(inside ? value : from + (to - from) / 2);
}

}  // namespace parley::sim::service
