#include <openssl/ssl.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "net/http/identity.hpp"
#include "net/http/socket_stream.hpp"
#include "net/http/tls_context.hpp"
#include "test/unit/net/http_client_fixture.hpp"

using namespace parley;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;
using std::chrono::hours;

namespace {

// What a client that trusts `ca_pem` says to a server with `identity` under the name `host`.
failure refusal(const http::tls_identity& identity, std::string ca_pem, std::string host) {
  asio::io_context context;
  auto clock = make_system_clock(context);
  failure why;
  auto talk = [&]() -> asio::awaitable<void> {
    http::server_settings settings;
    settings.tls = identity;
    test_server server(context, echo, std::move(settings));
    http::client_settings asking;
    asking.where.host = std::move(host);
    asking.where.port = std::to_string(server.port());
    asking.ca_pem = std::move(ca_pem);
    auto client = http::client::create(context, *clock, std::move(asking)).value();
    http::request asked;
    const auto answer =
        co_await client->exchange(asked, clock->now() + std::chrono::seconds(60), nullptr);
    if (!answer) why = answer.error();
    CHECK(server.handler.seen.empty() == answer.has_error());
    co_await server.stop();
  };
  run_coroutine(context, talk());
  return why;
}

http::fresh_identity identity(const http::identity_wish& wish) {
  return http::make_identity(wish).value();
}

}  // namespace

TEST_CASE("a server is trusted only through the right authority", "[http][tls]") {
  const auto& good = shared_identity();
  CHECK(refusal(good.server, good.ca_pem, "127.0.0.1").code == failure_code::none);
  CHECK(refusal(good.server, good.ca_pem, "localhost").code == failure_code::none);

  const auto other = identity({});
  const auto unknown = refusal(good.server, other.ca_pem, "127.0.0.1");
  CHECK(unknown.code == failure_code::untrusted);
  CHECK_THAT(unknown.message, ContainsSubstring("unknown authority") &&
                                  ContainsSubstring("openai.ca_file") &&
                                  ContainsSubstring("127.0.0.1:"));
  const auto system_store = refusal(good.server, "", "127.0.0.1");
  CHECK(system_store.code == failure_code::untrusted);
}

TEST_CASE("a certificate for another host is refused", "[http][tls]") {
  http::identity_wish wish;
  wish.host = "api.example.com";
  wish.only_host = true;
  const auto elsewhere = identity(wish);
  for (const std::string host : {"localhost", "127.0.0.1"}) {
    const auto why = refusal(elsewhere.server, elsewhere.ca_pem, host);
    CHECK(why.code == failure_code::untrusted);
    CHECK_THAT(why.message, ContainsSubstring("for another host"));
  }
}

TEST_CASE("an expired certificate is refused, and one that is not valid yet", "[http][tls]") {
  const auto expired = http::make_identity("127.0.0.1", 0).value();
  const auto why = refusal(expired.server, expired.ca_pem, "127.0.0.1");
  CHECK(why.code == failure_code::untrusted);
  CHECK_THAT(why.message, ContainsSubstring("has expired"));

  http::identity_wish wish;
  wish.starts_in = hours(24);
  wish.ends_in = hours(48);
  const auto early = identity(wish);
  const auto too_early = refusal(early.server, early.ca_pem, "localhost");
  CHECK(too_early.code == failure_code::untrusted);
  CHECK_THAT(too_early.message, ContainsSubstring("not valid yet"));
}

TEST_CASE("a self-signed certificate is refused by name", "[http][tls]") {
  http::identity_wish wish;
  wish.self_signed = true;
  const auto alone = identity(wish);
  const auto why = refusal(alone.server, shared_identity().ca_pem, "localhost");
  CHECK(why.code == failure_code::untrusted);
  CHECK_THAT(why.message, ContainsSubstring("self-signed") && ContainsSubstring("openai.ca_file"));
}

TEST_CASE("a certificate that is not for servers is refused", "[http][tls]") {
  http::identity_wish wish;
  wish.for_client = true;
  const auto wrong = identity(wish);
  const auto why = refusal(wrong.server, wrong.ca_pem, "localhost");
  CHECK(why.code == failure_code::untrusted);
  CHECK_THAT(why.message, ContainsSubstring("not one for servers"));
}

TEST_CASE("plain HTTP on a TLS port, and TLS on a plain port, fail with advice", "[http][tls]") {
  client_world plain_server(echo, false);
  plain_server.where.tls = true;
  plain_server.run([&]() -> asio::awaitable<void> {
    const auto answer = co_await plain_server.get("/");
    REQUIRE(answer.has_error());
    CHECK(answer.error().code == failure_code::tls_failed);
    CHECK_THAT(answer.error().message, ContainsSubstring("speaks TLS"));
  });
  client_world tls_server(echo, true);
  tls_server.where.tls = false;
  tls_server.run([&]() -> asio::awaitable<void> {
    const auto answer = co_await tls_server.get("/");
    REQUIRE(answer.has_error());
    CHECK(answer.error().code == failure_code::connection_lost);
  });
}

TEST_CASE("TLS 1.1 is refused by client and by server", "[http][tls]") {
  const auto old_protocol = [](SSL* tls) {
    SSL_set_security_level(tls, 0);
    SSL_set_min_proto_version(tls, TLS1_1_VERSION);
    SSL_set_max_proto_version(tls, TLS1_1_VERSION);
  };
  // Both halves in memory: one old, one ours.
  for (const bool old_server : {true, false}) {
    const auto server = http::make_server_tls(shared_identity().server).value();
    http::client_tls wanted;
    wanted.host = "localhost";
    wanted.ca_pem = shared_identity().ca_pem;
    const auto client = http::make_client_tls(wanted).value();
    auto there = server->connection(), here = client->connection();
    old_protocol(old_server ? there.get() : here.get());
    BIO *one = nullptr, *two = nullptr;
    REQUIRE(BIO_new_bio_pair(&one, 0, &two, 0) == 1);
    SSL_set_bio(there.get(), one, one);
    SSL_set_bio(here.get(), two, two);
    for (int i = 0; i < 10; ++i) {
      SSL_do_handshake(here.get());
      SSL_do_handshake(there.get());
    }
    INFO(old_server);
    CHECK(SSL_is_init_finished(here.get()) == 0);
    const std::string why = http::take_tls_errors();
    CHECK_THAT(why, ContainsSubstring("protocol"));
  }
}

TEST_CASE("a later connection resumes the TLS session of an earlier one", "[http][tls]") {
  asio::io_context context;
  auto clock = make_system_clock(context);
  auto talk = [&]() -> asio::awaitable<void> {
    http::server_settings settings;
    settings.tls = shared_identity().server;
    test_server server(context, echo, std::move(settings));
    http::client_tls wanted;
    wanted.host = "localhost";
    wanted.ca_pem = shared_identity().ca_pem;
    const auto tls = http::make_client_tls(wanted).value();
    for (const bool expected : {false, true, true}) {
      asio::ip::tcp::socket socket(context);
      const asio::ip::tcp::endpoint where(asio::ip::address_v4::loopback(), server.port());
      co_await socket.async_connect(where, asio::use_awaitable);
      const auto stream = http::make_tls_stream(std::move(socket), tls->connection());
      while (stream->try_handshake().state != http::io_state::done)
        co_await stream->wait(http::io_want::read);
      CHECK(stream->resumed() == expected);
      // The ticket comes with the first bytes of the reply.
      CHECK(co_await http::write_all(*stream, "GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
      char bytes[1024];
      while (stream->try_read(bytes, sizeof bytes).state == http::io_state::want_read)
        co_await stream->wait(http::io_want::read);
      stream->close(true);  // not even a reset spoils the session
    }
    co_await server.stop();
  };
  run_coroutine(context, talk());
}

TEST_CASE("a server that asks for a certificate gets ours, and refuses us without", "[http][tls]") {
  http::identity_wish wish;
  wish.for_client = true;
  const auto ours = identity(wish);
  for (const bool shown : {true, false}) {
    asio::io_context context;
    auto clock = make_system_clock(context);
    auto talk = [&]() -> asio::awaitable<void> {
      http::server_settings settings;
      settings.tls = shared_identity().server;
      settings.tls->client_ca_pem = ours.ca_pem;
      test_server server(context, echo, std::move(settings));
      http::client_settings asking;
      asking.where.host = "localhost";
      asking.where.port = std::to_string(server.port());
      asking.ca_pem = shared_identity().ca_pem;
      if (shown) {
        asking.certificate_chain_pem = ours.server.certificate_chain_pem;
        asking.private_key_pem = ours.server.private_key_pem;
      }
      auto client = http::client::create(context, *clock, std::move(asking)).value();
      for (int i = 0; i < 2; ++i) {
        http::request asked;
        const auto until = clock->now() + std::chrono::seconds(60);
        const auto answer = co_await client->exchange(std::move(asked), until, nullptr);
        CHECK(answer.has_value() == shown);
        if (!shown) CHECK(answer.error().code == failure_code::tls_failed);
        if (!shown) CHECK_THAT(answer.error().message, ContainsSubstring("certificate"));
        client->close_idle();
      }
      co_await server.stop();
    };
    run_coroutine(context, talk());
  }
}

TEST_CASE("unreadable keys and authorities are errors that say what was expected", "[http][tls]") {
  asio::io_context context;
  auto clock = make_system_clock(context);
  http::client_settings asking;
  for (const std::string ca : {"nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n"}) {
    asking.ca_pem = ca;
    const auto client = http::client::create(context, *clock, asking);
    REQUIRE(client.has_error());
    CHECK(client.error().code == failure_code::tls_failed);
    CHECK_THAT(client.error().message, ContainsSubstring("BEGIN CERTIFICATE"));
  }
  auto swapped = shared_identity().server;
  swapped.private_key_pem = identity({}).server.private_key_pem;
  auto no_key = shared_identity().server;
  no_key.private_key_pem = "nonsense";
  auto no_chain = shared_identity().server;
  no_chain.certificate_chain_pem = "";
  CHECK_THAT(http::make_server_tls(swapped).error().message, ContainsSubstring("does not belong"));
  CHECK_THAT(http::make_server_tls(no_key).error().message, ContainsSubstring("private key"));
  CHECK_THAT(http::make_server_tls(no_chain).error().message, ContainsSubstring("chain"));
}

TEST_CASE("identities can be made for names and addresses, not for nonsense", "[http][tls]") {
  CHECK(http::make_identity("example.org").has_value());
  CHECK(http::make_identity("::1").has_value());
  CHECK(http::make_identity("").has_error());
  CHECK(http::make_identity("a,DNS:b").has_error());
  CHECK(http::make_identity("localhost")->server.private_key_pem !=
        http::make_identity("localhost")->server.private_key_pem);
}
