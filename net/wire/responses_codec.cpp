#include "net/wire/responses_codec.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "net/wire/error_envelope.hpp"
#include "net/wire/one_line.hpp"
#include "net/wire/request_parts.hpp"
#include "net/wire/responses_stream.hpp"

namespace parley::wire {
namespace {

struct output_texts {
  std::string text;
  std::string refusal;
};

output_texts read_output(const json_node& output) {
  output_texts found;
  for (const auto& item : output.elements()) {
    if (item["type"].text() != "message") continue;
    for (const auto& part : item["content"].elements()) {
      const auto type = part["type"].text();
      if (type == "output_text") found.text += part["text"].text().value_or("");
      if (type == "refusal") found.refusal += part["refusal"].text().value_or("");
    }
  }
  return found;
}

finish_reason read_incomplete_reason(const json_node& details) {
  const bool filtered = details["reason"].text() == "content_filter";
  return filtered ? finish_reason::content_filter : finish_reason::length;
}

}  // namespace

std::string responses_codec::encode_with_room(const chat_request& request, bool stream,
                                              int room) const {
  json::object body;
  body["model"] = request.model;
  if (!request.instructions.empty()) body["instructions"] = request.instructions;
  body["input"] = messages_json(request);
  body["max_output_tokens"] = room;
  body["temperature"] = request.temperature;
  if (request.schema) {
    auto format = schema_members(*request.schema);
    format["type"] = "json_schema";
    body["text"] = json::object{{"format", std::move(format)}};
  }
  if (auto metadata = metadata_json(request); !metadata.empty())
    body["metadata"] = std::move(metadata);
  body["store"] = false;
  body["stream"] = stream;
  // Obfuscation pads every event to hide text lengths; over our own TLS it is only bytes.
  if (stream) body["stream_options"] = json::object{{"include_obfuscation", false}};
  return json::serialize(body);
}

wire_result<chat_reply> responses_codec::decode(std::string_view body) const {
  json_reader& reader = json_reader::shared();
  const auto root = reader.read(body);
  if (!root.is_object())
    return wire_fail(failure_code::protocol_error,
                     fmt::format("the reply is not a JSON object ({}): \"{}\"", reader.problem(),
                                 one_line(body, 80)));
  return read_response_object(root);
}

std::unique_ptr<reply_assembler> responses_codec::assembler() const {
  return std::make_unique<responses_stream>();
}

std::optional<token_usage> read_response_usage(const json_node& usage) {
  constexpr std::int64_t most = 1'000'000'000'000;
  const auto input = usage["input_tokens"].integer();
  const auto output = usage["output_tokens"].integer();
  if (!input || !output || *input < 0 || *output < 0 || *input > most || *output > most)
    return std::nullopt;
  token_usage read;
  read.input = *input;
  read.output = *output;
  const auto cached = usage["input_tokens_details"]["cached_tokens"].integer().value_or(0);
  const auto reasoning = usage["output_tokens_details"]["reasoning_tokens"].integer().value_or(0);
  read.cached_input = std::clamp<std::int64_t>(cached, 0, read.input);
  read.reasoning = std::clamp<std::int64_t>(reasoning, 0, read.output);
  return read;
}

wire_result<chat_reply> read_response_object(const json_node& response) {
  const auto status = response["status"].text().value_or("");
  const bool has_error = response["error"].is_object() || response["error"].text().has_value();
  if (has_error || status == "failed") {
    auto words = read_error_words(response);
    // Without an error object the words would be read off the response itself.
    if (!has_error) words = error_words{"", "", "the response failed without saying why", ""};
    return error_from_words(words, 0, "the response failed:");
  }
  const bool incomplete = status == "incomplete";
  if (!incomplete && status != "completed" && !status.empty())
    return wire_fail(failure_code::protocol_error,
                     fmt::format("the response ended with status \"{}\"; expected \"completed\"",
                                 one_line(status, 40)));
  if (!response["output"].is_array() && !response["output_text"].text())
    return wire_fail(failure_code::protocol_error,
                     "the response has no \"output\" array; check openai.api and openai.base_url");
  auto found = read_output(response["output"]);
  if (found.text.empty() && found.refusal.empty()) found.text = response["output_text"].string();

  chat_reply reply;
  reply.response_id = response["id"].string();
  reply.model = response["model"].string();
  const auto usage = read_response_usage(response["usage"]);
  reply.usage_reported = usage.has_value();
  reply.usage = usage.value_or(token_usage());
  reply.text = std::move(found.text);
  if (incomplete) reply.finish = read_incomplete_reason(response["incomplete_details"]);
  if (!found.refusal.empty()) {
    reply.text = std::move(found.refusal);
    reply.finish = finish_reason::refusal;
  }
  return reply;
}

}  // namespace parley::wire
