// One client's connection on the server: reads requests in order, lets the handler answer each.
// Must not know: listening, other connections, what is served.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "net/http/byte_buffer.hpp"
#include "net/http/deadlines.hpp"
#include "net/http/message_reader.hpp"
#include "net/http/server.hpp"
#include "net/http/stream.hpp"

namespace parley::http {

/// What the bodies of all connections hold together. Shared by them, on one thread.
struct body_budget {
  std::size_t most = SIZE_MAX;
  std::size_t held = 0;
};

class server_connection {
 public:
  /// `settings`, `serving`, `timers` and `budget` (if any) outlive the connection.
  server_connection(std::unique_ptr<byte_stream> stream, const server_settings& settings,
                    handler& serving, deadlines& timers, body_budget* budget = nullptr);
  ~server_connection() { hold(0); }

  /// Serves until either side closes. Owns nothing but itself: cancel it, or close(), to end it.
  asio::awaitable<void> run();
  void close(bool reset) { stream_->close(reset); }

  /// Sends all bytes, at most body_timeout long. False: the client is gone.
  asio::awaitable<bool> send_all(std::string_view bytes);

 private:
  enum class outcome { next, close_now, close_kindly };

  asio::awaitable<bool> handshake();
  asio::awaitable<outcome> serve_one();
  asio::awaitable<outcome> read_request();
  asio::awaitable<bool> fill();
  asio::awaitable<outcome> refuse(int status, std::string why);
  asio::awaitable<void> linger();
  bool hold(std::size_t bytes);
  void expect_within(std::chrono::milliseconds limit);
  void expect_nothing() { deadline_.set(time_point::max()); }
  void on_deadline();

  std::unique_ptr<byte_stream> stream_;
  const server_settings& settings_;
  handler& serving_;
  deadlines& timers_;
  std::unique_ptr<request_reader> reader_;
  byte_buffer buffer_;
  std::string out_;  // bytes being sent; kept for its capacity
  body_budget* budget_;
  std::size_t held_ = 0;  // of the budget
  bool expired_ = false;
  deadlines::entry deadline_;
};

}  // namespace parley::http
