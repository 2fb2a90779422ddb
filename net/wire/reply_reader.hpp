// Reads the body of a 2xx reply as it comes: events when it is a stream, else one document.
// Must not know: sockets; it does not trust the content type.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "net/wire/codec.hpp"

namespace parley::wire {

/// A server may ignore "stream": true and answer with plain JSON, and some gateways answer 200 with
/// an HTML page: the first byte that is no space decides ('{', '[' and '<' open a document).
class reply_reader {
 public:
  /// `max_bytes`: of the whole body, >= 1.
  reply_reader(const codec& dialect, std::size_t max_bytes);

  /// False: the rest is not worth reading (too long, or an unreadable stream); finish() says why.
  bool feed(std::string_view bytes);

  /// A complete reply or failure is already known: a connection that dies now changes nothing.
  bool ended() const;
  /// feed() has returned false: finish() says why, whatever the connection says.
  bool broken() const { return broken_.code != failure_code::none; }
  bool started() const { return seen_ > 0; }
  /// Pieces of a streamed text so far; 0 for a document.
  std::size_t pieces() const { return assembler_->pieces(); }

  /// Call once, when the body has ended or broken off.
  wire_result<chat_reply> finish();

 private:
  enum class shape { unknown, stream, document };

  const codec& dialect_;
  std::size_t max_bytes_;
  std::size_t seen_ = 0;
  shape shape_ = shape::unknown;
  std::string document_;
  sse_parser parser_;
  std::unique_ptr<reply_assembler> assembler_;
  sse_parser::event_sink to_assembler_;
  failure broken_;
};

}  // namespace parley::wire
