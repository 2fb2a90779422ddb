#include "sim/service/responses_request.hpp"

#include <fmt/format.h>

#include <array>

#include "base/json.hpp"
#include "sim/service/request_parts.hpp"

namespace parley::sim::service {
namespace {

constexpr std::array<std::string_view, 33> known_members{"model",
                                                         "input",
                                                         "instructions",
                                                         "max_output_tokens",
                                                         "temperature",
                                                         "top_p",
                                                         "top_logprobs",
                                                         "text",
                                                         "store",
                                                         "previous_response_id",
                                                         "conversation",
                                                         "metadata",
                                                         "user",
                                                         "safety_identifier",
                                                         "prompt_cache_key",
                                                         "prompt_cache_retention",
                                                         "prompt_cache_options",
                                                         "service_tier",
                                                         "truncation",
                                                         "stream",
                                                         "stream_options",
                                                         "tools",
                                                         "tool_choice",
                                                         "parallel_tool_calls",
                                                         "max_tool_calls",
                                                         "reasoning",
                                                         "include",
                                                         "background",
                                                         "prompt",
                                                         "moderation",
                                                         "context_management",
                                                         "frequency_penalty",
                                                         "presence_penalty"};
constexpr std::array<std::string_view, 7> tiers{"auto",     "default", "flex",     "scale",
                                                "priority", "fast",    "ultrafast"};
constexpr std::array<std::string_view, 8> includes{"file_search_call.results",
                                                   "web_search_call.results",
                                                   "web_search_call.action.sources",
                                                   "message.input_image.image_url",
                                                   "computer_call_output.output.image_url",
                                                   "code_interpreter_call.outputs",
                                                   "reasoning.encrypted_content",
                                                   "message.output_text.logprobs"};
constexpr std::array<std::string_view, 10> hosted_tools{"file_search",
                                                        "web_search",
                                                        "web_search_preview",
                                                        "code_interpreter",
                                                        "image_generation",
                                                        "computer_use_preview",
                                                        "mcp",
                                                        "local_shell",
                                                        "shell",
                                                        "custom"};

void read_format(field_reader& fields, text_format& into) {
  const auto* text = fields.object("text");
  if (!text) return;
  field_reader inner(*text, "text");
  std::optional<std::string> verbosity;
  static constexpr std::array<std::string_view, 3> levels{"low", "medium", "high"};
  inner.one_of("verbosity", levels, verbosity);
  if (const auto* format = inner.object("format")) {
    const auto* type = format->if_contains("type");
    if (!type)
      inner.complain(missing_parameter("text.format.type"));
    else if (!type->is_string())
      inner.complain(invalid_type("text.format.type", "a string", kind_name(*type)));
    else if (as_view(*type) == "json_schema")
      read_json_schema(*format, "text.format", {"text.format.schema", "invalid_json_schema"}, inner,
                       into);
    else if (as_view(*type) == "json_object")
      into.kind = format_kind::json_object;
    else if (as_view(*type) != "text")
      inner.complain(invalid_value("text.format.type", as_view(*type),
                                   "'json_object', 'json_schema', and 'text'"));
  }
  if (inner.failed()) fields.complain(*inner.error());
}

void read_tools(field_reader& fields, std::vector<function_tool>& into) {
  const auto* tools = fields.array("tools");
  if (!tools) return;
  if (tools->size() > max_tools)
    return fields.complain(invalid_request(
        fmt::format(
            "Invalid 'tools': array too long. Expected an array with maximum length {}, but "
            "got an array with length {} instead.",
            max_tools, tools->size()),
        "tools", "array_above_max_length"));
  for (std::size_t i = 0; i < tools->size() && !fields.failed(); ++i) {
    const auto path = fmt::format("tools[{}]", i);
    const auto* tool = (*tools)[i].if_object();
    if (!tool) return fields.complain(invalid_type(path, "an object", kind_name((*tools)[i])));
    const auto* type = tool->if_contains("type");
    if (!type || !type->is_string()) return fields.complain(missing_parameter(path + ".type"));
    if (as_view(*type) == "function")
      read_function(*tool, path, true, fields, into);
    else if (std::find(hosted_tools.begin(), hosted_tools.end(), as_view(*type)) ==
             hosted_tools.end())
      fields.complain(
          invalid_value(path + ".type", as_view(*type), "'function', " + listed(hosted_tools)));
  }
}

void read_reasoning(field_reader& fields, const model_entry& model) {
  const auto* reasoning = fields.object("reasoning");
  if (!reasoning) return;
  const auto* effort = reasoning->if_contains("effort");
  if (effort && !effort->is_null())
    fields.complain(invalid_request(
        fmt::format("Unsupported parameter: 'reasoning.effort' is not supported with this model "
                    "('{}').",
                    model.snapshot),
        "reasoning.effort", "unsupported_parameter"));
}

void read_include(field_reader& fields, generation_request& into) {
  std::optional<std::int64_t> alternatives;
  fields.integer("top_logprobs", {0, 20}, alternatives);
  const auto* list = fields.array("include");
  if (!list) return;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto& one = (*list)[i];
    const auto path = fmt::format("include[{}]", i);
    if (!one.is_string()) return fields.complain(invalid_type(path, "a string", kind_name(one)));
    if (std::find(includes.begin(), includes.end(), as_view(one)) == includes.end())
      return fields.complain(invalid_value(path, as_view(one), listed(includes)));
    if (as_view(one) == "message.output_text.logprobs")
      into.logprobs = static_cast<int>(alternatives.value_or(0));
  }
}

// Members that are only checked and echoed.
void check_plain_members(field_reader& fields) {
  std::optional<std::string> text;
  std::optional<std::int64_t> number;
  double decimal = 0;
  static constexpr std::array<std::string_view, 2> truncations{"auto", "disabled"};
  static constexpr std::array<std::string_view, 3> retentions{"in_memory", "in-memory", "24h"};
  fields.integer("max_tool_calls", {1, std::nullopt}, number);
  fields.decimal("frequency_penalty", -2, 2, decimal);
  fields.decimal("presence_penalty", -2, 2, decimal);
  fields.string("user", text);
  fields.string("safety_identifier", text, 64);
  fields.string("prompt_cache_key", text);
  fields.one_of("prompt_cache_retention", retentions, text);
  fields.one_of("service_tier", tiers, text);
  fields.one_of("truncation", truncations, text);
  fields.object("prompt");
  fields.object("prompt_cache_options");
}

void read_background(field_reader& fields, generation_request& into) {
  fields.boolean("background", into.background);
  if (into.background && !into.store)
    fields.complain(
        invalid_request("Background mode requires 'store' to be "
                        "true: the response is fetched by its id.",
                        "background", "invalid_value"));
  const auto* truncation = fields.find("truncation");
  into.cut_history = truncation && truncation->is_string() && as_view(*truncation) == "auto";
}

// There is no endpoint that makes conversations: each id is unknown.
void read_conversation_id(field_reader& fields, const boost::json::value& value) {
  const auto* object = value.if_object();
  const auto* id = object ? object->if_contains("id") : &value;
  if (!id) return fields.complain(missing_parameter("conversation.id"));
  if (!id->is_string())
    return fields.complain(invalid_type(object ? "conversation.id" : "conversation",
                                        object ? "a string" : "one of a string or an object",
                                        kind_name(*id)));
  api_error error =
      not_found(fmt::format("Conversation with id '{}' not found.", as_view(*id).substr(0, 128)));
  error.param = "conversation";
  fields.complain(std::move(error));
}

void read_stream_options(field_reader& fields, generation_request& into) {
  const auto* options = fields.object("stream_options");
  if (!options) return;
  if (!into.stream)
    return fields.complain(
        invalid_request("The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                        "stream_options", "invalid_value"));
  field_reader inner(*options, "stream_options");
  inner.boolean("include_obfuscation", into.obfuscate);
  if (inner.failed()) fields.complain(*inner.error());
}

void read_conversation(field_reader& fields, responses_use use, generation_request& into) {
  fields.string("previous_response_id", into.previous_response_id);
  const auto* conversation = fields.find("conversation");
  const bool has_conversation = conversation && !conversation->is_null();
  if (has_conversation && into.previous_response_id)
    fields.complain(invalid_request(
        "Mutually exclusive parameters: 'previous_response_id' and 'conversation'. Ensure you are "
        "only providing one of them.",
        "previous_response_id", "mutually_exclusive_parameters"));
  if (has_conversation) read_conversation_id(fields, *conversation);
  const auto* input = fields.find("input");
  const bool has_input = input && !input->is_null();
  if (has_input)
    read_input(*input, fields, into);
  else if (!into.previous_response_id && !has_conversation && !fields.find("prompt") &&
           use != responses_use::count)
    fields.complain(invalid_request("Missing required parameter: 'input'.", "input",
                                    "missing_required_parameter"));
}

}  // namespace

checked<generation_request> read_responses_request(
    std::shared_ptr<const boost::json::value> document, responses_use use) {
  generation_request request;
  request.document = std::move(document);
  field_reader fields(request.body(), "");
  std::optional<std::string> model, instructions;
  fields.string("model", model);
  if (!fields.failed() && !model) fields.complain(missing_parameter("model"));
  if (fields.failed()) return *fields.error();
  auto entry = text_model(*model, fmt::format("The requested model '{}' does not exist.",
                                              std::string_view(*model).substr(0, 128)));
  if (!entry) return entry.error();
  request.model = *entry;

  fields.string("instructions", instructions);
  request.instructions = instructions.value_or("");
  fields.boolean("stream", request.stream);
  fields.boolean("store", request.store);
  fields.boolean("parallel_tool_calls", request.parallel_tool_calls);
  fields.decimal("temperature", 0, 2, request.temperature);
  fields.decimal("top_p", 0, 1, request.top_p);
  fields.integer("max_output_tokens", {16, request.model->output_tokens},
                 request.max_output_tokens);
  fields.metadata("metadata", request.metadata);
  check_plain_members(fields);
  read_reasoning(fields, *request.model);
  read_include(fields, request);
  read_background(fields, request);
  read_stream_options(fields, request);
  read_format(fields, request.format);
  read_tools(fields, request.tools);
  read_tool_choice(fields.find("tool_choice"), fields, request.tools, request.choice);
  read_conversation(fields, use, request);
  fields.only(known_members);
  if (fields.failed()) return *fields.error();
  request.hash = answer_hash(request);
  return request;
}

}  // namespace parley::sim::service
