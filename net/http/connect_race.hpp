// Connects to whichever of a host's addresses answers first ("happy eyeballs", RFC 8305).
// Must not know: names, TLS, what the connection is for.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <optional>
#include <vector>

#include "net/http/deadlines.hpp"

namespace parley::http {

struct raced_connection {
  std::optional<asio::ip::tcp::socket> socket;  ///< none: no address answered
  asio::ip::tcp::endpoint endpoint;             ///< that the socket is connected to
  error_code last;                              ///< why the last one failed; timed_out at `until`
};

/// The next address is tried when the one before has failed, or has not answered for 250 ms; the
/// first to answer wins and the others are closed. `addresses`: at least one, tried in this order,
/// the two families in turn. Throws operation_aborted when cancelled.
asio::awaitable<raced_connection> race_to_connect(asio::io_context& context, deadlines& timers,
                                                  std::vector<asio::ip::tcp::endpoint> addresses,
                                                  time_point until);

/// The same addresses, families in turn, beginning with the first one's; otherwise in order.
std::vector<asio::ip::tcp::endpoint> families_in_turn(
    const std::vector<asio::ip::tcp::endpoint>& addresses);

}  // namespace parley::http
