// Builds a row of the settings table from a field of `settings`, its type, range and meaning.
// Must not know: which settings there are.
#pragma once

#include <fmt/format.h>

#include <cctype>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "config/registry.hpp"

namespace parley::rows {

using std::chrono::milliseconds;

/// Reaches (settings.*group).*member, of a const or a mutable settings.
template <class Group, class Member>
auto at(Group settings::* group, Member Group::* member) {
  return [=](auto& all, const std::string&) -> auto& { return (all.*group).*member; };
}

template <class Field>
using field_type = std::remove_reference_t<std::invoke_result_t<Field, settings&, std::string>>;

inline setting_row described(std::string key, std::string type, std::string range,
                             std::string expected, std::string doc) {
  setting_row row;
  if (key.find('<') == std::string::npos) {
    row.info.environment = "PARLEY_";
    for (char c : key)
      row.info.environment +=
          c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  row.info.key = std::move(key);
  row.info.type = std::move(type);
  row.info.range = std::move(range);
  row.info.doc = std::move(doc);
  row.expected = std::move(expected);
  return row;
}

inline setting_row live(setting_row row) {
  row.info.live = true;
  return row;
}

template <class Field>
setting_row integer(std::string key, Field field, std::int64_t low, std::int64_t high,
                    std::string doc) {
  setting_row row =
      described(std::move(key), "integer", fmt::format("{}..{}", low, high),
                fmt::format("a whole number from {} to {}", low, high), std::move(doc));
  row.set = [=, expected = row.expected](settings& all, const std::string& name,
                                         const raw_value& value) -> result<void> {
    const auto number = as_integer(value, low, high, expected);
    if (!number) return number.error();
    field(all, name) = static_cast<field_type<Field>>(*number);
    return {};
  };
  row.get = [=](const settings& all, const std::string& name) {
    return std::to_string(field(all, name));
  };
  return row;
}

template <class Field>
setting_row number(std::string key, Field field, double low, double high, std::string doc) {
  setting_row row = described(std::move(key), "number", fmt::format("{}..{}", low, high),
                              fmt::format("a number from {} to {}", low, high), std::move(doc));
  row.set = [=, expected = row.expected](settings& all, const std::string& name,
                                         const raw_value& value) -> result<void> {
    const auto found = as_number(value, low, high, expected);
    if (!found) return found.error();
    field(all, name) = *found;
    return {};
  };
  row.get = [=](const settings& all, const std::string& name) {
    return toml_number(field(all, name));
  };
  return row;
}

template <class Field>
setting_row boolean(std::string key, Field field, std::string doc) {
  setting_row row =
      described(std::move(key), "true/false", "true | false", "true or false", std::move(doc));
  row.info.choices = {"true", "false"};
  row.set = [=](settings& all, const std::string& name, const raw_value& value) -> result<void> {
    const auto found = as_boolean(value);
    if (!found) return found.error();
    field(all, name) = *found;
    return {};
  };
  row.get = [=](const settings& all, const std::string& name) -> std::string {
    return field(all, name) ? "true" : "false";
  };
  return row;
}

template <class Field>
setting_row duration(std::string key, Field field, milliseconds low, milliseconds high,
                     std::string doc) {
  using unit = field_type<Field>;
  constexpr bool whole_seconds = std::is_same_v<unit, std::chrono::seconds>;
  const std::string from = duration_text(low), to = duration_text(high);
  setting_row row = described(std::move(key), "duration", fmt::format("{}..{}", from, to),
                              fmt::format("a duration{} from {} to {}, such as \"30s\" or \"5m\"",
                                          whole_seconds ? " of whole seconds" : "", from, to),
                              std::move(doc));
  row.set = [=, expected = row.expected](settings& all, const std::string& name,
                                         const raw_value& value) -> result<void> {
    const auto found = as_duration(value, low, high, expected);
    if (!found) return found.error();
    const auto kept = std::chrono::duration_cast<unit>(*found);
    if (kept != *found) return wrong_value(value, expected);
    field(all, name) = kept;
    return {};
  };
  row.get = [=](const settings& all, const std::string& name) {
    return toml_text(duration_text(field(all, name)));
  };
  return row;
}

using text_check = bool (*)(const std::string&);

/// Any text of at most 4096 bytes without control characters that `check` accepts.
template <class Field>
setting_row text(std::string key, Field field, std::string range, std::string expected,
                 text_check check, std::string doc) {
  setting_row row = described(std::move(key), "text", std::move(range), expected, std::move(doc));
  row.set = [=, expected = std::move(expected)](settings& all, const std::string& name,
                                                const raw_value& value) -> result<void> {
    const auto found = as_text(value, expected);
    if (!found) return found.error();
    for (char c : *found)
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
        return wrong_value(value, expected + ", without control characters");
    if (found->size() > 4096 || (check && !check(*found))) return wrong_value(value, expected);
    field(all, name) = *found;
    return {};
  };
  row.get = [=](const settings& all, const std::string& name) {
    return toml_text(field(all, name));
  };
  return row;
}

/// One of a few words. A near miss is told which word was probably meant.
template <class Field>
setting_row choice(std::string key, Field field, std::vector<std::string> words, std::string doc) {
  std::string range, expected = "one of ";
  for (const std::string& word : words) {
    range += (range.empty() ? "" : " | ") + toml_text(word);
    expected += (&word == &words.front() ? "" : ", ") + toml_text(word);
  }
  setting_row row = described(std::move(key), "text", std::move(range), expected, std::move(doc));
  row.info.choices = words;
  row.set = [=, words = std::move(words)](settings& all, const std::string& name,
                                          const raw_value& value) -> result<void> {
    const auto found = as_text(value, expected);
    if (!found) return found.error();
    for (const std::string& word : words) {
      if (*found != word) continue;
      field(all, name) = word;
      return {};
    }
    const auto meant = nearest_name(*found, words);
    return wrong_value(
        value, meant ? fmt::format("{}; did you mean {}?", expected, toml_text(*meant)) : expected);
  };
  row.get = [=](const settings& all, const std::string& name) {
    return toml_text(field(all, name));
  };
  return row;
}

}  // namespace parley::rows
