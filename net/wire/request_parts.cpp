#include "net/wire/request_parts.hpp"

namespace parley::wire {
namespace {

/// The first `most` UTF-8 characters.
std::string_view first_characters(std::string_view text, std::size_t most) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (starts && seen++ == most) return text.substr(0, i);
  }
  return text;
}

}  // namespace

json::array messages_json(const chat_request& request) {
  json::array messages;
  messages.reserve(request.input.size() + 1);
  for (const auto& message : request.input) {
    json::object item;
    item["role"] = to_string(message.who);
    item["content"] = message.content;
    messages.push_back(std::move(item));
  }
  return messages;
}

json::object metadata_json(const chat_request& request) {
  constexpr std::size_t max_pairs = 16;
  json::object pairs;
  for (const auto& [key, value] : request.metadata) {
    if (pairs.size() == max_pairs) break;
    pairs[first_characters(key, 64)] = first_characters(value, 512);
  }
  return pairs;
}

json::object schema_members(const output_schema& schema) {
  json::object members;
  members["name"] = schema.name;
  members["strict"] = true;
  auto parsed = parse_json(schema.schema_json);
  members["schema"] = parsed ? std::move(*parsed) : json::value(nullptr);
  return members;
}

}  // namespace parley::wire
