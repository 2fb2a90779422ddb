#include "sim/service/schema_rules.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "base/json.hpp"
#include "sim/service/field_reader.hpp"

namespace parley::sim::service {
namespace {

constexpr std::array<std::string_view, 19> unsupported{"allOf",
                                                       "oneOf",
                                                       "not",
                                                       "if",
                                                       "then",
                                                       "else",
                                                       "contains",
                                                       "dependentRequired",
                                                       "maxContains",
                                                       "maxProperties",
                                                       "minContains",
                                                       "dependentSchemas",
                                                       "minProperties",
                                                       "prefixItems",
                                                       "propertyNames",
                                                       "patternProperties",
                                                       "uniqueItems",
                                                       "unevaluatedItems",
                                                       "unevaluatedProperties"};
constexpr std::array<std::string_view, 9> known_formats{
    "date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"};
constexpr std::array<std::string_view, 7> known_types{"object",  "array",   "string", "number",
                                                      "integer", "boolean", "null"};

// Walks a schema once. `context` is the path that the API's messages show.
class rule_walk {
 public:
  explicit rule_walk(const json::object& root) : root_(root) {}

  std::optional<std::string> run() {
    const auto* type = root_.if_contains("type");
    if (root_.contains("anyOf") || (root_.contains("enum") && !type))
      return "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"None\"'.";
    if (!root_.contains("$ref") && (!type || !type->is_string() || as_view(*type) != "object"))
      return fmt::format("schema must be a JSON Schema of 'type: \"object\"', got 'type: {}'.",
                         type ? json::serialize(*type) : "\"None\"");
    visit(root_, 1);
    for (const std::string_view defs : {"$defs", "definitions"})
      if (const auto* named = root_.if_contains(defs); named && named->is_object())
        for (const auto& member : named->get_object())
          nested({std::string(defs), std::string(member.key())}, member.value(), 1);
    if (!problem_ && properties_ > max_schema_properties)
      problem_ = fmt::format("Schema has {} properties; at most {} are allowed.", properties_,
                             max_schema_properties);
    if (!problem_ && text_ > max_schema_text)
      problem_ =
          fmt::format("Schema has {} characters of names and values; at most {} are allowed.",
                      text_, max_schema_text);
    return std::move(problem_);
  }

 private:
  void complain(std::string_view what) {
    if (problem_) return;
    std::string context;
    for (const auto& step : context_)
      context += fmt::format("{}'{}'", context.empty() ? "" : ", ", step);
    if (context_.size() == 1) context += ",";
    problem_ = fmt::format("In context=({}), {}", context, what);
  }

  void nested(std::vector<std::string> steps, const json::value& schema, std::size_t depth) {
    if (problem_) return;
    context_.insert(context_.end(), steps.begin(), steps.end());
    if (const auto* object = schema.if_object())
      visit(*object, depth);
    else
      complain(
          fmt::format("schema must be an object, got {}.", json::serialize(schema).substr(0, 40)));
    context_.resize(context_.size() - steps.size());
  }

  void visit(const json::object& schema, std::size_t depth) {
    if (depth > max_schema_nesting)
      return complain(
          fmt::format("schema exceeds the maximum nesting depth of {}.", max_schema_nesting));
    for (const auto word : unsupported)
      if (schema.contains(word)) return complain(fmt::format("'{}' is not permitted.", word));
    if (const auto* format = schema.if_contains("format"); format && !is_known_format(*format))
      return complain(fmt::format("{} is not a valid format.",
                                  format->is_string()
                                      ? fmt::format("'{}'", as_view(*format).substr(0, 40))
                                      : json::serialize(*format).substr(0, 40)));
    if (const auto* ref = schema.if_contains("$ref")) return check_reference(*ref);
    if (const auto* any = schema.if_contains("anyOf")) return check_any(*any, depth);
    if (const auto* value = schema.if_contains("const")) {
      text_ += json::serialize(*value).size();
      return;
    }
    if (const auto* values = schema.if_contains("enum")) return check_enum(*values);
    const auto* type = schema.if_contains("type");
    if (!type) return complain("schema must have a 'type' key.");
    if (has_type(*type, "object")) check_object(schema, depth);
    if (has_type(*type, "array")) {
      const auto* items = schema.if_contains("items");
      if (!items) return complain("array schema missing items.");
      nested({"items"}, *items, depth + 1);
    }
  }

  static bool is_known_format(const json::value& format) {
    return format.is_string() && std::find(known_formats.begin(), known_formats.end(),
                                           as_view(format)) != known_formats.end();
  }

  bool has_type(const json::value& type, std::string_view wanted) {
    const auto check = [&](const json::value& one) {
      if (!one.is_string() ||
          std::find(known_types.begin(), known_types.end(), as_view(one)) == known_types.end()) {
        complain(fmt::format("{} is not a valid type.", json::serialize(one).substr(0, 40)));
        return false;
      }
      return as_view(one) == wanted;
    };
    const auto* several = type.if_array();
    if (!several) return check(type);
    bool found = false;
    for (const auto& one : *several) found = check(one) || found;
    return found;
  }

  void check_object(const json::object& schema, std::size_t depth) {
    const auto* more = schema.if_contains("additionalProperties");
    if (!more || !more->is_bool() || more->get_bool())
      return complain("'additionalProperties' is required to be supplied and to be false.");
    const auto* properties = schema.if_contains("properties");
    if (!properties) return;
    if (!properties->is_object()) return complain("'properties' must be an object.");
    const auto* required = schema.if_contains("required");
    for (const auto& member : properties->get_object()) {
      ++properties_;
      text_ += member.key().size();
      if (!lists(required, member.key()))
        return complain(
            fmt::format("'required' is required to be supplied and to be an array "
                        "including every key in properties. Missing '{}'.",
                        std::string_view(member.key()).substr(0, 128)));
    }
    if (required && required->is_array())
      for (const auto& name : required->get_array())
        if (!name.is_string() || !properties->get_object().contains(as_view(name)))
          return complain(fmt::format("'required' includes {} which is not in 'properties'.",
                                      json::serialize(name).substr(0, 128)));
    for (const auto& member : properties->get_object())
      nested({"properties", std::string(member.key())}, member.value(), depth + 1);
  }

  static bool lists(const json::value* required, std::string_view name) {
    if (!required || !required->is_array()) return false;
    for (const auto& one : required->get_array())
      if (one.is_string() && as_view(one) == name) return true;
    return false;
  }

  void check_any(const json::value& any, std::size_t depth) {
    const auto* options = any.if_array();
    if (!options || options->empty()) return complain("'anyOf' must be a non-empty array.");
    for (std::size_t i = 0; i < options->size(); ++i)
      nested({"anyOf", std::to_string(i)}, (*options)[i], depth);
  }

  void check_enum(const json::value& values) {
    const auto* list = values.if_array();
    if (!list || list->empty()) return complain("'enum' must be a non-empty array.");
    enum_values_ += list->size();
    std::size_t length = 0;
    for (const auto& value : *list) length += value.is_string() ? as_view(value).size() : 4;
    text_ += length;
    if (enum_values_ > max_enum_values)
      return complain(fmt::format("schema has more than {} enum values.", max_enum_values));
    if (list->size() > 250 && length > 15'000)
      complain("enum has more than 250 values and more than 15000 characters.");
  }

  void check_reference(const json::value& ref) {
    if (!ref.is_string() || !resolve_reference(root_, as_view(ref)))
      complain(fmt::format("reference to component {} which was not found in the schema.",
                           json::serialize(ref).substr(0, 128)));
  }

  const json::object& root_;
  std::vector<std::string> context_;
  std::optional<std::string> problem_;
  std::size_t properties_ = 0, text_ = 0, enum_values_ = 0;
};

}  // namespace

std::optional<std::string> find_schema_problem(const boost::json::object& schema) {
  return rule_walk(schema).run();
}

const boost::json::object* resolve_reference(const boost::json::object& root,
                                             std::string_view ref) {
  if (ref.empty() || ref[0] != '#') return nullptr;
  ref.remove_prefix(1);
  const json::value* found = nullptr;
  const json::object* at = &root;
  while (!ref.empty()) {
    if (ref[0] != '/') return nullptr;
    ref.remove_prefix(1);
    const auto end = std::min(ref.find('/'), ref.size());
    std::string step(ref.substr(0, end));
    ref.remove_prefix(end);
    for (std::size_t i = 0; (i = step.find('~', i)) != std::string::npos; ++i)
      if (i + 1 < step.size() && (step[i + 1] == '0' || step[i + 1] == '1'))
        step.replace(i, 2, step[i + 1] == '0' ? "~" : "/");
    if (at) {
      found = at->if_contains(step);
    } else if (found && found->is_array()) {
      const auto& list = found->get_array();
      std::size_t index = 0;
      for (char c : step) index = c >= '0' && c <= '9' ? index * 10 + (c - '0') : list.size();
      found = index < list.size() ? &list[index] : nullptr;
    } else {
      return nullptr;
    }
    if (!found) return nullptr;
    at = found->if_object();
  }
  return at;
}

}  // namespace parley::sim::service
