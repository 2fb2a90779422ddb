#include "agents/object_reader.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "agents/model_text.hpp"

namespace parley {
namespace {

constexpr std::size_t named_problems = 5;
const json::array no_elements;

std::string expected_text(std::size_t least, std::size_t most) {
  return least == 0 ? fmt::format("a text of at most {} characters", most)
                    : fmt::format("a text of {} to {} characters", least, most);
}

std::string expected_number(double low, double high) {
  return fmt::format("a number from {} to {}", number_text(low), number_text(high));
}

std::optional<double> as_number(const json::value& value) {
  if (const auto* d = value.if_double()) return *d;
  if (const auto* i = value.if_int64()) return static_cast<double>(*i);
  if (const auto* u = value.if_uint64()) return static_cast<double>(*u);
  return std::nullopt;
}

}  // namespace

void json_problems::add(std::string_view pointer, std::string_view found,
                        std::string_view expected) {
  lines.push_back(fmt::format("{}: found {}, expected {}",
                              pointer.empty() ? "the whole document" : pointer, found, expected));
}

failure json_problems::as_failure(std::string_view document) const {
  std::string message = std::string(document) + ": ";
  for (std::size_t i = 0; i < lines.size() && i < named_problems; ++i) {
    if (i > 0) message += "; ";
    message += lines[i];
  }
  if (lines.size() > named_problems)
    message += fmt::format("; and {} more", lines.size() - named_problems);
  return fail(failure_code::malformed_output, std::move(message));
}

std::string describe_json(const json::value& value) {
  switch (value.kind()) {
    case json::kind::object:
      return "an object";
    case json::kind::array:
      return fmt::format("an array of {}", value.get_array().size());
    case json::kind::double_:
      return number_text(value.get_double());
    default:
      return clip(one_line(json::serialize(value)), 60);
  }
}

std::string read_text(const json::value& value, std::string_view pointer, std::size_t least,
                      std::size_t most, json_problems& problems) {
  const json::string* raw = value.if_string();
  if (raw == nullptr) {
    problems.add(pointer, describe_json(value), expected_text(least, most));
    return {};
  }
  std::string text = clean_text(std::string_view(raw->data(), raw->size()));
  const std::size_t length = code_points(text);
  if (length >= least && length <= most) return text;
  problems.add(pointer, length == 0 ? "an empty text" : fmt::format("{} characters", length),
               expected_text(least, most));
  return {};
}

double read_number(const json::value& value, std::string_view pointer, double low, double high,
                   json_problems& problems) {
  const std::optional<double> number = as_number(value);
  if (number && std::isfinite(*number) && *number >= low && *number <= high) return *number;
  problems.add(pointer, describe_json(value), expected_number(low, high));
  return low;
}

object_reader::object_reader(const json::value& value, std::string pointer, json_problems& problems)
    : object_(value.if_object()), pointer_(std::move(pointer)), problems_(problems) {
  if (object_ == nullptr) problems_.add(pointer_, describe_json(value), "an object");
}

std::string object_reader::pointer_to(std::string_view key) const {
  std::string out = pointer_ + "/";
  for (const char c : key) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

const json::value* object_reader::member(std::string_view key, std::string_view expected) {
  if (object_ == nullptr) return nullptr;  // said once, by the constructor
  const json::value* found = object_->if_contains(key);
  if (found == nullptr) problems_.add(pointer_to(key), "nothing", expected);
  return found;
}

const json::value* object_reader::find(std::string_view key) const {
  const json::value* found = object_ == nullptr ? nullptr : object_->if_contains(key);
  return found == nullptr || found->is_null() ? nullptr : found;
}

std::string object_reader::text(std::string_view key, std::size_t least, std::size_t most) {
  const json::value* found = member(key, expected_text(least, most));
  return found == nullptr ? std::string()
                          : read_text(*found, pointer_to(key), least, most, problems_);
}

std::string object_reader::text_or(std::string_view key, std::string_view otherwise,
                                   std::size_t most) {
  const json::value* found = find(key);
  return found == nullptr ? std::string(otherwise)
                          : read_text(*found, pointer_to(key), 0, most, problems_);
}

double object_reader::number(std::string_view key, double low, double high) {
  const json::value* found = member(key, expected_number(low, high));
  return found == nullptr ? low : read_number(*found, pointer_to(key), low, high, problems_);
}

std::optional<double> object_reader::number_or_null(std::string_view key, double low, double high) {
  const std::string expected = expected_number(low, high) + " or null";
  const json::value* found = member(key, expected);
  if (found == nullptr || found->is_null()) return std::nullopt;
  const std::optional<double> number = as_number(*found);
  if (number && std::isfinite(*number) && *number >= low && *number <= high) return number;
  problems_.add(pointer_to(key), describe_json(*found), expected);
  return std::nullopt;
}

std::int64_t object_reader::integer(std::string_view key, std::int64_t low, std::int64_t high) {
  const std::string expected = fmt::format("an integer from {} to {}", low, high);
  const json::value* found = member(key, expected);
  if (found == nullptr) return low;
  std::optional<std::int64_t> whole;
  if (const auto* i = found->if_int64()) whole = *i;
  if (const auto* u = found->if_uint64(); u && std::in_range<std::int64_t>(*u))
    whole = static_cast<std::int64_t>(*u);
  // Some models write 3 as 3.0. 2^53 is the last double that is surely the integer it looks like.
  if (const auto* d = found->if_double(); d && std::abs(*d) <= 9007199254740992.0)
    if (*d == std::trunc(*d)) whole = static_cast<std::int64_t>(*d);
  if (whole && *whole >= low && *whole <= high) return *whole;
  problems_.add(pointer_to(key), describe_json(*found), expected);
  return low;
}

std::int64_t object_reader::integer_or(std::string_view key, std::int64_t otherwise,
                                       std::int64_t low, std::int64_t high) {
  return find(key) == nullptr ? otherwise : integer(key, low, high);
}

bool object_reader::boolean(std::string_view key) {
  const json::value* found = member(key, "true or false");
  if (found == nullptr) return false;
  if (const bool* value = found->if_bool()) return *value;
  problems_.add(pointer_to(key), describe_json(*found), "true or false");
  return false;
}

bool object_reader::boolean_or(std::string_view key, bool otherwise) {
  return find(key) == nullptr ? otherwise : boolean(key);
}

const json::array& object_reader::array(std::string_view key, std::size_t least, std::size_t most) {
  const std::string expected = fmt::format("an array of {} to {} elements", least, most);
  const json::value* found = member(key, expected);
  if (found == nullptr) return no_elements;
  const json::array* elements = found->if_array();
  if (elements != nullptr && elements->size() >= least && elements->size() <= most)
    return *elements;
  problems_.add(pointer_to(key), describe_json(*found), expected);
  return no_elements;
}

std::vector<std::string> object_reader::texts(std::string_view key, std::size_t least,
                                              std::size_t most, std::size_t longest) {
  std::vector<std::string> out;
  const std::string pointer = pointer_to(key);
  for (const json::value& element : array(key, least, most))
    out.push_back(
        read_text(element, fmt::format("{}/{}", pointer, out.size()), 1, longest, problems_));
  return out;
}

}  // namespace parley
