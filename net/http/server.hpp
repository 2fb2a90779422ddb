// A small HTTP/1.1 server over TLS or plain TCP, for the simulated provider and for tests.
// Must not know: what is served.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/errors.hpp"
#include "net/http/message.hpp"

namespace parley::http {

/// How a handler answers. Calling head() and then chunk() streams (chunked transfer, each chunk in
/// one socket write); send() answers in one piece. Exactly one of the two ways a request.
class response_writer {
 public:
  virtual ~response_writer() = default;
  /// All return false once the client is gone; the handler should then return.
  virtual boost::asio::awaitable<bool> send(response reply) = 0;
  virtual boost::asio::awaitable<bool> head(int status, fields headers) = 0;
  virtual boost::asio::awaitable<bool> chunk(std::string bytes) = 0;
  virtual boost::asio::awaitable<bool> finish() = 0;
  /// Closes the connection now. `reset`: with RST. For fault injection.
  virtual void abort(bool reset) = 0;
  /// Writes raw bytes to the connection as they are. For fault injection.
  virtual boost::asio::awaitable<bool> raw(std::string bytes) = 0;
};

/// What becomes of a connection that was just accepted. All but `serve` are for fault injection.
struct reception {
  enum class treatment {
    serve,
    close,    ///< end it at once
    reset,    ///< with RST
    silence,  ///< say nothing for `wait`, then end it
    alert,    ///< TLS: a fatal handshake_failure; plain: close
    delay,    ///< serve it after `wait`
  };
  treatment what = treatment::serve;
  std::chrono::milliseconds wait{0};
};

class handler {
 public:
  virtual ~handler() = default;
  /// Called once a request, on the server's thread; several run at the same time on different
  /// connections. Returning without an answer closes the connection.
  virtual boost::asio::awaitable<void> serve(request incoming, response_writer& out) = 0;
  /// For counting: each connection that is served opens and closes once.
  virtual void connection_opened() {}
  virtual void connection_closed() {}
  /// Asked for each new connection, on the server's thread.
  virtual reception receive() { return {}; }
  /// How large the body of this request may be; `head` has no body yet. At most
  /// server_settings::max_body_bytes, whatever it says.
  virtual std::size_t max_body_bytes(const request& head) const {
    (void)head;
    return SIZE_MAX;
  }
  /// What is said to a request that could not be read: 400, 413, 431. The connection ends after it.
  virtual response refusal(int status, const std::string& why);
};

struct tls_identity {
  std::string certificate_chain_pem;
  std::string private_key_pem;
  std::string client_ca_pem;  ///< clients must show a certificate of these; empty: not asked
};

struct server_settings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                  ///< 0: any free port
  std::optional<tls_identity> tls;         ///< nothing: plain HTTP
  std::size_t max_connections = 10'000;    ///< more are closed at once
  std::size_t max_header_bytes = 65'536;   ///< beyond: 431
  std::size_t max_body_bytes = 64u << 20;  ///< beyond: 413
  /// Bodies of all requests that are being received or answered; beyond: 503.
  std::size_t max_buffered_bytes = 2ull << 30;
  std::chrono::milliseconds header_timeout{
      10'000};  ///< for a request's header, from its first byte
  std::chrono::milliseconds body_timeout{60'000};
  std::chrono::milliseconds idle_timeout{75'000};  ///< between requests
};

/// Lives on one io_context; run() serves until stop().
class server {
 public:
  virtual ~server() = default;
  /// Binds and listens. Errors: io_error (address in use, no permission), tls_failed (bad
  /// identity).
  static result<std::unique_ptr<server>> create(boost::asio::io_context& context,
                                                server_settings settings, handler& serving);
  virtual std::uint16_t port() const = 0;
  /// Serves until stop(); returns when every connection has ended.
  virtual boost::asio::awaitable<void> run() = 0;
  /// Closes the listener and all connections. Call on the context's thread.
  virtual void stop() = 0;
  virtual std::size_t connections() const = 0;
  /// Closes the listener, so that the system refuses new connections, or opens it again on the same
  /// port. Errors: io_error (somebody else took the port meanwhile).
  virtual result<void> set_listening(bool open) = 0;
};

/// A certificate authority made now, and a server identity signed by it for `host` ("127.0.0.1",
/// "localhost"), valid `days` days from yesterday. ECDSA P-256.
struct fresh_identity {
  std::string ca_pem;
  tls_identity server;
};
result<fresh_identity> make_identity(const std::string& host, int days = 7);

}  // namespace parley::http
