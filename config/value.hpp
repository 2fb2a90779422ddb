// A setting's value as a source wrote it, and the same value as each type wants it.
// Must not know: which settings exist, TOML's library.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/errors.hpp"

namespace parley {

/// From the environment or a flag: text whose type only the setting knows ("7", "true", "30s").
struct untyped_text {
  std::string text;
};
/// Something no setting takes: "a list", "a table", "a date". Shown in the message.
struct unusable_value {
  std::string what;
};
using raw_value =
    std::variant<std::int64_t, double, bool, std::string, untyped_text, unusable_value>;

/// As a person wrote it, for messages; at most 60 characters.
std::string shown(const raw_value& value);

/// Errors: invalid_config, "found X, expected Y", where `expected` is the Y.
result<std::int64_t> as_integer(const raw_value& value, std::int64_t low, std::int64_t high,
                                const std::string& expected);
result<double> as_number(const raw_value& value, double low, double high,
                         const std::string& expected);
result<bool> as_boolean(const raw_value& value);
result<std::string> as_text(const raw_value& value, const std::string& expected);
/// Text with a unit, or a number of seconds.
result<std::chrono::milliseconds> as_duration(const raw_value& value, std::chrono::milliseconds low,
                                              std::chrono::milliseconds high,
                                              const std::string& expected);

failure wrong_value(const raw_value& value, const std::string& expected);

/// As TOML writes it: `"say \"hi\""`.
std::string toml_text(std::string_view text);
/// Shortest form, always readable as a TOML float or integer: "0.3", "12", "1e+16".
std::string toml_number(double value);

}  // namespace parley
