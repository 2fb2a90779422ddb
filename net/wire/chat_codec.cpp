#include "net/wire/chat_codec.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "net/wire/chat_stream.hpp"
#include "net/wire/error_envelope.hpp"
#include "net/wire/one_line.hpp"
#include "net/wire/request_parts.hpp"

namespace parley::wire {
namespace {

json::array all_messages(const chat_request& request) {
  auto messages = messages_json(request);
  if (request.instructions.empty()) return messages;
  json::object first;
  // "system" and not "developer": OpenAI takes both, older compatible servers only this one.
  first["role"] = "system";
  first["content"] = request.instructions;
  messages.insert(messages.begin(), std::move(first));
  return messages;
}

json_node first_choice(const json_node& choices) {
  const auto all = choices.elements();
  for (const auto& choice : all)
    if (choice["index"].integer().value_or(0) == 0) return choice;
  return {};
}

}  // namespace

std::string chat_codec::encode_with_room(const chat_request& request, bool stream, int room) const {
  json::object body;
  body["model"] = request.model;
  body["messages"] = all_messages(request);
  body["max_completion_tokens"] = room;
  body["temperature"] = request.temperature;
  if (request.schema) {
    json::object format;
    format["type"] = "json_schema";
    format["json_schema"] = schema_members(*request.schema);
    body["response_format"] = std::move(format);
  }
  if (auto metadata = metadata_json(request); !metadata.empty())
    body["metadata"] = std::move(metadata);
  body["store"] = false;
  body["stream"] = stream;
  if (stream) body["stream_options"] = json::object{{"include_usage", true}};
  return json::serialize(body);
}

wire_result<chat_reply> chat_codec::decode(std::string_view body) const {
  json_reader& reader = json_reader::shared();
  const auto root = reader.read(body);
  if (!root.is_object())
    return wire_fail(failure_code::protocol_error,
                     fmt::format("the reply is not a JSON object ({}): \"{}\"", reader.problem(),
                                 one_line(body, 80)));
  if (root["error"] && !root["error"].is_null())
    return error_from_words(read_error_words(root), 0, "the reply holds an error:");
  const auto choice = first_choice(root["choices"]);
  if (!choice["message"].is_object())
    return wire_fail(failure_code::protocol_error,
                     "the reply has no choices[0].message; check openai.api and openai.base_url");
  chat_reply reply;
  reply.response_id = root["id"].string();
  reply.model = root["model"].string();
  const auto usage = read_chat_usage(root["usage"]);
  reply.usage_reported = usage.has_value();
  reply.usage = usage.value_or(token_usage());
  reply.text = read_chat_content(choice["message"]["content"]);
  reply.finish = read_finish_reason(choice["finish_reason"]).value_or(finish_reason::stop);
  if (auto refusal = choice["message"]["refusal"].string(); !refusal.empty()) {
    reply.text = std::move(refusal);
    reply.finish = finish_reason::refusal;
  }
  return reply;
}

std::unique_ptr<reply_assembler> chat_codec::assembler() const {
  return std::make_unique<chat_stream>();
}

std::optional<token_usage> read_chat_usage(const json_node& usage) {
  constexpr std::int64_t most = 1'000'000'000'000;
  const auto input = usage["prompt_tokens"].integer();
  const auto output = usage["completion_tokens"].integer();
  if (!input || !output || *input < 0 || *output < 0 || *input > most || *output > most)
    return std::nullopt;
  token_usage read;
  read.input = *input;
  read.output = *output;
  const auto cached = usage["prompt_tokens_details"]["cached_tokens"].integer().value_or(0);
  const auto reasoning =
      usage["completion_tokens_details"]["reasoning_tokens"].integer().value_or(0);
  read.cached_input = std::clamp<std::int64_t>(cached, 0, read.input);
  read.reasoning = std::clamp<std::int64_t>(reasoning, 0, read.output);
  return read;
}

std::optional<finish_reason> read_finish_reason(const json_node& reason) {
  const auto name = reason.text();
  if (!name || name->empty()) return std::nullopt;
  if (*name == "length" || *name == "max_tokens") return finish_reason::length;
  if (*name == "content_filter") return finish_reason::content_filter;
  return finish_reason::stop;  // "stop", and what compatible servers call it: "eos", "end_turn"
}

std::string read_chat_content(const json_node& content) {
  if (const auto text = content.text()) return std::string(*text);
  std::string joined;
  for (const auto& part : content.elements()) joined += part["text"].text().value_or("");
  return joined;
}

}  // namespace parley::wire
