#include "sim/service/chat_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "sim/service/request_parts.hpp"

namespace parley::sim::service {
namespace {

constexpr std::array<std::string_view, 38> known_members{"model",
                                                         "messages",
                                                         "temperature",
                                                         "top_p",
                                                         "max_tokens",
                                                         "max_completion_tokens",
                                                         "n",
                                                         "stop",
                                                         "seed",
                                                         "frequency_penalty",
                                                         "presence_penalty",
                                                         "logprobs",
                                                         "top_logprobs",
                                                         "response_format",
                                                         "stream",
                                                         "stream_options",
                                                         "tools",
                                                         "tool_choice",
                                                         "parallel_tool_calls",
                                                         "user",
                                                         "store",
                                                         "metadata",
                                                         "service_tier",
                                                         "logit_bias",
                                                         "modalities",
                                                         "verbosity",
                                                         "reasoning_effort",
                                                         "prediction",
                                                         "audio",
                                                         "web_search_options",
                                                         "moderation",
                                                         "functions",
                                                         "function_call",
                                                         "safety_identifier",
                                                         "prompt_cache_key",
                                                         "prompt_cache_retention",
                                                         "prompt_cache_options",
                                                         "top_k"};
constexpr std::array<std::string_view, 6> roles{"system",   "assistant", "user",
                                                "function", "tool",      "developer"};
constexpr std::array<std::string_view, 5> part_types{"text", "image_url", "input_audio", "refusal",
                                                     "file"};
constexpr std::int64_t tokens_an_attachment = 765;
constexpr std::size_t max_stop_words = 4;

std::string_view text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? as_view(*value) : std::string_view{};
}

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

void read_format(field_reader& fields, text_format& into) {
  const auto* format = fields.object("response_format");
  if (!format) return;
  const auto type = text_of(*format, "type");
  if (type == "json_object") {
    into.kind = format_kind::json_object;
  } else if (type == "json_schema") {
    field_reader inner(*format, "response_format");
    const auto* nested = inner.object("json_schema");
    if (!nested)
      inner.complain(missing_parameter("response_format.json_schema"));
    else
      read_json_schema(*nested, "response_format.json_schema", "response_format", inner, into);
    if (inner.failed()) fields.complain(*inner.error());
  } else if (type != "text") {
    fields.complain(
        invalid_value("response_format.type", type, "'json_object', 'json_schema', and 'text'"));
  }
}

void read_tools(field_reader& fields, std::vector<function_tool>& into) {
  const auto* tools = fields.array("tools");
  if (!tools) return;
  for (std::size_t i = 0; i < tools->size() && i < max_tools && !fields.failed(); ++i) {
    const auto path = fmt::format("tools[{}]", i);
    const auto* tool = (*tools)[i].if_object();
    if (!tool) return fields.complain(invalid_type(path, "an object", kind_name((*tools)[i])));
    const auto type = text_of(*tool, "type");
    if (type == "custom") continue;
    if (type != "function")
      return fields.complain(invalid_value(path + ".type", type, "'function' and 'custom'"));
    const auto* function = tool->if_contains("function");
    if (!function || !function->is_object())
      return fields.complain(missing_parameter(path + ".function"));
    read_function(function->get_object(), path + ".function", false, fields, into);
  }
}

// A word or a list of up to four.
void read_stop(field_reader& fields, generation_request& into) {
  const auto* stop = fields.find("stop");
  if (!stop || stop->is_null()) return;
  const auto add = [&](const json::value& one) {
    if (!one.is_string() || as_view(one).empty())
      fields.complain(invalid_type("stop", "a string or an array of strings", kind_name(one)));
    else
      into.stop.emplace_back(as_view(one));
  };
  const auto* list = stop->if_array();
  if (!list) return add(*stop);
  if (list->size() > max_stop_words)
    return fields.complain(invalid_request(fmt::format("Invalid 'stop': array too long. Expected "
                                                       "an array with maximum length {}, but "
                                                       "got an array with length {} instead.",
                                                       max_stop_words, list->size()),
                                           "stop", "array_above_max_length"));
  for (const auto& one : *list) add(one);
}

void read_limits(field_reader& fields, generation_request& into) {
  std::optional<std::int64_t> older, newer, choices, number;
  bool flag = false;
  double decimal = 0;
  fields.integer("max_tokens", {1, into.model->output_tokens}, older);
  fields.integer("max_completion_tokens", {1, into.model->output_tokens}, newer);
  if (older && newer)
    fields.complain(invalid_request(
        "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
        "max_tokens", "invalid_parameter_combination"));
  into.max_output_tokens = newer ? newer : older;
  fields.integer("n", {1, max_choices}, choices);
  into.choices = static_cast<int>(choices.value_or(1));
  fields.integer("top_logprobs", {0, 20}, number);
  std::optional<std::int64_t> seed;
  fields.integer("seed", {INT64_MIN, std::nullopt}, seed);
  fields.decimal("frequency_penalty", -2, 2, decimal);
  fields.decimal("presence_penalty", -2, 2, decimal);
  fields.decimal("temperature", 0, 2, into.temperature);
  fields.decimal("top_p", 0, 1, into.top_p);
  fields.boolean("logprobs", flag);
  if (flag) into.logprobs = static_cast<int>(number.value_or(0));
  if (!flag && number)
    fields.complain(
        invalid_request("The 'top_logprobs' parameter is only allowed when 'logprobs' "
                        "is enabled.",
                        "top_logprobs", "invalid_value"));
  read_stop(fields, into);
  fields.boolean("parallel_tool_calls", into.parallel_tool_calls);
  fields.boolean("stream", into.stream);
  into.store = false;
  fields.boolean("store", into.store);
  if (const auto* options = fields.object("stream_options")) {
    if (!into.stream)
      fields.complain(invalid_request(
          "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
          "stream_options", std::nullopt));
    field_reader inner(*options, "stream_options");
    inner.boolean("include_usage", into.include_usage);
    inner.boolean("include_obfuscation", into.obfuscate);
    if (inner.failed()) fields.complain(*inner.error());
  }
}

}  // namespace

checked<generation_request> read_chat_request(std::shared_ptr<const boost::json::value> document) {
  generation_request request;
  request.document = std::move(document);
  field_reader fields(request.body(), "");
  std::optional<std::string> model;
  fields.string("model", model);
  if (fields.failed()) return *fields.error();
  if (!model)
    return invalid_request("you must provide a model parameter", std::nullopt, std::nullopt);
  auto entry = text_model(*model, fmt::format("The model `{}` does not exist or you do not have "
                                              "access to it.",
                                              std::string_view(*model).substr(0, 128)));
  if (!entry) {
    api_error error = entry.error();
    error.param.reset();
    return error;
  }
  request.model = *entry;
  read_limits(fields, request);
  fields.metadata("metadata", request.metadata);
  read_format(fields, request.format);
  read_tools(fields, request.tools);
  read_tool_choice(fields.find("tool_choice"), fields, request.tools, request.choice);
  read_messages(fields, request);
  fields.only(known_members);
  if (fields.failed()) return *fields.error();
  request.hash = answer_hash(request);
  return request;
}

}  // namespace parley::sim::service
