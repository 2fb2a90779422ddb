#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "base/random_stream.hpp"
#include "sim/service/ids.hpp"
#include "sim/service/json_text.hpp"
#include "sim/service/responses_request.hpp"

namespace parley::sim::service {
namespace {

constexpr std::array<std::string_view, 4> roles{"user", "assistant", "system", "developer"};
constexpr std::array<std::string_view, 27> item_types{
    "message",           "function_call",           "function_call_output",
    "reasoning",         "item_reference",          "compaction",
    "file_search_call",  "computer_call",           "computer_call_output",
    "web_search_call",   "image_generation_call",   "code_interpreter_call",
    "local_shell_call",  "local_shell_call_output", "shell_call",
    "shell_call_output", "apply_patch_call",        "apply_patch_call_output",
    "mcp_list_tools",    "mcp_approval_request",    "mcp_approval_response",
    "mcp_call",          "custom_tool_call",        "custom_tool_call_output",
    "tool_search_call",  "tool_search_output",      "additional_tools"};
constexpr std::array<std::string_view, 6> part_types{"input_text", "input_image", "output_text",
                                                     "refusal",    "input_file",  "input_audio"};
// The real service charges a detailed image by its tiles; a middling picture has four.
constexpr std::int64_t tokens_an_image = 765;
constexpr std::int64_t tokens_a_file = 1'000;

const json::string* text_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value ? value->if_string() : nullptr;
}

void read_part(const json::value& value, const std::string& path, field_reader& complaints,
               std::string& text, std::int64_t& attachments) {
  const auto* part = value.if_object();
  if (!part) return complaints.complain(invalid_type(path, "an object", kind_name(value)));
  const auto* type = text_member(*part, "type");
  if (!type) return complaints.complain(missing_parameter(path + ".type"));
  if (std::find(part_types.begin(), part_types.end(), std::string_view(*type)) == part_types.end())
    return complaints.complain(invalid_value(path, *type, listed(part_types)));
  if (*type == "input_image" || *type == "input_file" || *type == "input_audio") {
    static constexpr std::array<std::string_view, 5> sources{"image_url", "file_id", "file_data",
                                                             "file_url", "input_audio"};
    if (std::none_of(sources.begin(), sources.end(),
                     [&](std::string_view name) { return part->contains(name); }))
      return complaints.complain(
          missing_parameter(path + (*type == "input_image" ? ".image_url" : ".file_id")));
    attachments += *type == "input_image" ? tokens_an_image : tokens_a_file;
    return;
  }
  const std::string_view member = *type == "refusal" ? "refusal" : "text";
  const auto* words = part->if_contains(member);
  if (!words) return complaints.complain(missing_parameter(fmt::format("{}.{}", path, member)));
  if (!words->is_string())
    return complaints.complain(
        invalid_type(fmt::format("{}.{}", path, member), "a string", kind_name(*words)));
  if (!text.empty()) text += '\n';
  text += as_view(*words);
}

void read_message(const json::object& item, const std::string& path, field_reader& complaints,
                  generation_request& into) {
  const auto* role = item.if_contains("role");
  if (!role) return complaints.complain(missing_parameter(path + ".role"));
  if (!role->is_string())
    return complaints.complain(invalid_type(path + ".role", "a string", kind_name(*role)));
  if (std::find(roles.begin(), roles.end(), as_view(*role)) == roles.end())
    return complaints.complain(invalid_value(path + ".role", as_view(*role), listed(roles)));
  model_message message{std::string(as_view(*role)), {}};
  const auto* content = item.if_contains("content");
  if (!content) return complaints.complain(missing_parameter(path + ".content"));
  if (content->is_string()) {
    message.text = as_view(*content);
  } else if (const auto* parts = content->if_array()) {
    for (std::size_t i = 0; i < parts->size() && !complaints.failed(); ++i)
      read_part((*parts)[i], fmt::format("{}.content[{}]", path, i), complaints, message.text,
                into.attachment_tokens);
  } else {
    return complaints.complain(
        invalid_type(path + ".content", "one of a string or an array", kind_name(*content)));
  }
  // What a tool answered is dealt with once somebody speaks again.
  if (message.role == "user") into.tool_results_given = false;
  into.messages.push_back(std::move(message));
}

void read_function_call(const json::object& item, const std::string& path, field_reader& complaints,
                        generation_request& into) {
  for (const std::string_view name : {"call_id", "name", "arguments"})
    if (!text_member(item, name))
      return complaints.complain(missing_parameter(fmt::format("{}.{}", path, name)));
  into.tool_calls.emplace_back(*text_member(item, "call_id"));
  into.messages.push_back({"call", std::string(*text_member(item, "name")) + ' ' +
                                       std::string(*text_member(item, "arguments"))});
}

void read_function_output(const json::object& item, const std::string& path,
                          field_reader& complaints, generation_request& into) {
  const auto* call = text_member(item, "call_id");
  if (!call) return complaints.complain(missing_parameter(path + ".call_id"));
  const auto* output = item.if_contains("output");
  if (!output) return complaints.complain(missing_parameter(path + ".output"));
  model_message message{"tool", {}};
  if (output->is_string())
    message.text = as_view(*output);
  else if (const auto* parts = output->if_array())
    for (std::size_t i = 0; i < parts->size() && !complaints.failed(); ++i)
      read_part((*parts)[i], fmt::format("{}.output[{}]", path, i), complaints, message.text,
                into.attachment_tokens);
  else
    return complaints.complain(
        invalid_type(path + ".output", "one of a string or an array", kind_name(*output)));
  into.tool_results.emplace_back(*call);
  into.tool_results_given = true;
  into.messages.push_back(std::move(message));
}

void read_item(const json::value& value, const std::string& path, field_reader& complaints,
               generation_request& into) {
  const auto* item = value.if_object();
  if (!item) return complaints.complain(invalid_type(path, "an object", kind_name(value)));
  const auto* type = item->if_contains("type");
  std::string_view name = "message";
  if (type && type->is_string())
    name = as_view(*type);
  else if (type && !type->is_null())
    return complaints.complain(invalid_type(path + ".type", "a string", kind_name(*type)));
  else if (!item->contains("role"))
    name = item->contains("id") ? "item_reference" : "message";
  if (std::find(item_types.begin(), item_types.end(), name) == item_types.end())
    return complaints.complain(invalid_value(path, name, listed(item_types)));
  if (name == "message") return read_message(*item, path, complaints, into);
  if (name == "function_call") return read_function_call(*item, path, complaints, into);
  if (name == "function_call_output") return read_function_output(*item, path, complaints, into);
  if (name == "item_reference" && !text_member(*item, "id"))
    complaints.complain(missing_parameter(path + ".id"));
}

}  // namespace

void read_input(const boost::json::value& input, field_reader& complaints,
                generation_request& into) {
  if (complaints.failed()) return;
  if (input.is_string()) {
    into.messages.push_back({"user", std::string(as_view(input))});
    return;
  }
  const auto* items = input.if_array();
  if (!items)
    return complaints.complain(
        invalid_type("input", "one of a string or array of objects", kind_name(input)));
  for (std::size_t i = 0; i < items->size() && !complaints.failed(); ++i)
    read_item((*items)[i], fmt::format("input[{}]", i), complaints, into);
}

std::vector<list_entry> input_item_list(const generation_request& request) {
  std::vector<list_entry> list;
  const auto* input = request.body().if_contains("input");
  if (!input) return list;
  const std::uint64_t input_ids = request.hash ^ 2;  // the reply's items are made from the hash
  const auto write = [&](const json::object* item, std::string_view role,
                         const json::value& content) {
    json_text out;
    out.open('{');
    std::string id = item && text_member(*item, "id") ? std::string(*text_member(*item, "id"))
                                                      : make_id("msg_", input_ids, list.size());
    out.member("id", id);
    out.member("type", "message");
    out.member("status", "completed");
    out.member("role", role);
    out.key("content");
    if (!content.is_string()) {
      out.value(content);
    } else {
      out.open('[');
      out.open('{');
      out.member("type", role == "assistant" ? "output_text" : "input_text");
      out.member("text", as_view(content));
      if (role == "assistant") out.literal_member("annotations", "[]");
      out.close('}');
      out.close(']');
    }
    out.close('}');
    list.push_back({std::move(id), out.take()});
  };
  if (input->is_string()) {
    write(nullptr, "user", *input);
    return list;
  }
  for (const auto& value : input->get_array()) {
    const auto& item = value.get_object();
    if (const auto* role = text_member(item, "role")) {
      write(&item, *role, item.at("content"));
      continue;
    }
    json::object copy = item;
    if (!text_member(copy, "id")) copy["id"] = make_id("item_", input_ids, list.size());
    list.push_back({std::string(*text_member(copy, "id")), json::serialize(copy)});
  }
  return list;
}

}  // namespace parley::sim::service
