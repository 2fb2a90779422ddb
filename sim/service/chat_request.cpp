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
constexpr std::size_t max_stop_words = 4;

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
      read_json_schema(*nested, "response_format.json_schema", {"response_format", std::nullopt},
                       inner, into);
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
