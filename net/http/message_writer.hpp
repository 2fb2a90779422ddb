// Requests and replies as the bytes that go on the wire.
// Must not know: sockets, who sends.
#pragma once

#include <string>
#include <string_view>

#include "net/http/message.hpp"

namespace parley::http {

/// Framing fields (Content-Length, Transfer-Encoding) are this module's business: those in
/// `headers` are left out, except a HEAD reply's length.
enum class framing {
  length,    ///< Content-Length of the body that follows
  chunked,   ///< Transfer-Encoding: chunked
  none,      ///< the message has no body, or ends with the connection
  as_given,  ///< a reply to HEAD: the fields describe a body that is not sent
};

/// True when every name is a token and no value holds a line break or another control character.
bool are_sendable(const fields& headers);

void append_reply_head(std::string& out, int status, const fields& headers, framing how,
                       std::size_t body_bytes, bool keep_alive);
/// "Host" is added when it is missing. `target` is the complete target.
void append_request_head(std::string& out, const request& asked, std::string_view target,
                         std::string_view host);
void append_chunk(std::string& out, std::string_view bytes);  ///< `bytes` not empty
inline constexpr std::string_view last_chunk = "0\r\n\r\n";

std::string_view reason_phrase(int status);

}  // namespace parley::http
