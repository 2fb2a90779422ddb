// Puts a Responses stream together: deltas as a fallback, the terminal event as the truth.
// Must not know: bytes, sockets, retries.
#pragma once

#include <optional>

#include "net/wire/codec.hpp"
#include "net/wire/json_reader.hpp"

namespace parley::wire {

/// Ignores unknown events and fields and any order of sequence numbers. Ends with
/// response.completed, .incomplete, .failed, or an `error` event of either shape.
class responses_stream final : public reply_assembler {
 public:
  void take(const sse_event& event) override;
  bool ended() const override { return ending_.has_value(); }
  std::size_t pieces() const override { return pieces_; }
  wire_result<chat_reply> finish() override;

 private:
  void take_piece(std::string& into, std::string_view piece);
  void take_terminal(const json_node& response, bool incomplete);
  void end_with(provider_error error);

  std::string text_;
  std::string refusal_;
  std::size_t pieces_ = 0;
  std::string malformed_;  ///< why the last event could not be read
  std::optional<wire_result<chat_reply>> ending_;
};

}  // namespace parley::wire
