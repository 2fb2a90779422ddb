#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "net/http/server.hpp"
#include "test/support/run_coroutine.hpp"
#include "test/unit/net/http_raw_client.hpp"
#include "test/unit/net/http_test_server.hpp"

using namespace parley;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

namespace {

// Sends `bytes`, ends sending, and returns all that the server answered until it closed.
asio::awaitable<std::string> converse(asio::io_context& context, answer how,
                                      http::server_settings settings, std::string bytes) {
  test_server server(context, std::move(how), std::move(settings));
  raw_client client(context);
  co_await client.connect(server.port());
  co_await client.send(std::move(bytes));
  auto text = co_await client.receive_all();
  client.close();
  co_await server.stop();
  co_return text;
}

std::string conversation(std::string bytes, http::server_settings settings = {},
                         answer how = echo) {
  asio::io_context context;
  return run_coroutine(context,
                       converse(context, std::move(how), std::move(settings), std::move(bytes)));
}

const std::string last = "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

}  // namespace

TEST_CASE("a server answers pipelined requests in order on one connection", "[http][server]") {
  const auto text = conversation(
      "GET /one HTTP/1.1\r\nHost: h\r\n\r\n"
      "POST /two HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody" +
      last);
  const auto one = text.find("/one"), two = text.find("body"), three = text.find("/last");
  REQUIRE(one < two);
  REQUIRE(two < three);
  REQUIRE(three != std::string::npos);
  CHECK_THAT(text, StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_CASE("a server reads chunked request bodies and ignores their trailer", "[http][server]") {
  const auto text = conversation(
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
      "3\r\nabc\r\n4;x=1\r\ndefg\r\n0\r\nX-Trailer: 1\r\n\r\n");
  CHECK_THAT(text, EndsWith("\r\n\r\nabcdefg"));
}

TEST_CASE("what two servers could read differently is refused with 400", "[http][server]") {
  const std::string tail = "\r\n\r\n0\r\n\r\n" + last;
  for (const std::string head :
       {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 5",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 6",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5, 6",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +5",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -5",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, gzip",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked", "GET / HTTP/1.1\r\nHost : h",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b", "GET / HTTP/1.1", "GET / HTTP/3.0\r\nHost: h",
        "GET  / HTTP/1.1\r\nHost: h", "\x16\x03\x01 not http"}) {
    INFO(head);
    const auto text = conversation(head + tail);
    CHECK_THAT(text, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
    CHECK_THAT(text, ContainsSubstring("connection: close\r\n"));
    CHECK_THAT(text, !ContainsSubstring("/last"));
  }
}

TEST_CASE("a server bounds headers and bodies", "[http][server]") {
  http::server_settings settings;
  settings.max_header_bytes = 1'000;
  settings.max_body_bytes = 100;
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\n";

  SECTION("one long field: 431") {
    const auto text = conversation(start + "X: " + std::string(2'000, 'x') + "\r\n\r\n", settings);
    CHECK_THAT(text, StartsWith("HTTP/1.1 431 "));
  }
  SECTION("many short fields: 431") {
    std::string many;
    for (int i = 0; i < 200; ++i) many += "X-A: 123456\r\n";
    CHECK_THAT(conversation(start + many + "\r\n", settings), StartsWith("HTTP/1.1 431 "));
  }
  SECTION("a field without end: 431") {
    CHECK_THAT(conversation(start + "X: " + std::string(5'000, 'x'), settings),
               StartsWith("HTTP/1.1 431 "));
  }
  SECTION("stated length: 413 before the body is sent") {
    CHECK_THAT(conversation(start + "Content-Length: 101\r\n\r\n", settings),
               StartsWith("HTTP/1.1 413 "));
  }
  SECTION("stated length with Expect: 413 instead of 100") {
    CHECK_THAT(
        conversation(start + "Expect: 100-continue\r\nContent-Length: 101\r\n\r\n", settings),
        StartsWith("HTTP/1.1 413 "));
  }
  SECTION("chunks: 413") {
    const auto chunk = "33\r\n" + std::string(0x33, 'x') + "\r\n";
    CHECK_THAT(conversation(start + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk, settings),
               StartsWith("HTTP/1.1 413 "));
  }
  SECTION("a chunk header without end: refused") {
    CHECK_THAT(
        conversation(start + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(5'000, 'x'),
                     settings),
        StartsWith("HTTP/1.1 4"));
  }
  SECTION("more than all connections may hold together: 503") {
    settings.max_buffered_bytes = 50;
    const auto chunk = "33\r\n" + std::string(0x33, 'x') + "\r\n";
    CHECK_THAT(conversation(start + "Transfer-Encoding: chunked\r\n\r\n" + chunk, settings),
               StartsWith("HTTP/1.1 503 "));
  }
  SECTION("what was held is given back: the connection's next request is served") {
    settings.max_buffered_bytes = 60;
    const auto once = start + "Content-Length: 50\r\n\r\n" + std::string(50, 'b');
    const auto text = conversation(once + once + last, settings);
    CHECK_THAT(text, StartsWith("HTTP/1.1 200 "));
    CHECK(text.find("503") == std::string::npos);
    CHECK(text.find("/last") != std::string::npos);
  }
  SECTION("exactly at the limit: served") {
    CHECK_THAT(conversation(start + "Connection: close\r\nContent-Length: 100\r\n\r\n" +
                                std::string(100, 'b'),
                            settings),
               EndsWith(std::string(100, 'b')));
  }
}

TEST_CASE("a server answers Expect before it waits for the body", "[http][server]") {
  asio::io_context context;
  auto talk = [](asio::io_context& io) -> asio::awaitable<void> {
    test_server server(io, echo);
    raw_client client(io);
    co_await client.connect(server.port());
    co_await client.send(
        "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nConnection: close\r\n"
        "Content-Length: 4\r\n\r\n");
    const auto first = co_await client.receive_until("\r\n\r\n");
    CHECK(first == "HTTP/1.1 100 Continue\r\n\r\n");
    co_await client.send("body");
    const auto rest = co_await client.receive_all();
    CHECK_THAT(rest, StartsWith("HTTP/1.1 200 OK") && EndsWith("body"));
    co_await server.stop();
  };
  run_coroutine(context, talk(context));
}

TEST_CASE("a reply to HEAD has the header and no body", "[http][server]") {
  const auto text = conversation("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n" + last);
  CHECK_THAT(text, ContainsSubstring("content-length: 2\r\n"));
  CHECK_THAT(text, ContainsSubstring("\r\n\r\nHTTP/1.1 200 OK"));
  CHECK_THAT(text, EndsWith("/last"));
}

TEST_CASE("HTTP/1.0 gets one reply, without chunks", "[http][server]") {
  const auto stream = [](http::request, http::response_writer& out) -> asio::awaitable<void> {
    http::fields headers;
    co_await out.head(200, headers);
    co_await out.chunk("one");
    co_await out.chunk("two");
    co_await out.finish();
  };
  const auto text = conversation("GET / HTTP/1.0\r\n\r\n", {}, stream);
  CHECK_THAT(text, !ContainsSubstring("chunked"));
  CHECK_THAT(text, EndsWith("\r\n\r\nonetwo"));
}

TEST_CASE("each chunk reaches the client in one piece, the first with the header",
          "[http][server]") {
  asio::io_context context;
  auto clock = make_system_clock(context);
  bool go_on = false;
  const auto stream = [&](http::request, http::response_writer& out) -> asio::awaitable<void> {
    http::fields headers;
    headers.add("content-type", "text/event-stream");
    CHECK(co_await out.head(200, headers));
    CHECK(co_await out.chunk("data: 1\n\n"));
    while (!go_on) co_await clock->sleep_for(std::chrono::milliseconds(1));
    CHECK(co_await out.chunk("data: 2\n\n"));
    CHECK(co_await out.finish());
  };
  auto talk = [&]() -> asio::awaitable<void> {
    test_server server(context, stream);
    raw_client client(context);
    co_await client.connect(server.port());
    co_await client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    const auto first = co_await client.receive_until("data: 1\n\n\r\n");
    CHECK(client.reads == 1);
    CHECK_THAT(first, ContainsSubstring("transfer-encoding: chunked\r\n"));
    CHECK_THAT(first, EndsWith("\r\n\r\n9\r\ndata: 1\n\n\r\n"));
    go_on = true;
    const auto rest = co_await client.receive_all();
    CHECK(rest == "9\r\ndata: 2\n\n\r\n0\r\n\r\n");
    co_await server.stop();
  };
  run_coroutine(context, talk());
}

TEST_CASE("a slow or silent client is closed at its deadline", "[http][server]") {
  http::server_settings settings;
  settings.header_timeout = std::chrono::milliseconds(30);
  settings.body_timeout = std::chrono::milliseconds(30);
  settings.idle_timeout = std::chrono::milliseconds(30);
  // Each conversation would never end without the server's close.
  CHECK(conversation("", settings).empty());
  CHECK(conversation("GET / HT", settings).empty());
  CHECK(conversation("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf", settings)
            .empty());
  CHECK_THAT(conversation("GET /x HTTP/1.1\r\nHost: h\r\n\r\n", settings), EndsWith("/x"));
}

TEST_CASE("a handler can cut, reset and corrupt the connection", "[http][server]") {
  asio::io_context context;
  const auto misbehave = [](http::request in, http::response_writer& out) -> asio::awaitable<void> {
    if (in.target == "/raw") co_await out.raw("not http at all");
    if (in.target == "/reset") out.abort(true);
    if (in.target == "/cut") {
      http::fields none;
      co_await out.head(200, none);
      co_await out.chunk("half");
      out.abort(false);
    }
  };
  auto talk = [&]() -> asio::awaitable<void> {
    test_server server(context, misbehave);
    for (const std::string target : {"/raw", "/reset", "/cut", "/nothing"}) {
      raw_client client(context);
      co_await client.connect(server.port());
      co_await client.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
      const auto text = co_await client.receive_all();
      INFO(target);
      if (target == "/raw") CHECK(text == "not http at all");
      if (target == "/cut") CHECK_THAT(text, EndsWith("4\r\nhalf\r\n"));
      if (target == "/nothing") CHECK(text.empty());
      CHECK(client.last_error == (target == "/reset" ? error_code(asio::error::connection_reset)
                                                     : error_code(asio::error::eof)));
    }
    co_await server.stop();
  };
  run_coroutine(context, talk());
}

TEST_CASE("connections beyond the maximum are closed at once", "[http][server]") {
  asio::io_context context;
  auto talk = [](asio::io_context& io) -> asio::awaitable<void> {
    http::server_settings settings;
    settings.max_connections = 1;
    test_server server(io, echo, std::move(settings));
    raw_client first(io), second(io);
    co_await first.connect(server.port());
    co_await first.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n");
    const auto one = co_await first.receive_until("/1");
    CHECK_THAT(one, EndsWith("/1"));
    co_await second.connect(server.port());
    const auto two = co_await second.receive_all();
    CHECK(two.empty());
    co_await server.stop();
  };
  run_coroutine(context, talk(context));
}

TEST_CASE("stop ends handlers that wait and lets run() return", "[http][server]") {
  asio::io_context context;
  auto clock = make_system_clock(context);
  bool cancelled = false;
  const auto wait = [&](http::request, http::response_writer&) -> asio::awaitable<void> {
    try {
      co_await clock->sleep_for(std::chrono::hours(1));
    } catch (const boost::system::system_error&) {
      cancelled = true;
      throw;
    }
  };
  auto talk = [&]() -> asio::awaitable<void> {
    test_server server(context, wait);
    raw_client client(context);
    co_await client.connect(server.port());
    co_await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    while (server.handler.seen.empty()) co_await clock->sleep_for(std::chrono::milliseconds(1));
    co_await server.stop();
    CHECK(server.server->connections() == 0);
  };
  run_coroutine(context, talk());
  CHECK(cancelled);
}

TEST_CASE("a port that is taken, or no address, is an error with advice", "[http][server]") {
  asio::io_context context;
  scripted_handler handler(echo);
  auto first = http::server::create(context, {}, handler);
  REQUIRE(first.has_value());
  http::server_settings same;
  same.port = (*first)->port();
  const auto second = http::server::create(context, same, handler);
  REQUIRE(second.has_error());
  CHECK(second.error().code == failure_code::io_error);
  CHECK_THAT(second.error().message, ContainsSubstring(std::to_string(same.port)));
  http::server_settings nonsense;
  nonsense.address = "not-an-address";
  CHECK(http::server::create(context, nonsense, handler).error().code == failure_code::io_error);
}
