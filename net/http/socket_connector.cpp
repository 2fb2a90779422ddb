#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/http/connect_race.hpp"
#include "net/http/connector.hpp"
#include "net/http/name_lookup.hpp"
#include "net/http/proxy_tunnel.hpp"
#include "net/http/socket_stream.hpp"

namespace parley::http {
namespace {

using asio::ip::tcp;

class socket_connector final : public connector {
 public:
  socket_connector(asio::io_context& context, deadlines& timers, const origin& where,
                   std::unique_ptr<tls_context> tls, std::optional<proxy> through)
      : context_(context),
        timers_(timers),
        place_(place_of(where)),
        first_hop_(through ? fmt::format("the proxy {}:{}", through->host, through->port) : place_),
        names_(context, timers, through ? through->host : where.host,
               through ? through->port : where.port),
        proxy_(std::move(through)),
        tls_(std::move(tls)) {}

  asio::awaitable<result<std::unique_ptr<byte_stream>>> connect(time_point until) override {
    auto socket = co_await connect_tcp(until);
    if (!socket) co_return socket.error();
    if (proxy_) {
      auto problem = co_await pass_proxy(*socket, until);
      if (problem) co_return std::move(*problem);
    }
    if (!tls_) co_return make_plain_stream(std::move(*socket));
    ssl_ptr tls = tls_->connection();
    if (!tls) co_return fail(failure_code::tls_failed, "TLS could not start: out of memory");
    auto stream = make_tls_stream(std::move(*socket), std::move(tls));
    auto problem = co_await shake_hands(*stream, until);
    if (problem) co_return std::move(*problem);
    co_return std::unique_ptr<byte_stream>(std::move(stream));
  }

 private:
  asio::awaitable<result<tcp::socket>> connect_tcp(time_point until) {
    auto found = co_await names_.find(until);
    if (!found) co_return found.error();
    auto raced = co_await race_to_connect(context_, timers_, std::move(*found), until);
    if (raced.socket) {
      names_.prefer(raced.endpoint);
      co_return std::move(*raced.socket);
    }
    names_.forget();
    if (raced.last == asio::error::timed_out)
      co_return fail(failure_code::timed_out,
                     fmt::format("no TCP connection to {} within the connect timeout; check the "
                                 "network, a firewall, or raise transport.connect_timeout",
                                 first_hop_));
    co_return fail(failure_code::connect_failed,
                   fmt::format("no TCP connection to {}: {}; check host and port of the base URL "
                               "and that the service is up",
                               first_hop_, raced.last.message()));
  }

  // The tunnel is asked for on a plain stream that then gives the socket back.
  asio::awaitable<std::optional<failure>> pass_proxy(tcp::socket& socket, time_point until) {
    const auto stream = make_borrowing_stream(socket);
    bool expired = false;
    deadlines::entry limit(timers_, [&] {
      expired = true;
      stream->close(false);
    });
    limit.set(until);
    auto problem = co_await open_tunnel(*stream, *proxy_, place_);
    if (problem && expired) problem->code = failure_code::timed_out;
    co_return problem;
  }

  asio::awaitable<std::optional<failure>> shake_hands(tls_stream& stream, time_point until) {
    bool expired = false;
    deadlines::entry limit(timers_, [&] {
      expired = true;
      stream.close(false);
    });
    limit.set(until);
    for (;;) {
      const io_step step = stream.try_handshake();
      if (step.state == io_state::done) co_return std::nullopt;
      if (step.state == io_state::ended || step.state == io_state::broken)
        co_return handshake_failure(stream);
      const auto want = step.state == io_state::want_read ? io_want::read : io_want::write;
      const auto stopped = co_await stream.wait(want);
      const auto state = co_await asio::this_coro::cancellation_state;
      if (state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
      if (expired)
        co_return fail(failure_code::timed_out,
                       fmt::format("the TLS handshake with {} did not end within the connect "
                                   "timeout; check that the port speaks TLS",
                                   place_));
      if (stopped) co_return handshake_failure(stream);
    }
  }

  failure handshake_failure(const tls_stream& stream) const {
    if (const long refused = stream.verify_error(); refused != 0)
      return fail(failure_code::untrusted, describe_verification(refused, place_));
    const std::string why = stream.why_broken();
    std::string_view advice = "check that the port speaks TLS and that no proxy stands between";
    if (why.find("protocol version") != why.npos || why.find("unsupported protocol") != why.npos)
      advice = "expected TLS 1.2 or 1.3: the server must be updated";
    return fail(failure_code::tls_failed,
                fmt::format("the TLS handshake with {} failed: {}; {}", place_, why, advice));
  }

  asio::io_context& context_;
  deadlines& timers_;
  std::string place_;
  std::string first_hop_;  // what the TCP connection goes to
  name_lookup names_;
  std::optional<proxy> proxy_;
  std::unique_ptr<tls_context> tls_;
};

}  // namespace

std::unique_ptr<connector> make_socket_connector(asio::io_context& context, deadlines& timers,
                                                 const origin& where,
                                                 std::unique_ptr<tls_context> tls,
                                                 std::optional<proxy> through) {
  return std::make_unique<socket_connector>(context, timers, where, std::move(tls),
                                            std::move(through));
}

std::string place_of(const origin& where) {
  const bool is_v6 = where.host.find(':') != where.host.npos;
  return fmt::format("{}{}{}:{}", is_v6 ? "[" : "", where.host, is_v6 ? "]" : "", where.port);
}

}  // namespace parley::http
