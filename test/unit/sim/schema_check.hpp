// A second opinion on whether a document fits a schema, written apart from the service's generator.
// Must not know: how documents are made.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <regex>
#include <string>

#include "base/json.hpp"

namespace parley::test {

class schema_check {
 public:
  explicit schema_check(const json::value& root) : root_(root) {}

  bool fits(const json::value& document) const { return fits(document, root_); }

 private:
  const json::value& target(const std::string& ref) const {
    if (ref == "#") return root_;
    return root_.at_pointer(std::string_view(ref).substr(1));
  }

  static std::string type_of(const json::value& value) {
    switch (value.kind()) {
      case json::kind::object:
        return "object";
      case json::kind::array:
        return "array";
      case json::kind::string:
        return "string";
      case json::kind::bool_:
        return "boolean";
      case json::kind::null:
        return "null";
      case json::kind::double_:
        return value.get_double() == std::floor(value.get_double()) ? "integer" : "number";
      default:
        return "integer";
    }
  }

  static bool has_type(const json::value& value, std::string_view wanted) {
    const auto is = type_of(value);
    return is == wanted || (wanted == "number" && is == "integer");
  }

  static double number(const json::value& schema, const char* name, double otherwise) {
    const auto* found = schema.as_object().if_contains(name);
    return found ? found->to_number<double>() : otherwise;
  }

  bool fits(const json::value& value, const json::value& schema) const {
    const auto& rules = schema.as_object();
    if (const auto* ref = rules.if_contains("$ref"))
      return fits(value, target(std::string(ref->as_string())));
    if (const auto* fixed = rules.if_contains("const"); fixed && value != *fixed) return false;
    if (const auto* list = rules.if_contains("enum")) {
      bool listed = false;
      for (const auto& one : list->as_array()) listed = listed || value == one;
      if (!listed) return false;
    }
    if (const auto* any = rules.if_contains("anyOf")) {
      for (const auto& one : any->as_array())
        if (fits(value, one)) return true;
      return false;
    }
    if (!rules.contains("type")) return rules.contains("const") || rules.contains("enum");
    const auto& type = rules.at("type");
    bool typed = type.is_string() && has_type(value, type.as_string());
    if (type.is_array())
      for (const auto& one : type.as_array()) typed = typed || has_type(value, one.as_string());
    if (!typed) return false;
    if (value.is_object()) return object_fits(value.as_object(), schema);
    if (value.is_array()) return array_fits(value.as_array(), schema);
    if (value.is_string()) return string_fits(std::string(value.as_string()), schema);
    return !value.is_number() || number_fits(value.to_number<double>(), schema);
  }

  bool object_fits(const json::object& object, const json::value& schema) const {
    const auto& properties = schema.at("properties").as_object();
    for (const auto& member : object)
      if (!properties.contains(member.key()) || !fits(member.value(), properties.at(member.key())))
        return false;
    for (const auto& name : schema.at("required").as_array())
      if (!object.contains(name.as_string())) return false;
    return true;
  }

  bool array_fits(const json::array& array, const json::value& schema) const {
    const auto size = static_cast<double>(array.size());
    if (size < number(schema, "minItems", 0) || size > number(schema, "maxItems", 1e9))
      return false;
    for (const auto& one : array)
      if (!fits(one, schema.at("items"))) return false;
    return true;
  }

  static bool string_fits(const std::string& text, const json::value& schema) {
    // Characters, not bytes.
    const auto size = static_cast<double>(std::count_if(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
    if (size < number(schema, "minLength", 0) || size > number(schema, "maxLength", 1e9))
      return false;
    const auto* format = schema.as_object().if_contains("format");
    if (format && !std::regex_match(text, form_of(std::string(format->as_string())))) return false;
    const auto* pattern = schema.as_object().if_contains("pattern");
    return !pattern || std::regex_search(text, std::regex(std::string(pattern->as_string())));
  }

  /// The nine formats of the strict subset, as RFC 3339, 5321, 1123, 4291 and 9562 have them.
  static const std::regex& form_of(const std::string& format) {
    static const std::string date = "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])";
    static const std::string time =
        "([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)";
    static const std::string label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    static const std::string byte = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    static const std::map<std::string, std::regex> forms{
        {"date", std::regex(date)},
        {"time", std::regex(time)},
        {"date-time", std::regex(date + "T" + time)},
        {"duration", std::regex("P(?=.)(\\d+Y)?(\\d+M)?(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?(\\d+S)?)?")},
        {"email", std::regex("[a-z0-9.+_-]+@" + label + "(\\." + label + ")+")},
        {"hostname", std::regex(label + "(\\." + label + ")*")},
        {"ipv4", std::regex(byte + "(\\." + byte + "){3}")},
        {"ipv6", std::regex("[0-9a-f]{1,4}(:[0-9a-f]{1,4})*::[0-9a-f]{1,4}")},
        {"uuid", std::regex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")}};
    return forms.at(format);
  }

  static bool number_fits(double value, const json::value& schema) {
    const double step = number(schema, "multipleOf", 0);
    if (step > 0 && std::abs(std::remainder(value, step)) > 1e-9) return false;
    return value >= number(schema, "minimum", -1e300) &&
           value <= number(schema, "maximum", 1e300) &&
           value > number(schema, "exclusiveMinimum", -1e300) &&
           value < number(schema, "exclusiveMaximum", 1e300);
  }

  const json::value& root_;
};

}  // namespace parley::test
