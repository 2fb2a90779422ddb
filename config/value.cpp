#include "config/value.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

#include "config/loader.hpp"

namespace parley {
namespace {

using std::chrono::milliseconds;

template <class Number>
std::optional<Number> whole_text_as(std::string_view text) {
  Number value{};
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string shorten(const std::string& text) {
  if (text.size() <= 60) return text;
  std::size_t end = 57;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

}  // namespace

std::string shown(const raw_value& value) {
  struct visitor {
    std::string operator()(std::int64_t v) const { return std::to_string(v); }
    std::string operator()(double v) const { return toml_number(v); }
    std::string operator()(bool v) const { return v ? "true" : "false"; }
    std::string operator()(const std::string& v) const { return toml_text(shorten(v)); }
    std::string operator()(const untyped_text& v) const { return toml_text(shorten(v.text)); }
    std::string operator()(const unusable_value& v) const { return v.what; }
  };
  return std::visit(visitor{}, value);
}

failure wrong_value(const raw_value& value, const std::string& expected) {
  return fail(failure_code::invalid_config,
              fmt::format("found {}, expected {}", shown(value), expected));
}

result<std::int64_t> as_integer(const raw_value& value, std::int64_t low, std::int64_t high,
                                const std::string& expected) {
  std::optional<std::int64_t> number;
  if (const auto* exact = std::get_if<std::int64_t>(&value)) number = *exact;
  if (const auto* text = std::get_if<untyped_text>(&value))
    number = whole_text_as<std::int64_t>(text->text);
  if (!number || *number < low || *number > high) return wrong_value(value, expected);
  return *number;
}

result<double> as_number(const raw_value& value, double low, double high,
                         const std::string& expected) {
  std::optional<double> number;
  if (const auto* exact = std::get_if<double>(&value)) number = *exact;
  if (const auto* exact = std::get_if<std::int64_t>(&value)) number = static_cast<double>(*exact);
  if (const auto* text = std::get_if<untyped_text>(&value))
    number = whole_text_as<double>(text->text);
  // Written so that "not a number" fails too.
  if (!number || !(*number >= low && *number <= high)) return wrong_value(value, expected);
  return *number == 0 ? 0.0 : *number;  // no negative zero
}

result<bool> as_boolean(const raw_value& value) {
  if (const auto* exact = std::get_if<bool>(&value)) return *exact;
  if (const auto* text = std::get_if<untyped_text>(&value)) {
    if (text->text == "true") return true;
    if (text->text == "false") return false;
  }
  return wrong_value(value, "true or false");
}

result<std::string> as_text(const raw_value& value, const std::string& expected) {
  if (const auto* exact = std::get_if<std::string>(&value)) return *exact;
  if (const auto* text = std::get_if<untyped_text>(&value)) return text->text;
  return wrong_value(value, expected);
}

result<milliseconds> as_duration(const raw_value& value, milliseconds low, milliseconds high,
                                 const std::string& expected) {
  std::optional<milliseconds> found;
  std::string text;
  if (const auto* written = std::get_if<std::string>(&value)) text = *written;
  if (const auto* written = std::get_if<untyped_text>(&value)) text = written->text;
  if (std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value))
    text = shown(value);
  if (const auto parsed = parse_duration(text)) found = *parsed;
  if (!found || *found < low || *found > high) return wrong_value(value, expected);
  return *found;
}

std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += '\\', out += c;
    else if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (byte < 0x20 || byte == 0x7F)
      out += fmt::format("\\u{:04X}", byte);
    else
      out += c;
  }
  return out + '"';
}

std::string toml_number(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return fmt::format("{}", value);
}

}  // namespace parley
