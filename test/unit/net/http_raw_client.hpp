// A client that sends exactly the bytes a test wrote, for what a proper client would never send.
// Must not know: HTTP.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <string>
#include <string_view>

namespace parley::test {

class raw_client {
 public:
  explicit raw_client(boost::asio::io_context& context) : socket_(context) {}

  boost::asio::awaitable<void> connect(std::uint16_t port) {
    const boost::asio::ip::tcp::endpoint where(boost::asio::ip::address_v4::loopback(), port);
    co_await socket_.async_connect(where, boost::asio::use_awaitable);
  }
  boost::asio::awaitable<void> send(std::string bytes) {
    auto sent = co_await boost::asio::async_write(
        socket_, boost::asio::buffer(bytes), boost::asio::as_tuple(boost::asio::use_awaitable));
    (void)sent;
  }
  /// Everything until `mark` was seen, or the connection ended.
  boost::asio::awaitable<std::string> receive_until(std::string mark) {
    std::string text;
    while (mark.empty() || text.find(mark) == std::string::npos) {
      char bytes[4096];
      auto got = co_await socket_.async_read_some(
          boost::asio::buffer(bytes), boost::asio::as_tuple(boost::asio::use_awaitable));
      auto& [ec, n] = got;
      if (ec) {
        last_error = ec;
        break;
      }
      ++reads;
      text.append(bytes, n);
    }
    co_return text;
  }
  boost::asio::awaitable<std::string> receive_all() { return receive_until(""); }
  void shutdown_send() { socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send); }
  void close() { socket_.close(); }

  boost::system::error_code last_error;
  int reads = 0;

 private:
  boost::asio::ip::tcp::socket socket_;
};

}  // namespace parley::test
