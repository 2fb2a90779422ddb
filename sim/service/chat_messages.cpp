#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "sim/service/chat_request.hpp"
#include "sim/service/request_parts.hpp"

namespace parley::sim::service {
namespace {

constexpr std::array<std::string_view, 6> roles{"system",   "assistant", "user",
                                                "function", "tool",      "developer"};
constexpr std::array<std::string_view, 5> part_types{"text", "image_url", "input_audio", "refusal",
                                                     "file"};
constexpr std::int64_t tokens_an_attachment = 765;

void read_parts(const json::array& parts, const std::string& path, field_reader& complaints,
                model_message& message, std::int64_t& attachments) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto at = fmt::format("{}[{}]", path, i);
    const auto* part = parts[i].if_object();
    if (!part) return complaints.complain(invalid_type(at, "an object", kind_name(parts[i])));
    const auto type = text_of(*part, "type");
    if (std::find(part_types.begin(), part_types.end(), type) == part_types.end())
      return complaints.complain(invalid_value(at + ".type", type, listed(part_types)));
    if (type != "text" && type != "refusal") {
      attachments += tokens_an_attachment;
      continue;
    }
    const auto* text = part->if_contains(type);
    if (!text || !text->is_string())
      return complaints.complain(missing_parameter(fmt::format("{}.{}", at, type)));
    if (!message.text.empty()) message.text += '\n';
    message.text += as_view(*text);
  }
}

void read_tool_calls(const json::object& object, const std::string& path, field_reader& complaints,
                     generation_request& into) {
  const auto* calls = object.if_contains("tool_calls");
  if (!calls || calls->is_null()) return;
  if (!calls->is_array())
    return complaints.complain(invalid_type(path + ".tool_calls", "an array", kind_name(*calls)));
  for (const auto& call : calls->get_array()) {
    const auto* member = call.if_object();
    const auto* function = member ? member->if_contains("function") : nullptr;
    if (!function || !function->is_object())
      return complaints.complain(missing_parameter(path + ".tool_calls[0].function"));
    into.tool_calls.emplace_back(text_of(*member, "id"));
    into.messages.push_back({"call", fmt::format("{} {}", text_of(function->get_object(), "name"),
                                                 text_of(function->get_object(), "arguments"))});
  }
}

void read_message(const json::value& value, const std::string& path, field_reader& complaints,
                  generation_request& into) {
  const auto* object = value.if_object();
  if (!object) return complaints.complain(invalid_type(path, "an object", kind_name(value)));
  const auto* role = object->if_contains("role");
  if (!role) return complaints.complain(missing_parameter(path + ".role"));
  if (!role->is_string())
    return complaints.complain(invalid_type(path + ".role", "a string", kind_name(*role)));
  if (std::find(roles.begin(), roles.end(), as_view(*role)) == roles.end())
    return complaints.complain(invalid_value(path + ".role", as_view(*role), listed(roles)));
  model_message message{std::string(as_view(*role)), {}};
  const auto* content = object->if_contains("content");
  const bool may_be_empty = message.role == "assistant";
  if (!content || content->is_null()) {
    if (!may_be_empty)
      return complaints.complain(
          invalid_type(path + ".content", "a string or an array", content ? "null" : "nothing"));
  } else if (content->is_string()) {
    message.text = as_view(*content);
  } else if (const auto* parts = content->if_array()) {
    read_parts(*parts, path + ".content", complaints, message, into.attachment_tokens);
  } else {
    return complaints.complain(
        invalid_type(path + ".content", "a string or an array", kind_name(*content)));
  }
  if (message.role == "tool" || message.role == "function") {
    const auto call = text_of(*object, "tool_call_id");
    if (message.role == "tool" && call.empty())
      return complaints.complain(missing_parameter(path + ".tool_call_id"));
    message.role = "tool";
    into.tool_results.emplace_back(call);
    into.tool_results_given = true;
  } else if (message.role == "user") {
    into.tool_results_given = false;
  }
  const bool leads =
      into.messages.empty() && (message.role == "system" || message.role == "developer");
  if (leads) {
    if (!into.instructions.empty()) into.instructions += "\n\n";
    into.instructions += message.text;
  } else if (!message.text.empty() || !may_be_empty) {
    into.messages.push_back(std::move(message));
  }
  read_tool_calls(*object, path, complaints, into);
}

}  // namespace

void read_messages(field_reader& fields, generation_request& into) {
  const auto* messages = fields.array("messages");
  if (fields.failed()) return;
  if (!messages) return fields.complain(missing_parameter("messages"));
  if (messages->empty())
    return fields.complain(
        invalid_request("Invalid 'messages': empty array. Expected an array with minimum length 1, "
                        "but got an empty "
                        "array instead.",
                        "messages", "empty_array"));
  for (std::size_t i = 0; i < messages->size() && !fields.failed(); ++i)
    read_message((*messages)[i], fmt::format("messages[{}]", i), fields, into);
  for (const auto& answered : into.tool_results)
    if (!answered.empty() && std::find(into.tool_calls.begin(), into.tool_calls.end(), answered) ==
                                 into.tool_calls.end())
      fields.complain(invalid_request(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message "
          "with 'tool_calls'.",
          "messages", std::nullopt));
}

}  // namespace parley::sim::service
