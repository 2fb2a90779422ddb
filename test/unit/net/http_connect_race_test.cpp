#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch_test_macros.hpp>

#include "net/http/connect_race.hpp"
#include "test/support/run_coroutine.hpp"
#include "test/support/sim_clock.hpp"

using namespace parley;
using asio::ip::tcp;

namespace {

tcp::endpoint loopback(int last_byte, std::uint16_t port) {
  return {asio::ip::make_address_v4(fmt::format("127.0.0.{}", last_byte)), port};
}

/// A port of this machine at which nobody listens.
std::uint16_t closed_port(asio::io_context& context) {
  tcp::acceptor taken(context, {asio::ip::address_v4::loopback(), 0});
  return taken.local_endpoint().port();
}

}  // namespace

TEST_CASE("addresses of both families are tried in turn", "[http]") {
  const tcp::endpoint a6(asio::ip::make_address("::1"), 1), b6(asio::ip::make_address("::2"), 1);
  const auto a4 = loopback(1, 1), b4 = loopback(2, 1), c4 = loopback(3, 1);
  CHECK(http::families_in_turn({a6, b6, a4, b4, c4}) ==
        std::vector<tcp::endpoint>{a6, a4, b6, b4, c4});
  CHECK(http::families_in_turn({a4, b4}) == std::vector<tcp::endpoint>{a4, b4});
}

TEST_CASE("a refused address gives way to the next one at once", "[http]") {
  asio::io_context context;
  const auto clock = make_system_clock(context);
  http::deadlines timers(*clock);
  tcp::acceptor open(context, {asio::ip::address_v4::loopback(), 0});
  const auto port = open.local_endpoint().port();
  const std::vector<tcp::endpoint> addresses = {loopback(1, closed_port(context)),
                                                loopback(1, port)};
  auto raced = test::run_coroutine(
      context,
      http::race_to_connect(context, timers, addresses, clock->now() + std::chrono::hours(1)));
  REQUIRE(raced.socket);
  CHECK(raced.endpoint == addresses[1]);
  CHECK(raced.socket->remote_endpoint() == addresses[1]);
}

TEST_CASE("when no address answers the last one's reason is told", "[http]") {
  asio::io_context context;
  const auto clock = make_system_clock(context);
  http::deadlines timers(*clock);
  const auto port = closed_port(context);
  auto raced = test::run_coroutine(
      context, http::race_to_connect(context, timers, {loopback(1, port), loopback(2, port)},
                                     clock->now() + std::chrono::hours(1)));
  CHECK_FALSE(raced.socket);
  CHECK(raced.last == asio::error::connection_refused);
}

// 127.0.0.1 with a full backlog swallows the handshake: neither refusal nor answer.
TEST_CASE("a silent address holds nobody up, and alone it times out", "[http]") {
  asio::io_context context;
  test::sim_clock clock(context);
  http::deadlines timers(clock);
  tcp::acceptor silent(context);
  silent.open(tcp::v4());
  silent.bind({asio::ip::address_v4::loopback(), 0});
  silent.listen(0);
  const auto dead = silent.local_endpoint();
  std::vector<tcp::socket> fill;
  for (int i = 0; i < 8; ++i) {
    fill.emplace_back(context);
    fill.back().async_connect(dead, [](error_code) {});
  }
  tcp::acceptor open(context, {asio::ip::address_v4::loopback(), 0});
  const auto begun = clock.now();
  std::optional<http::raced_connection> raced;
  asio::co_spawn(context,
                 http::race_to_connect(context, timers, {dead, open.local_endpoint()},
                                       begun + std::chrono::seconds(9)),
                 [&](std::exception_ptr, http::raced_connection got) { raced = std::move(got); });
  for (int i = 0; i < 2000 && !raced; ++i) {
    context.restart();
    context.poll();
    clock.advance(std::chrono::milliseconds(10));
  }
  REQUIRE(raced);
  CHECK(raced->socket);
  CHECK(raced->endpoint == open.local_endpoint());
}
