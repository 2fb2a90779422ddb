// byte_stream over a TCP socket, with or without TLS.
// Must not know: HTTP, OpenSSL's types (in this header), which side of the connection it is.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>

#include "net/http/stream.hpp"
#include "net/http/tls_context.hpp"

namespace parley::http {

/// A TLS byte_stream can say why a handshake failed.
class tls_stream : public byte_stream {
 public:
  /// X509_V_OK (0) or the reason why the peer's certificate was refused.
  virtual long verify_error() const = 0;
  virtual bool resumed() const = 0;
};

/// Takes over a connected socket; sets it non-blocking and TCP_NODELAY.
std::unique_ptr<byte_stream> make_plain_stream(boost::asio::ip::tcp::socket socket);
/// The same on a socket that stays the caller's and outlives the stream.
std::unique_ptr<byte_stream> make_borrowing_stream(boost::asio::ip::tcp::socket& socket);
std::unique_ptr<tls_stream> make_tls_stream(boost::asio::ip::tcp::socket socket, ssl_ptr tls);

}  // namespace parley::http
