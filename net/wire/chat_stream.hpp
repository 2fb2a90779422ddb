// Puts a Chat Completions stream together from its chunks.
// Must not know: bytes, sockets, retries.
#pragma once

#include <optional>

#include "net/wire/codec.hpp"
#include "net/wire/json_reader.hpp"

namespace parley::wire {

/// Complete when a finish_reason came; [DONE] and the usage chunk after it may be missing. [DONE]
/// alone completes a reply that has text. Errors inside the stream end it.
class chat_stream final : public reply_assembler {
 public:
  void take(const sse_event& event) override;
  bool ended() const override { return done_ || error_.has_value(); }
  std::size_t pieces() const override { return pieces_; }
  wire_result<chat_reply> finish() override;

 private:
  void take_chunk(const json_node& chunk);
  bool has_text() const { return !reply_.text.empty() || !refusal_.empty(); }

  chat_reply reply_;
  std::string refusal_;
  std::size_t pieces_ = 0;
  std::string malformed_;  ///< why the last event could not be read
  std::optional<finish_reason> finish_;
  std::optional<token_usage> usage_;
  std::optional<provider_error> error_;
  bool done_ = false;
};

}  // namespace parley::wire
