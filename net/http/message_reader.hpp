// Turns bytes into requests or replies, one message at a time, inside hard limits.
// Must not know: sockets, time, Beast (in this header).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/http/byte_buffer.hpp"
#include "net/http/message.hpp"

namespace parley::http {

enum class read_state {
  need_more,  ///< everything usable was consumed; feed again after more bytes came
  header,     ///< reported once: the header is complete, the body may follow
  complete,
  stopped,  ///< the body's receiver did not want more
  failed,   ///< see problem(); the connection cannot be used any more
};

enum class read_problem { none, malformed, header_too_large, body_too_large };

struct message_limits {
  std::size_t header_bytes = 65'536;
  std::uint64_t body_bytes = 8u << 20;
};

/// What requests and replies have in common.
class message_reader {
 public:
  virtual ~message_reader() = default;
  /// Consumes from the front of `from` what belongs to this message, no byte of the next one.
  virtual read_state feed(byte_buffer& from) = 0;
  virtual bool keep_alive() const = 0;  ///< by version and Connection; valid after the header
  virtual bool is_http11() const = 0;
  virtual read_problem problem() const = 0;
  virtual std::string problem_text() const = 0;
};

class request_reader : public message_reader {
 public:
  virtual void start() = 0;  ///< the next message
  virtual request& message() = 0;
  virtual bool expects_continue() const = 0;
  /// Narrows the body's limit for this message, once its header is known. A stated length beyond
  /// it fails at once: see problem().
  virtual void limit_body(std::uint64_t bytes) = 0;
};
std::unique_ptr<request_reader> make_request_reader(message_limits limits);

class response_reader : public message_reader {
 public:
  using sink = std::function<bool(std::string_view)>;
  /// `without_body`: the reply to HEAD. A 2xx body goes to `to`, if it holds a function; it must
  /// live until the message is complete.
  virtual void start(bool without_body, const sink& to) = 0;
  virtual response& message() = 0;
  virtual bool ends_with_connection() const = 0;  ///< neither length nor chunks: until the end
  /// The peer has finished sending: complete, or failed when something is missing.
  virtual read_state end_of_stream() = 0;
};
std::unique_ptr<response_reader> make_response_reader(message_limits limits);

}  // namespace parley::http
