// The Chat Completions dialect: POST /chat/completions, for compatible servers.
// Must not know: HTTP, retries, quota.
#pragma once

#include "net/wire/codec.hpp"
#include "net/wire/json_reader.hpp"

namespace parley::wire {

class chat_codec final : public codec {
 public:
  std::string_view target() const override { return "/chat/completions"; }
  std::string encode_with_room(const chat_request& request, bool stream, int room) const override;
  wire_result<chat_reply> decode(std::string_view body) const override;
  std::unique_ptr<reply_assembler> assembler() const override;
};

/// {"prompt_tokens", "completion_tokens", ...}; nothing when absent or not believable.
std::optional<token_usage> read_chat_usage(const json_node& usage);

/// "stop", "length", ... Names that only some servers use are read by what they mean; nothing: the
/// reply has not finished.
std::optional<finish_reason> read_finish_reason(const json_node& reason);

/// A message's content: text, or the text parts of an array joined.
std::string read_chat_content(const json_node& content);

}  // namespace parley::wire
