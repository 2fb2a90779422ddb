#include "output/call_record.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/random_stream.hpp"

namespace parley {
namespace {

int number_in(std::string_view text) {
  int out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

// Lengths stand before the texts, so that no two requests have the same bytes.
void append(std::string& out, std::string_view text) {
  out += fmt::format("{}:", text.size());
  out += text;
}

}  // namespace

call_name name_of(const chat_request& request) {
  call_name out;
  out.role = request.role;
  for (const auto& [key, value] : request.metadata) {
    if (key == "customer_id") out.customer_id = value;
    if (key == "iteration") out.iteration = number_in(value);
    if (key == "turn") out.turn = number_in(value);
    if (key == "replicate") out.replicate = number_in(value);
    if (key == "reask") out.reask = number_in(value);
    if (key == "judgement") out.judgement = number_in(value);
    if (key == "arm" && value.size() > 1) out.arm = number_in(std::string_view(value).substr(1));
  }
  return out;
}

std::string digest_of(const chat_request& request) {
  std::string bytes;
  append(bytes, to_string(request.role));
  append(bytes, request.model);
  append(bytes, request.instructions);
  for (const chat_message& message : request.input) {
    append(bytes, to_string(message.who));
    append(bytes, message.content);
  }
  append(bytes, fmt::format("{} {}", request.max_output_tokens, request.temperature));
  if (request.schema) {
    append(bytes, request.schema->name);
    append(bytes, request.schema->schema_json);
  }
  return text_digest(bytes);
}

std::string text_digest(std::string_view text) {
  return fmt::format("{:016x}{:016x}", stable_hash(text, 1), stable_hash(text, 2));
}

bool may_pass(failure_code code) {
  switch (code) {
    case failure_code::bad_request:
    case failure_code::request_too_large:
    case failure_code::refused:
    case failure_code::protocol_error:
    case failure_code::malformed_output:
    case failure_code::out_of_character:
      return false;
    default:
      return true;
  }
}

}  // namespace parley
