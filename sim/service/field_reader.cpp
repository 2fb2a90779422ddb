#include "sim/service/field_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parser.hpp>

#include "base/json.hpp"

namespace parley::sim::service {

checked<std::shared_ptr<const boost::json::value>> parse_body(std::string_view bytes) {
  json::parse_options options;
  options.max_depth = max_body_depth;
  // One arena a request: the tree is read, never changed, and freed at once. It is released by the
  // last value that uses it.
  auto storage = json::make_shared_resource<json::monotonic_resource>(
      std::clamp<std::size_t>(bytes.size() * 2, 1024, 65'536));
  unsigned char scratch[2048];
  json::parser parser({}, options, scratch);
  parser.reset(storage);
  json::error_code ec;
  parser.write(bytes.data(), bytes.size(), ec);
  if (ec) return not_json();
  auto document = std::make_shared<const json::value>(parser.release());
  if (!document->is_object()) return not_json();
  return std::shared_ptr<const json::value>(std::move(document));
}

std::string_view kind_name(const boost::json::value& value) {
  switch (value.kind()) {
    case json::kind::string:
      return "a string";
    case json::kind::int64:
    case json::kind::uint64:
      return "an integer";
    case json::kind::double_:
      return "a decimal number";
    case json::kind::bool_:
      return "a boolean";
    case json::kind::array:
      return "an array";
    case json::kind::object:
      return "an object";
    case json::kind::null:
      return "null";
  }
  return "null";
}

std::string_view as_view(const boost::json::value& string_value) {
  const auto& text = string_value.get_string();
  return {text.data(), text.size()};
}

std::string_view text_of(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? as_view(*value) : std::string_view{};
}

std::string field_reader::path_of(std::string_view name) const {
  return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
}

const boost::json::value* field_reader::find(std::string_view name) const {
  return object_.if_contains(name);
}

const boost::json::value* field_reader::present(std::string_view name) const {
  if (error_) return nullptr;
  const auto* value = object_.if_contains(name);
  return value && !value->is_null() ? value : nullptr;
}

void field_reader::boolean(std::string_view name, bool& into) {
  const auto* value = present(name);
  if (!value) return;
  if (!value->is_bool())
    return complain(invalid_type(path_of(name), "a boolean", kind_name(*value)));
  into = value->get_bool();
}

void field_reader::decimal(std::string_view name, double low, double high, double& into) {
  const auto* value = present(name);
  if (!value) return;
  if (!value->is_number())
    return complain(invalid_type(path_of(name), "a decimal", kind_name(*value)));
  const double number = value->to_number<double>();
  const auto out_of_bounds = [&](std::string_view word, std::string_view relation, double bound) {
    const auto path = path_of(name);
    complain(invalid_request(
        fmt::format("Invalid '{}': decimal {} value. Expected a value {} {}, but got {} instead.",
                    path, word, relation, number_text(bound), number_text(number)),
        path,
        fmt::format("decimal_{}_value", word.substr(0, 5) == "above" ? "above_max" : "below_min")));
  };
  if (number > high) return out_of_bounds("above maximum", "<=", high);
  if (number < low) return out_of_bounds("below minimum", ">=", low);
  into = number;
}

void field_reader::integer(std::string_view name, integer_bounds bounds,
                           std::optional<std::int64_t>& into) {
  const auto* value = present(name);
  if (!value) return;
  const auto path = path_of(name);
  if (!value->is_int64() && !value->is_uint64())
    return complain(invalid_type(path, "an integer", kind_name(*value)));
  boost::system::error_code ec;
  const auto number = value->to_number<std::int64_t>(ec);
  if (ec || (bounds.high && number > *bounds.high))
    return complain(invalid_request(
        fmt::format("Invalid '{}': integer above maximum value. Expected a value <= {}, but got {} "
                    "instead.",
                    path, bounds.high.value_or(INT64_MAX), json::serialize(*value)),
        path, "integer_above_max_value"));
  if (number < bounds.low)
    return complain(invalid_request(
        fmt::format("Invalid '{}': integer below minimum value. Expected a value >= {}, but got {} "
                    "instead.",
                    path, bounds.low, number),
        path, "integer_below_min_value"));
  into = number;
}

void field_reader::string(std::string_view name, std::optional<std::string>& into,
                          std::size_t limit) {
  const auto* value = present(name);
  if (!value) return;
  if (!value->is_string())
    return complain(invalid_type(path_of(name), "a string", kind_name(*value)));
  const auto text = as_view(*value);
  if (limit > 0 && text.size() > limit)
    return complain(string_too_long(path_of(name), limit, text.size()));
  into = std::string(text);
}

void field_reader::one_of(std::string_view name, std::span<const std::string_view> allowed,
                          std::optional<std::string>& into) {
  std::optional<std::string> text;
  string(name, text);
  if (!text || error_) return;
  if (std::find(allowed.begin(), allowed.end(), *text) == allowed.end())
    return complain(invalid_value(path_of(name), *text, listed(allowed)));
  into = std::move(text);
}

const boost::json::object* field_reader::object(std::string_view name) {
  const auto* value = present(name);
  if (!value) return nullptr;
  if (const auto* found = value->if_object()) return found;
  complain(invalid_type(path_of(name), "an object", kind_name(*value)));
  return nullptr;
}

const boost::json::array* field_reader::array(std::string_view name) {
  const auto* value = present(name);
  if (!value) return nullptr;
  if (const auto* found = value->if_array()) return found;
  complain(invalid_type(path_of(name), "an array", kind_name(*value)));
  return nullptr;
}

void field_reader::metadata(std::string_view name,
                            std::vector<std::pair<std::string, std::string>>& into) {
  const auto* map = object(name);
  if (!map) return;
  const auto path = path_of(name);
  if (map->size() > max_metadata_pairs)
    return complain(invalid_request(
        fmt::format("Invalid '{}': too many properties. Expected an object with at most {} "
                    "properties, but got an object with {} properties instead.",
                    path, max_metadata_pairs, map->size()),
        path, "object_above_max_properties"));
  for (const auto& pair : *map) {
    const std::string key(pair.key());
    if (key.size() > max_metadata_key)
      return complain(invalid_request(
          fmt::format("Invalid '{}': property name too long. Expected a property name with maximum "
                      "length {}, but got a property name with length {} instead.",
                      path, max_metadata_key, key.size()),
          path, "property_name_above_max_length"));
    const auto member = fmt::format("{}.{}", path, key);
    if (!pair.value().is_string())
      return complain(invalid_type(member, "a string", kind_name(pair.value())));
    const auto text = as_view(pair.value());
    if (text.size() > max_metadata_value)
      return complain(string_too_long(member, max_metadata_value, text.size()));
    into.emplace_back(key, text);
  }
}

void field_reader::only(std::span<const std::string_view> known) {
  if (error_) return;
  for (const auto& member : object_) {
    const std::string_view name(member.key());
    if (std::find(known.begin(), known.end(), name) == known.end())
      return complain(unknown_parameter(path_of(name.substr(0, 128))));
  }
}

std::string listed(std::span<const std::string_view> names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += names.size() == 2 ? " and " : i + 1 == names.size() ? ", and " : ", ";
    out += fmt::format("'{}'", names[i]);
  }
  return out;
}

}  // namespace parley::sim::service
