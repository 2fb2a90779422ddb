// The client over any connector: tests give it scripted streams and a virtual clock.
// Must not know: sockets, TLS.
#pragma once

#include <memory>

#include "net/http/client.hpp"
#include "net/http/connector.hpp"
#include "net/http/deadlines.hpp"

namespace parley::http {

/// `timers` was made for `clock`; the connector may use it too.
std::unique_ptr<client> make_pooled_client(asio::io_context& context,
                                           std::unique_ptr<deadlines> timers,
                                           std::unique_ptr<connector> connections,
                                           client_settings settings);

}  // namespace parley::http
