// Connections without sockets: two ends of a byte stream on any clock, with delay and faults.
// Must not know: HTTP, who talks.
#pragma once

#include <memory>
#include <utility>

#include "base/clock.hpp"
#include "net/http/stream.hpp"

namespace parley::test {

/// How one connection behaves. Byte counts are of one direction.
struct memory_line {
  duration one_way = std::chrono::microseconds(250);  ///< from written to readable
  std::size_t window = 256 * 1024;  ///< bytes that may be written and not yet read
  /// After so many bytes towards the client the connection breaks; 0: never.
  std::size_t cut_after = 0;
  /// No read or write moves more bytes than this: bytes arrive in pieces.
  std::size_t largest_piece = 1 << 20;
};

struct memory_pair {
  std::unique_ptr<http::byte_stream> client, server;
};

/// `clock` outlives both ends. Closing one end properly lets the other read to the end; a reset,
/// or the line's cut, breaks both at once.
memory_pair make_memory_pair(asio::any_io_executor executor, clock_source& clock,
                             const memory_line& line);

}  // namespace parley::test
