#include "net/wire/responses_stream.hpp"

#include <fmt/format.h>

#include "net/wire/error_envelope.hpp"
#include "net/wire/one_line.hpp"
#include "net/wire/responses_codec.hpp"

namespace parley::wire {
namespace {

/// The text of a delta that is written the way OpenAI writes almost all of them: one flat object,
/// its type first, nothing escaped in the text. Hundreds of these make up a reply, and the terminal
/// event repeats their text: they are not worth a parser. Nothing: a parser has to look.
std::optional<std::string_view> plain_delta(std::string_view data) {
  constexpr std::string_view start = R"({"type":"response.output_text.delta",)";
  constexpr std::string_view key = R"(,"delta":")";
  if (!data.starts_with(start) || !data.ends_with('}')) return std::nullopt;
  // Inside a string a quotation mark has a backslash before it: without backslashes the key can
  // only be one, and without a second brace it is the object's own.
  if (data.find_first_of("\\{", 1) != data.npos || !is_utf8(data)) return std::nullopt;
  const auto at = data.find(key, start.size() - 1);
  if (at == data.npos || data.find(key, at + 1) != data.npos) return std::nullopt;
  const auto begin = at + key.size();
  const auto end = data.find('"', begin);
  if (end == data.npos || (data[end + 1] != ',' && data[end + 1] != '}')) return std::nullopt;
  const auto text = data.substr(begin, end - begin);
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20) return std::nullopt;
  return text;
}

}  // namespace

void responses_stream::take(const sse_event& event) {
  if (ended() || event.data == "[DONE]") return;
  if (const auto piece = plain_delta(event.data)) return take_piece(text_, *piece);
  json_reader& reader = json_reader::shared();
  const auto root = reader.read(event.data);
  if (!root.is_object()) {
    // It may be the stump of a cut stream: only finish() can tell.
    malformed_ = fmt::format("{} in \"{}\"", reader.problem(), one_line(event.data, 80));
    return;
  }
  // The event's name equals data.type; where a server leaves one out, the other will do.
  const auto type = root["type"].text().value_or(std::string_view(event.name));
  if (type == "response.output_text.delta") {
    take_piece(text_, root["delta"].text().value_or(""));
  } else if (type == "response.refusal.delta") {
    take_piece(refusal_, root["delta"].text().value_or(""));
  } else if (type == "response.completed") {
    take_terminal(root["response"], false);
  } else if (type == "response.incomplete") {
    take_terminal(root["response"], true);
  } else if (type == "response.failed") {
    const auto response = root["response"].is_object() ? root["response"] : root;
    auto words = read_error_words(response);
    if (!response["error"]) words = error_words{"", "", "no reason given", ""};
    end_with(error_from_words(words, 0, "the stream ended with response.failed:"));
  } else if (type == "error" || (type.empty() && root["error"])) {
    end_with(error_from_words(read_error_words(root), 0, "the stream ended with an error:"));
  }
}

void responses_stream::take_piece(std::string& into, std::string_view piece) {
  into += piece;
  if (!piece.empty()) ++pieces_;
}

void responses_stream::take_terminal(const json_node& response, bool incomplete) {
  if (!response.is_object())
    return end_with(wire_fail(failure_code::protocol_error,
                              "the stream's terminal event holds no response object"));
  auto reply = read_response_object(response);
  if (!reply && !response["output"] && !response["error"].is_object()) {
    // Some servers leave the output out of the terminal event: the deltas have it.
    chat_reply rebuilt;
    rebuilt.response_id = response["id"].string();
    rebuilt.model = response["model"].string();
    const auto usage = read_response_usage(response["usage"]);
    rebuilt.usage_reported = usage.has_value();
    rebuilt.usage = usage.value_or(token_usage());
    const bool filtered = response["incomplete_details"]["reason"].text() == "content_filter";
    if (incomplete)
      rebuilt.finish = filtered ? finish_reason::content_filter : finish_reason::length;
    reply = std::move(rebuilt);
  }
  if (!reply) return end_with(reply.error());
  if (incomplete && reply->finish == finish_reason::stop) reply->finish = finish_reason::length;
  if (reply->text.empty() && !refusal_.empty()) {
    reply->text = std::move(refusal_);
    reply->finish = finish_reason::refusal;
  } else if (reply->text.empty()) {
    reply->text = std::move(text_);
  }
  ending_ = std::move(reply);
}

void responses_stream::end_with(provider_error error) {
  error.facts.text_committed = !text_.empty() || !refusal_.empty();
  ending_ = wire_result<chat_reply>(std::move(error));
}

wire_result<chat_reply> responses_stream::finish() {
  if (!ended()) {
    const auto seen = text_.size() + refusal_.size();
    auto why =
        fmt::format("the stream ended after {} bytes of text without a terminal event", seen);
    if (!malformed_.empty()) why += fmt::format(" (last unreadable event: {})", malformed_);
    end_with(wire_fail(failure_code::connection_lost, std::move(why)));
  }
  return std::move(*ending_);
}

}  // namespace parley::wire
