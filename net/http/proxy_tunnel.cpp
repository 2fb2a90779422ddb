#include "net/http/proxy_tunnel.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include "net/http/message_reader.hpp"

namespace parley::http {
namespace {

failure refused(const proxy& through, const std::string& place, const std::string& why) {
  return fail(
      failure_code::connect_failed,
      fmt::format("the proxy {}:{} gave no tunnel to {}: {}; check HTTPS_PROXY, its user and "
                  "password, or name the host in NO_PROXY",
                  through.host, through.port, place, why));
}

asio::awaitable<void> stop_if_cancelled() {
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none)
    throw boost::system::system_error(asio::error::operation_aborted);
}

}  // namespace

asio::awaitable<std::optional<failure>> open_tunnel(byte_stream& stream, const proxy& through,
                                                    const std::string& place) {
  std::string ask = fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n", place);
  if (!through.authorization.empty())
    ask += fmt::format("Proxy-Authorization: {}\r\n", through.authorization);
  ask += "\r\n";
  const bool sent = co_await write_all(stream, ask);
  co_await stop_if_cancelled();
  if (!sent) co_return refused(through, place, stream.why_broken());

  const auto reader = make_response_reader(message_limits{});
  const response_reader::sink none;
  reader->start(true, none);  // a granted CONNECT has no body
  byte_buffer buffer;
  for (;;) {
    const read_state state = reader->feed(buffer);
    if (state == read_state::failed)
      co_return refused(through, place, "it does not speak HTTP (" + reader->problem_text() + ")");
    if (state == read_state::complete) break;
    if (state == read_state::header) continue;
    // One byte more than the header would be the other side's: it must stay in the socket. The
    // other side of a TLS tunnel waits for us to begin, so that there is none.
    const io_step step = stream.try_read(buffer.prepare(1024), 1024);
    if (step.state == io_state::done) buffer.commit(step.bytes);
    if (step.state == io_state::ended || step.state == io_state::broken)
      co_return refused(through, place, "it closed the connection");
    if (step.state == io_state::want_read || step.state == io_state::want_write) {
      const auto stopped = co_await stream.wait(io_want::read);
      co_await stop_if_cancelled();
      if (stopped) co_return refused(through, place, "no answer in time");
    }
  }
  const int status = reader->message().status;
  if (status / 100 != 2)
    co_return refused(through, place,
                      status == 407 ? std::string("it wants a user and password (status 407)")
                                    : fmt::format("status {}", status));
  if (!buffer.empty()) co_return refused(through, place, "it sent bytes of its own");
  co_return std::nullopt;
}

}  // namespace parley::http
