// One connection's bytes, whatever carries them: plain TCP, TLS, or a script in a test.
// Must not know: HTTP, who dials, timeouts (close() is how a timeout acts).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace parley::http {

enum class io_state {
  done,        ///< `bytes` were moved, at least one
  want_read,   ///< wait until the peer has sent something, then call again
  want_write,  ///< wait until there is room to send, then call again
  ended,       ///< the peer has finished sending, properly
  broken,      ///< reset, cut without TLS's closing message, or closed by us; see why_broken()
};

struct io_step {
  io_state state = io_state::broken;
  std::size_t bytes = 0;
};

enum class io_want { read, write };

/// Non-blocking: a try_ call does what it can at once; wait() suspends. One user at a time.
class byte_stream {
 public:
  byte_stream() = default;
  byte_stream(const byte_stream&) = delete;
  byte_stream& operator=(const byte_stream&) = delete;
  virtual ~byte_stream() = default;

  virtual io_step try_read(char* to, std::size_t size) = 0;
  /// True when the last read took all that there was: reading again before wait() would be a system
  /// call for nothing. Says nothing about what has arrived since.
  virtual bool drained() const { return false; }
  virtual io_step try_write(std::string_view bytes) = 0;
  /// TLS: one step of the handshake, `done` when it is complete. Plain: `done` at once.
  virtual io_step try_handshake() = 0;
  /// Completes with an error when closed or cancelled meanwhile.
  virtual boost::asio::awaitable<boost::system::error_code> wait(io_want what) = 0;

  /// Tells the peer that nothing follows (TLS closing message, then FIN) without waiting.
  virtual void finish_sending() = 0;
  /// Closes now; pending waits fail. `reset`: the peer sees RST. May be called twice.
  virtual void close(bool reset) = 0;

  /// One line for people about the last `broken`.
  virtual std::string why_broken() const = 0;
};

/// Writes everything, waiting for room. False: broken, see why_broken().
boost::asio::awaitable<bool> write_all(byte_stream& to, std::string_view bytes);

}  // namespace parley::http
