// One wire dialect: how a request is written and how its reply, whole or streamed, is read.
// Must not know: HTTP, retries, quota.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/chat.hpp"
#include "net/wire/provider_error.hpp"
#include "net/wire/sse_parser.hpp"

namespace parley::wire {

/// Puts a streamed reply together from its events. Pure; one reply, then thrown away.
class reply_assembler {
 public:
  virtual ~reply_assembler() = default;

  /// Events after the end (an extra [DONE]) are ignored.
  virtual void take(const sse_event& event) = 0;

  /// The reply has come to its end, well or badly; nothing that follows changes it.
  virtual bool ended() const = 0;

  /// Pieces of text (or of a refusal) so far: whoever feeds bytes sees when each one came.
  virtual std::size_t pieces() const = 0;

  /// Call once, when no more events will come. A stream without a terminal event is
  /// connection_lost, never a reply. facts.text_committed says whether output had begun.
  virtual wire_result<chat_reply> finish() = 0;
};

/// Fills text, finish, usage (usage_reported false when there was none), model and response_id of
/// the reply; the rest is the caller's. Failures: as error_envelope, plus protocol_error.
class codec {
 public:
  virtual ~codec() = default;
  virtual std::string_view target() const = 0;  ///< path after the base URL
  std::string encode(const chat_request& request, bool stream) const {
    return encode_with_room(request, stream, request.max_output_tokens);
  }
  /// `room` is sent in place of the request's own max_output_tokens.
  virtual std::string encode_with_room(const chat_request& request, bool stream,
                                       int room) const = 0;
  virtual wire_result<chat_reply> decode(std::string_view body) const = 0;
  virtual std::unique_ptr<reply_assembler> assembler() const = 0;
};

/// `api` is "responses" or "chat". Errors: invalid_config.
result<std::unique_ptr<codec>> make_codec(std::string_view api);

/// GET /models: the ids, in the server's order. Errors: protocol_error.
result<std::vector<std::string>> decode_model_list(std::string_view body);

}  // namespace parley::wire
