// Keeps what a handler answers instead of sending it: for the lines of a batch, for responses made
// in the background, and for tests that need no socket.
// Must not know: who asked.
#pragma once

#include <string>

#include "net/http/server.hpp"

namespace parley::sim::service {

class captured_reply final : public http::response_writer {
 public:
  boost::asio::awaitable<bool> send(http::response reply) override {
    reply_ = std::move(reply);
    complete_ = true;
    co_return true;
  }
  boost::asio::awaitable<bool> head(int status, http::fields headers) override {
    reply_.status = status;
    reply_.headers = std::move(headers);
    co_return true;
  }
  boost::asio::awaitable<bool> chunk(std::string bytes) override {
    reply_.body += bytes;
    co_return true;
  }
  boost::asio::awaitable<bool> finish() override {
    complete_ = true;
    co_return true;
  }
  void abort(bool) override { aborted_ = true; }
  boost::asio::awaitable<bool> raw(std::string bytes) override {
    reply_.body += bytes;
    co_return true;
  }

  const http::response& reply() const { return reply_; }
  bool is_complete() const { return complete_; }
  bool is_aborted() const { return aborted_; }

 private:
  http::response reply_;
  bool complete_ = false, aborted_ = false;
};

}  // namespace parley::sim::service
