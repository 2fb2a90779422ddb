// A pooled HTTP/1.1 client for one host: keep-alive connections, TLS verified, every wait bounded.
// Must not know: what is asked, retries, quota.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/errors.hpp"
#include "config/settings.hpp"
#include "net/http/message.hpp"

namespace parley::http {

/// Scheme, host, port and path prefix of a base URL.
struct origin {
  bool tls = true;
  std::string host;
  std::string port;    ///< as text: "443"
  std::string prefix;  ///< "/v1", no trailing slash; may be empty
};
/// Errors: invalid_config with what was expected.
result<origin> parse_origin(std::string_view url);

struct client_settings {
  origin where;
  std::string ca_pem;  ///< trust these instead of the system's store; empty: the system's
  std::string certificate_chain_pem;  ///< our own identity, for servers that ask; empty: none
  std::string private_key_pem;        ///< belongs to the certificate
  transport_settings transport;
};

/// Body bytes as they arrive. Returning false stops reading and closes the connection; the exchange
/// then ends well, with the reply's header.
using body_sink = std::function<bool(std::string_view)>;

/// The final reply's status and header fields, before its body: rate limits come here when a
/// streamed reply begins, seconds before it ends. Called once per reply at most; an exchange that
/// is repeated on a new connection had none before.
using head_sink = std::function<void(const response&)>;

/// Who has a say when a connection turned out to be closed and the request would be sent once more.
class resend_permit {
 public:
  virtual ~resend_permit() = default;
  /// An error is the exchange's.
  virtual asio::awaitable<result<void>> ask() = 0;
};

struct exchange_times {
  time_point sent;        ///< request completely written
  time_point first_byte;  ///< of the reply's header
  time_point complete;
};

struct exchange_result {
  response reply;  ///< body empty when a sink took it
  exchange_times times;
  bool reused = false;     ///< on a connection that had served before
  duration connecting{0};  ///< name lookup, TCP and TLS; 0 on a connection that was open
};

struct pool_counters {
  std::size_t open = 0, idle = 0;  ///< connections now; open includes idle
  std::uint64_t opened = 0;        ///< connections, since the start
  std::uint64_t reused = 0;        ///< exchanges on a connection that had served before
  std::uint64_t stale = 0;         ///< idle connections found closed by the server
  std::uint64_t failed = 0;        ///< connections not opened, exchanges not completed
};

/// One thread; must outlive its exchanges. Cancelling an exchange closes its connection. Idle
/// connections that grew too old are closed when the next exchange begins: without exchanges the
/// client keeps neither timer nor loop busy.
class client {
 public:
  virtual ~client() = default;
  /// TLS goes through the proxy that HTTPS_PROXY names, if any and not excepted by NO_PROXY.
  /// Errors: tls_failed (CA text or identity unreadable), invalid_config (the proxy's URL).
  static result<std::unique_ptr<client>> create(asio::io_context& context, clock_source& clock,
                                                client_settings settings);

  /// Sends one request and reads the reply. `target` is appended to the origin's prefix. With a
  /// sink, a 2xx body goes there as it comes; other bodies are collected in reply.body. `on_head`
  /// hears of the reply's header as soon as it is complete.
  /// A connection that the server closed while idle is replaced, silently, once, if no byte of the
  /// reply came. Errors: connect_failed, tls_failed, timed_out, connection_lost, protocol_error,
  /// invalid_input (a header that cannot be sent), each with host and what to do. Throws
  /// operation_aborted when cancelled.
  virtual asio::awaitable<result<exchange_result>> exchange(request outgoing, time_point deadline,
                                                            body_sink sink,
                                                            head_sink on_head = nullptr) = 0;

  virtual pool_counters counters() const = 0;
  /// Closes idle connections; those in use close when done.
  virtual void close_idle() = 0;
};

}  // namespace parley::http
