#include "engine/load/lengths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/load/numbers.hpp"

namespace parley::load {
namespace {

using kind = length_distribution::kind;

bool is_length(std::optional<double> value) {
  return value && *value >= 1 && *value <= static_cast<double>(length_distribution::max_tokens);
}

std::optional<length_distribution> read(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos) {
    const auto fixed = read_number(text);
    if (!is_length(fixed) || std::floor(*fixed) != *fixed) return std::nullopt;
    return length_distribution{kind::fixed, *fixed, 0};
  }
  const auto name = text.substr(0, colon);
  const auto parts = split(text.substr(colon + 1), name == "uniform" ? '-' : ',');
  if (parts.size() != 2) return std::nullopt;
  const auto a = read_number(parts[0]), b = read_number(parts[1]);
  if (!is_length(a) || !b) return std::nullopt;
  if (name == "uniform" && is_length(b) && *a <= *b)
    return length_distribution{kind::uniform, *a, *b};
  if (name == "normal" && *b >= 0 && *b <= 1e6) return length_distribution{kind::normal, *a, *b};
  if (name == "lognormal" && *b >= 0 && *b <= 5)
    return length_distribution{kind::log_normal, *a, *b};
  return std::nullopt;
}

}  // namespace

std::int64_t length_distribution::draw(random_stream& random) const {
  double value = a;
  if (what == kind::uniform) value = random.uniform(a, b + 1);
  if (what == kind::normal) value = std::round(random.normal(a, b));
  if (what == kind::log_normal) value = std::round(random.log_normal(a, b));
  return static_cast<std::int64_t>(
      std::clamp(std::floor(value), 1.0, static_cast<double>(max_tokens)));
}

double length_distribution::mean() const {
  if (what == kind::uniform) return (a + b) / 2;
  if (what == kind::log_normal) return a * std::exp(b * b / 2);
  return a;
}

std::string length_distribution::text() const {
  switch (what) {
    case kind::uniform:
      return fmt::format("uniform:{}-{}", a, b);
    case kind::normal:
      return fmt::format("normal:{},{}", a, b);
    case kind::log_normal:
      return fmt::format("lognormal:{},{}", a, b);
    case kind::fixed:
      break;
  }
  return fmt::format("{}", a);
}

result<length_distribution> parse_lengths(std::string_view text, std::string_view option) {
  if (const auto made = read(trimmed(text))) return *made;
  return fail(failure_code::invalid_input,
              fmt::format("{} {}: expected a number of tokens from 1 to {}, or uniform:LOW-HIGH, "
                          "normal:MEAN,DEVIATION or lognormal:MEDIAN,SIGMA, e.g. lognormal:512,0.4",
                          option, text, length_distribution::max_tokens));
}

}  // namespace parley::load
