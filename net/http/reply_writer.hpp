// The response_writer that handlers get: turns calls into bytes and keeps their order right.
// Must not know: sockets beyond server_connection's send_all.
#pragma once

#include <string>

#include "net/http/message_writer.hpp"
#include "net/http/server_connection.hpp"

namespace parley::http {

class reply_writer final : public response_writer {
 public:
  struct asked {
    bool is_head = false;   ///< the method is HEAD: no body goes out
    bool is_http11 = true;  ///< else no chunks: the end of the connection ends the body
    bool keep_alive = true;
  };
  /// `out` is the connection's send buffer, empty at the start.
  reply_writer(server_connection& connection, std::string& out, asked about)
      : connection_(connection), out_(out), asked_(about) {}

  boost::asio::awaitable<bool> send(response reply) override;
  boost::asio::awaitable<bool> head(int status, fields headers) override;
  boost::asio::awaitable<bool> chunk(std::string bytes) override;
  boost::asio::awaitable<bool> finish() override;
  void abort(bool reset) override;
  boost::asio::awaitable<bool> raw(std::string bytes) override;

  bool is_complete() const { return state_ == state::complete; }
  bool is_cut() const { return state_ == state::streaming; }  ///< begun and not finished
  bool keep_alive() const { return asked_.keep_alive; }

 private:
  enum class state { fresh, streaming, complete, gone };
  boost::asio::awaitable<bool> flush(state then);
  void begin(const fields& headers);

  server_connection& connection_;
  std::string& out_;
  asked asked_;
  state state_ = state::fresh;
  bool body_allowed_ = true;
  bool chunked_ = false;
};

}  // namespace parley::http
