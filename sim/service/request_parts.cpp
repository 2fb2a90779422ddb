#include "sim/service/request_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "base/random_stream.hpp"
#include "sim/service/schema_rules.hpp"

namespace parley::sim::service {

checked<const model_entry*> text_model(std::string_view name, std::string message) {
  const model_entry* entry = find_model(name);
  if (entry && entry->kind == model_kind::text) return entry;
  api_error error = not_found(std::move(message));
  error.param = "model";
  error.code = "model_not_found";
  return error;
}

std::optional<api_error> check_name(std::string_view name, const std::string& path) {
  if (name.empty())
    return invalid_request(fmt::format("Invalid '{}': empty string. Expected a string with minimum "
                                       "length 1, but got an empty string instead.",
                                       path),
                           path, "empty_string");
  if (name.size() > max_name_length) return string_too_long(path, max_name_length, name.size());
  const bool fits = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
  if (fits) return std::nullopt;
  return invalid_request(
      fmt::format("Invalid '{}': string does not match pattern. Expected a string "
                  "that matches the pattern '^[a-zA-Z0-9_-]+$'.",
                  path),
      path, "invalid_value");
}

void read_json_schema(const boost::json::object& object, const std::string& path,
                      const schema_complaint& complaint, field_reader& complaints,
                      text_format& into) {
  field_reader fields(object, path);
  std::optional<std::string> name;
  fields.string("name", name);
  fields.string("description", into.description);
  fields.boolean("strict", into.strict);
  into.schema = fields.object("schema");
  if (!fields.failed()) {
    if (!name)
      fields.complain(missing_parameter(path + ".name"));
    else if (auto wrong = check_name(*name, path + ".name"))
      fields.complain(std::move(*wrong));
    else if (!into.schema && into.strict)
      fields.complain(missing_parameter(path + ".schema"));
  }
  if (!fields.failed() && into.schema && into.strict) {
    if (auto broken = find_schema_problem(*into.schema))
      fields.complain(invalid_request(
          fmt::format("Invalid schema for response_format '{}': {}", *name, *broken),
          complaint.param, complaint.code));
  }
  if (fields.failed()) return complaints.complain(*fields.error());
  into.kind = format_kind::json_schema;
  into.name = std::move(*name);
}

void read_function(const boost::json::object& object, const std::string& path,
                   bool strict_by_default, field_reader& complaints,
                   std::vector<function_tool>& into) {
  field_reader fields(object, path);
  function_tool tool;
  tool.strict = strict_by_default;
  std::optional<std::string> name;
  fields.string("name", name);
  fields.string("description", tool.description);
  fields.boolean("strict", tool.strict);
  tool.parameters = fields.object("parameters");
  if (!fields.failed()) {
    if (!name)
      fields.complain(missing_parameter(path + ".name"));
    else if (auto wrong = check_name(*name, path + ".name"))
      fields.complain(std::move(*wrong));
    // Strict must be asked for: by default the real service first tries to repair the schema.
    else if (const auto* strict = object.if_contains("strict");
             tool.parameters && strict && strict->is_bool() && strict->get_bool()) {
      if (auto broken = find_schema_problem(*tool.parameters))
        fields.complain(
            invalid_request(fmt::format("Invalid schema for function '{}': {}", *name, *broken),
                            path + ".parameters", "invalid_function_parameters"));
    }
  }
  if (fields.failed()) return complaints.complain(*fields.error());
  tool.name = std::move(*name);
  into.push_back(std::move(tool));
}

namespace {

void choose_named(const boost::json::object& object, field_reader& complaints,
                  const std::vector<function_tool>& tools, tool_choice& into) {
  // Chat nests the name under "function"; Responses has it beside the type.
  const auto* nested = object.if_contains("function");
  const auto& holder = nested && nested->is_object() ? nested->get_object() : object;
  const auto* name = holder.if_contains("name");
  if (!name || !name->is_string())
    return complaints.complain(missing_parameter("tool_choice.name"));
  into = {choice_kind::function, std::string(as_view(*name))};
  for (const auto& tool : tools)
    if (tool.name == into.function) return;
  complaints.complain(invalid_request(
      fmt::format("Tool choice 'function' not found in 'tools' parameter: '{}'.", into.function),
      "tool_choice", std::nullopt));
}

// {type: allowed_tools, mode, tools: [{type: function, name}…]}; Chat nests
// both once more.
void choose_allowed(const boost::json::object& object, field_reader& complaints,
                    const std::vector<function_tool>& tools, tool_choice& into) {
  const auto* nested = object.if_contains("allowed_tools");
  const auto& holder = nested && nested->is_object() ? nested->get_object() : object;
  field_reader fields(holder, "tool_choice");
  static constexpr std::array<std::string_view, 2> modes{"auto", "required"};
  std::optional<std::string> mode;
  fields.one_of("mode", modes, mode);
  const auto* list = fields.array("tools");
  if (!mode) fields.complain(missing_parameter("tool_choice.mode"));
  if (!list) fields.complain(missing_parameter("tool_choice.tools"));
  if (fields.failed()) return complaints.complain(*fields.error());
  if (*mode == "required") into.kind = choice_kind::required;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto* one = (*list)[i].if_object();
    const auto* type = one ? one->if_contains("type") : nullptr;
    if (!type || !type->is_string() || as_view(*type) != "function") continue;
    const auto* function = one->if_contains("function");
    const auto* name = function && function->is_object()
                           ? function->get_object().if_contains("name")
                           : one->if_contains("name");
    if (!name || !name->is_string())
      return complaints.complain(missing_parameter(fmt::format("tool_choice.tools[{}].name", i)));
    const bool known = std::any_of(tools.begin(), tools.end(), [&](const function_tool& tool) {
      return tool.name == as_view(*name);
    });
    if (!known)
      return complaints.complain(invalid_request(
          fmt::format("Tool choice '{}' not found in 'tools' parameter.", as_view(*name)),
          fmt::format("tool_choice.tools[{}]", i), "invalid_value"));
    into.allowed.emplace_back(as_view(*name));
  }
}

}  // namespace

void read_tool_choice(const boost::json::value* value, field_reader& complaints,
                      const std::vector<function_tool>& tools, tool_choice& into) {
  static constexpr std::array<std::string_view, 3> words{"none", "auto", "required"};
  if (!value || value->is_null() || complaints.failed()) return;
  if (const auto* object = value->if_object()) {
    const auto* type = object->if_contains("type");
    if (!type || !type->is_string())
      return complaints.complain(missing_parameter("tool_choice.type"));
    if (as_view(*type) == "function") return choose_named(*object, complaints, tools, into);
    if (as_view(*type) == "allowed_tools") {
      return choose_allowed(*object, complaints, tools, into);
    }
    return complaints.complain(
        invalid_value("tool_choice.type", as_view(*type), "'function' and 'allowed_tools'"));
  }
  if (!value->is_string())
    return complaints.complain(invalid_type(
        "tool_choice", "one of 'none', 'auto', 'required' or an object", kind_name(*value)));
  const auto word = as_view(*value);
  if (word == "none")
    into.kind = choice_kind::none;
  else if (word == "required")
    into.kind = choice_kind::required;
  else if (word != "auto")
    return complaints.complain(invalid_value("tool_choice", word, listed(words)));
  if (into.kind == choice_kind::required && tools.empty())
    complaints.complain(
        invalid_request("Tool choice 'required' must be specified with 'tools' parameter.",
                        "tool_choice", std::nullopt));
}

std::uint64_t answer_hash(const generation_request& request) {
  std::uint64_t hash = stable_hash(request.model->name);
  const auto add = [&hash](std::string_view text) { hash = stable_hash(text, hash); };
  add(request.instructions);
  for (const auto& message : request.messages) {
    add(message.role);
    add(message.text);
  }
  add(request.format.name);
  if (request.format.schema) add(json::serialize(*request.format.schema));
  for (const auto& tool : request.tools) add(tool.name);
  for (const auto& [key, value] : request.metadata) {
    add(key);
    add(value);
  }
  return hash;
}

}  // namespace parley::sim::service
