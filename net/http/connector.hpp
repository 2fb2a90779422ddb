// Opens connections for the pool: a real socket with TLS, or a scripted stream in a test.
// Must not know: HTTP, the pool.
#pragma once

#include <memory>

#include "base/errors.hpp"
#include "net/http/client.hpp"
#include "net/http/deadlines.hpp"
#include "net/http/proxy.hpp"
#include "net/http/stream.hpp"
#include "net/http/tls_context.hpp"

namespace parley::http {

class connector {
 public:
  virtual ~connector() = default;
  /// A connection that is ready for a request. Errors: connect_failed, tls_failed, timed_out, each
  /// with host and advice. Throws operation_aborted when cancelled.
  virtual asio::awaitable<result<std::unique_ptr<byte_stream>>> connect(time_point until) = 0;
};

/// `tls` is null for plain HTTP. `context` and `timers` outlive the connector.
std::unique_ptr<connector> make_socket_connector(asio::io_context& context, deadlines& timers,
                                                 const origin& where,
                                                 std::unique_ptr<tls_context> tls,
                                                 std::optional<proxy> through = std::nullopt);

/// "host:port" for messages, with brackets around an IPv6 address.
std::string place_of(const origin& where);

}  // namespace parley::http
