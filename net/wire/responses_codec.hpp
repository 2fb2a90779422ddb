// The Responses dialect: POST /responses.
// Must not know: HTTP, retries, quota.
#pragma once

#include "net/wire/codec.hpp"
#include "net/wire/json_reader.hpp"

namespace parley::wire {

class responses_codec final : public codec {
 public:
  std::string_view target() const override { return "/responses"; }
  std::string encode_with_room(const chat_request& request, bool stream, int room) const override;
  wire_result<chat_reply> decode(std::string_view body) const override;
  std::unique_ptr<reply_assembler> assembler() const override;
};

/// A response object, whole: of a reply's body or of a terminal stream event. A status other than
/// completed or incomplete is a failure; a refusal and a cut at max_output_tokens are replies.
wire_result<chat_reply> read_response_object(const json_node& response);

/// {"input_tokens", "output_tokens", ...}; nothing when absent or not believable.
std::optional<token_usage> read_response_usage(const json_node& usage);

}  // namespace parley::wire
