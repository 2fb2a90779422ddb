#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "net/http/pooled_client.hpp"
#include "net/http/proxy.hpp"
#include "test/unit/net/http_client_fixture.hpp"

using namespace parley;
using namespace parley::test;
using asio::ip::tcp;
using Catch::Matchers::ContainsSubstring;

namespace {

result<std::optional<http::proxy>> choose(const std::string& url,
                                          std::map<std::string, std::string> variables) {
  return http::choose_proxy(http::parse_origin(url).value(),
                            [=](const char* name) -> std::optional<std::string> {
                              const auto found = variables.find(name);
                              if (found == variables.end()) return std::nullopt;
                              return found->second;
                            });
}

bool is_direct(const std::string& url, std::map<std::string, std::string> variables) {
  return !choose(url, std::move(variables)).value().has_value();
}

// Reads one request header, says `answer`, then carries bytes both ways.
class small_proxy {
 public:
  small_proxy(asio::io_context& context, std::string answer, std::uint16_t target)
      : acceptor_(context, {asio::ip::address_v4::loopback(), 0}),
        answer_(std::move(answer)),
        target_(target),
        tasks_(context.get_executor()) {
    tasks_.spawn(serve());
  }
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  asio::awaitable<void> stop() {
    tasks_.cancel();
    return tasks_.join();
  }
  std::string asked;

 private:
  asio::awaitable<void> serve() {
    tcp::socket near = co_await acceptor_.async_accept(asio::use_awaitable);
    while (asked.find("\r\n\r\n") == asked.npos) {
      char byte = 0;
      co_await near.async_read_some(asio::buffer(&byte, 1), asio::use_awaitable);
      asked += byte;
    }
    co_await asio::async_write(near, asio::buffer(answer_), asio::use_awaitable);
    if (answer_.find(" 200 ") == answer_.npos) co_return;
    tcp::socket far(near.get_executor());
    const tcp::endpoint where(asio::ip::address_v4::loopback(), target_);
    co_await far.async_connect(where, asio::use_awaitable);
    task_group both(near.get_executor());
    both.spawn(carry(near, far));
    both.spawn(carry(far, near));
    co_await both.join();
  }
  static asio::awaitable<void> carry(tcp::socket& from, tcp::socket& to) {
    char bytes[4096];
    for (;;) {
      auto got =
          co_await from.async_read_some(asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
      if (std::get<0>(got)) break;
      auto put = co_await asio::async_write(to, asio::buffer(bytes, std::get<1>(got)),
                                            asio::as_tuple(asio::use_awaitable));
      if (std::get<0>(put)) break;
    }
    error_code ignored;
    to.close(ignored);
    from.close(ignored);
  }

  tcp::acceptor acceptor_;
  std::string answer_;
  std::uint16_t target_;
  task_group tasks_;
};

// A client that reaches the world's server only through a proxy on `port`.
std::unique_ptr<http::client> client_through(client_world& world, std::uint16_t port) {
  http::client_tls wanted;
  wanted.host = "127.0.0.1";
  wanted.ca_pem = shared_identity().ca_pem;
  http::client_settings settings;
  settings.where.host = "api.example.test";  // only the proxy knows this name
  settings.where.port = "443";
  http::proxy through;
  through.host = "127.0.0.1";
  through.port = std::to_string(port);
  through.authorization = "Basic dTpw";
  auto timers = std::make_unique<http::deadlines>(*world.clock);
  auto connections =
      http::make_socket_connector(world.context, *timers, settings.where,
                                  http::make_client_tls(wanted).value(), std::move(through));
  return http::make_pooled_client(world.context, std::move(timers), std::move(connections),
                                  std::move(settings));
}

}  // namespace

TEST_CASE("the environment names the proxy for TLS, and who goes without", "[http][proxy]") {
  const std::string url = "https://api.example.com/v1";
  CHECK(is_direct(url, {}));
  CHECK(is_direct(url, {{"HTTPS_PROXY", ""}}));
  const auto plain = choose(url, {{"HTTPS_PROXY", "http://proxy.local:3128"}}).value();
  REQUIRE(plain.has_value());
  CHECK(plain->host == "proxy.local");
  CHECK(plain->port == "3128");
  CHECK(plain->authorization.empty());
  const auto named = choose(url, {{"all_proxy", "user:p%40ss@proxy.local"}}).value();
  REQUIRE(named.has_value());
  CHECK(named->port == "80");
  CHECK(named->authorization == "Basic dXNlcjpwQHNz");
  CHECK(choose(url, {{"HTTPS_PROXY", "a:1"}, {"https_proxy", "b:2"}}).value()->host == "b");

  const std::pair<std::string, std::string> set{"HTTPS_PROXY", "proxy.local:3128"};
  for (const std::string list : {"*", "example.com", ".example.com", "other, API.Example.com",
                                 "api.example.com:443", "x,example.com:443"})
    CHECK(is_direct(url, {set, {"NO_PROXY", list}}));
  for (const std::string list :
       {"ple.com", "example.org", "api.example.com:8443", ",", "com.example"})
    CHECK_FALSE(is_direct(url, {set, {"NO_PROXY", list}}));
  for (const std::string local :
       {"https://localhost:1", "https://127.0.0.1:1", "https://[::1]:1", "http://api.example.com"})
    CHECK(is_direct(local, {set}));
}

TEST_CASE("a proxy that cannot be used is an error without its password", "[http][proxy]") {
  for (const std::string text :
       {"socks5://u:secret@p:1", "https://u:secret@p:1", "http://u:secret@"}) {
    const auto chosen = choose("https://api.example.com", {{"HTTPS_PROXY", text}});
    REQUIRE(chosen.has_error());
    CHECK(chosen.error().code == failure_code::invalid_config);
    CHECK_THAT(chosen.error().message, ContainsSubstring("NO_PROXY"));
    CHECK_THAT(chosen.error().message, !ContainsSubstring("secret"));
  }
}

TEST_CASE("exchanges go through the proxy's tunnel, encrypted to the origin", "[http][proxy]") {
  client_world world(echo);
  world.run([&]() -> asio::awaitable<void> {
    small_proxy proxy(world.context, "HTTP/1.1 200 Connection established\r\n\r\n",
                      world.server->port());
    const auto client = client_through(world, proxy.port());
    for (int i = 0; i < 2; ++i) {
      http::request asked;
      asked.target = "/through";
      const auto answer = co_await client->exchange(std::move(asked), world.soon(), nullptr);
      REQUIRE(answer.has_value());
      CHECK(answer->reply.body == "/through");
      CHECK(answer->reused == (i == 1));
    }
    CHECK_THAT(proxy.asked, ContainsSubstring("CONNECT api.example.test:443 HTTP/1.1\r\n") &&
                                ContainsSubstring("Proxy-Authorization: Basic dTpw\r\n"));
    CHECK(world.server->handler.seen.at(0).headers.get("host") == "api.example.test");
    client->close_idle();
    co_await proxy.stop();
  });
}

TEST_CASE("a proxy that refuses is a connect failure that says so", "[http][proxy]") {
  client_world world(echo);
  const std::pair<std::string, std::string> refusals[] = {
      {"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
       "user and password"},
      {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nbad", "502"},
      {"SSH-2.0-OpenSSH_9.2 hello there\r\n", "does not speak HTTP"},
      {"HTTP/1.1 2", "closed the connection"}};
  world.run([&]() -> asio::awaitable<void> {
    for (const auto& [said, why] : refusals) {
      small_proxy proxy(world.context, said, world.server->port());
      const auto client = client_through(world, proxy.port());
      http::request asked;
      const auto answer = co_await client->exchange(std::move(asked), world.soon(), nullptr);
      REQUIRE(answer.has_error());
      CHECK(answer.error().code == failure_code::connect_failed);
      CHECK_THAT(answer.error().message,
                 ContainsSubstring(why) && ContainsSubstring("HTTPS_PROXY"));
      co_await proxy.stop();
    }
  });
}
