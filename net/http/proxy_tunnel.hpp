// Asks a proxy for a tunnel (CONNECT) on a fresh plain connection.
// Must not know: where the proxy is, TLS.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/errors.hpp"
#include "net/http/proxy.hpp"
#include "net/http/stream.hpp"

namespace parley::http {

/// All arguments outlive the call; a time limit acts by closing `stream`. `place`: "host:port" of
/// the origin. Nothing: the tunnel stands. Errors: connect_failed, protocol_error. Throws
/// operation_aborted when cancelled.
asio::awaitable<std::optional<failure>> open_tunnel(byte_stream& stream, const proxy& through,
                                                    const std::string& place);

}  // namespace parley::http
