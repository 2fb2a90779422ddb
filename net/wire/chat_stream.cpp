#include "net/wire/chat_stream.hpp"

#include <fmt/format.h>

#include "net/wire/chat_codec.hpp"
#include "net/wire/error_envelope.hpp"
#include "net/wire/one_line.hpp"

namespace parley::wire {

void chat_stream::take(const sse_event& event) {
  if (ended()) return;
  if (event.data == "[DONE]") {
    done_ = true;
    return;
  }
  json_reader& reader = json_reader::shared();
  const auto root = reader.read(event.data);
  if (!root.is_object()) {
    // It may be the stump of a cut stream: only finish() can tell.
    malformed_ = fmt::format("{} in \"{}\"", reader.problem(), one_line(event.data, 80));
    return;
  }
  if (event.name == "error" || (root["error"] && !root["error"].is_null()))
    error_ = error_from_words(read_error_words(root), 0, "the stream ended with an error:");
  else
    take_chunk(root);
}

void chat_stream::take_chunk(const json_node& chunk) {
  if (reply_.response_id.empty()) reply_.response_id = chunk["id"].string();
  if (reply_.model.empty()) reply_.model = chunk["model"].string();
  if (const auto usage = read_chat_usage(chunk["usage"])) usage_ = usage;
  for (const auto& choice : chunk["choices"].elements()) {
    if (choice["index"].integer().value_or(0) != 0) continue;
    const auto text = read_chat_content(choice["delta"]["content"]);
    const auto refusal = choice["delta"]["refusal"].text().value_or("");
    if (!text.empty() || !refusal.empty()) ++pieces_;
    reply_.text += text;
    refusal_ += refusal;
    if (const auto reason = read_finish_reason(choice["finish_reason"])) finish_ = reason;
  }
}

wire_result<chat_reply> chat_stream::finish() {
  const bool complete = finish_ || (done_ && has_text());
  if (!complete && !error_) {
    const auto code = done_ ? failure_code::protocol_error : failure_code::connection_lost;
    auto why = fmt::format("the stream ended after {} bytes of text without a finish_reason",
                           reply_.text.size());
    if (!malformed_.empty()) why += fmt::format(" (last unreadable event: {})", malformed_);
    error_ = wire_fail(code, std::move(why));
  }
  if (error_) {
    error_->facts.text_committed = has_text();
    return std::move(*error_);
  }
  reply_.finish = finish_.value_or(finish_reason::stop);
  reply_.usage_reported = usage_.has_value();
  reply_.usage = usage_.value_or(token_usage());
  if (!refusal_.empty()) {
    reply_.text = std::move(refusal_);
    reply_.finish = finish_reason::refusal;
  }
  return std::move(reply_);
}

}  // namespace parley::wire
