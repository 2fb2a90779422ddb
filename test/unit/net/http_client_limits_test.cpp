#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "test/unit/net/http_client_fixture.hpp"

using namespace parley;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;
using std::chrono::milliseconds;

namespace {

failure_code code_of(const result<http::exchange_result>& r) {
  return r ? failure_code::none : r.error().code;
}
std::string message_of(const result<http::exchange_result>& r) {
  return r ? "" : r.error().message;
}

// Says `bytes` to every request, waits for ever if asked to, then ends the connection.
answer saying(std::string bytes, bool then_wait, bool reset = false) {
  return [=](http::request, http::response_writer& out) -> asio::awaitable<void> {
    if (!bytes.empty()) co_await out.raw(bytes);
    if (then_wait) co_await pause(std::chrono::hours(1));
    out.abort(reset);
  };
}

const std::string good_reply = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello";
const std::string good_chunks =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;e\r\nde\r\n0\r\nT: "
    "1\r\n\r\n";

}  // namespace

TEST_CASE("a reply cut after any byte is a lost connection, never a success", "[http][client]") {
  const bool tls = GENERATE(true, false);
  const bool reset = GENERATE(true, false);
  const std::string whole = GENERATE(good_reply, good_chunks);
  std::size_t cut = 0;
  const auto cutting = [&](http::request, http::response_writer& out) -> asio::awaitable<void> {
    if (cut > 0) co_await out.raw(whole.substr(0, cut));
    if (reset) co_await pause(milliseconds(1));  // let the bytes arrive before the reset
    out.abort(reset);
  };
  client_world world(cutting, tls);
  world.run([&]() -> asio::awaitable<void> {
    for (cut = 0; cut < whole.size(); cut += tls ? 7 : 1) {
      INFO(cut);
      const auto answer = co_await world.get("/");
      CHECK(code_of(answer) == failure_code::connection_lost);
      CHECK_THAT(message_of(answer), ContainsSubstring("127.0.0.1:" + world.where.port));
    }
    cut = whole.size();
    const auto answer = co_await world.get("/");
    REQUIRE(answer.has_value());
    CHECK(answer->reply.body == (whole == good_reply ? "hello" : "abcde"));
    CHECK(world.client().counters().stale == 0);
    world.client().close_idle();
    CHECK(world.client().counters().open == 0);
  });
}

TEST_CASE("a body that ends with the connection needs TLS's closing message", "[http][client]") {
  const bool proper_end = GENERATE(true, false);
  const auto until_end = [=](http::request, http::response_writer& out) -> asio::awaitable<void> {
    co_await out.raw("HTTP/1.0 200 OK\r\n\r\nall there is");
    if (!proper_end) out.abort(false);
  };
  client_world world(until_end);
  world.run([&]() -> asio::awaitable<void> {
    const auto answer = co_await world.get("/");
    if (proper_end) {
      REQUIRE(answer.has_value());
      CHECK(answer->reply.body == "all there is");
      CHECK(world.client().counters().open == 0);
    } else {
      CHECK(code_of(answer) == failure_code::connection_lost);
      CHECK_THAT(message_of(answer), ContainsSubstring("closing message"));
    }
  });
}

TEST_CASE("what is not HTTP, or beyond the limits, is a protocol error", "[http][client]") {
  struct example {
    std::string reply, why;
  };
  const example e = GENERATE(
      example{"HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n", "header"},
      example{"HTTP/1.1 200 OK\r\nContent-Length: 1000001\r\n\r\n", "body"},
      example{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nF4241\r\n", "body"},
      example{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", ""},
      example{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", ""},
      example{"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked, br\r\n\r\n", ""},
      example{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "chunk"},
      example{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(70'000, 'x'),
              ""},
      example{"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "101"},
      example{"SSH-2.0-OpenSSH_9.2\r\n", "HTTP"}, example{"\r\n\r\n\r\n\r\n\r\n", ""});
  client_world world(saying(e.reply, false), false);
  world.transport.max_reply_bytes = 1'000'000;
  world.run([&]() -> asio::awaitable<void> {
    INFO(e.reply.substr(0, 80));
    const auto answer = co_await world.get("/");
    CHECK(code_of(answer) == failure_code::protocol_error);
    CHECK_THAT(message_of(answer), ContainsSubstring(e.why));
    CHECK(world.client().counters().open == 0);
  });
}

TEST_CASE("a sink does not lift the limit of the body", "[http][client]") {
  client_world world(
      saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n2\r\ncd\r\n", true),
      false);
  world.transport.max_reply_bytes = 3;
  world.run([&]() -> asio::awaitable<void> {
    http::body_sink sink = [](std::string_view) { return true; };
    CHECK(code_of(co_await world.get("/", std::move(sink))) == failure_code::protocol_error);
  });
}

TEST_CASE("interim replies are read over", "[http][client]") {
  client_world world(saying(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + good_reply,
      false));
  world.run([&]() -> asio::awaitable<void> {
    const auto answer = co_await world.get("/");
    REQUIRE(answer.has_value());
    CHECK(answer->reply.status == 200);
    CHECK(answer->reply.body == "hello");
    CHECK(!answer->reply.headers.get("link"));
  });
}

TEST_CASE("bytes after a reply make its connection unusable", "[http][client]") {
  client_world world(saying(good_reply + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", true));
  world.run([&]() -> asio::awaitable<void> {
    for (int i = 0; i < 2; ++i) {
      const auto answer = co_await world.get("/");
      REQUIRE(answer.has_value());
      CHECK(answer->reply.body == "hello");
      CHECK_FALSE(answer->reused);
    }
  });
}

TEST_CASE("each silence has its own limit, named in the failure", "[http][client]") {
  struct example {
    std::string first;  // what the server says before it falls silent
    std::string limit;
  };
  const example e =
      GENERATE(example{"", "first_byte_timeout"}, example{"HTTP/1.1 200", "idle_timeout"},
               example{good_reply.substr(0, good_reply.size() - 1), "idle_timeout"},
               example{good_chunks.substr(0, 60), "idle_timeout"});
  client_world world(saying(e.first, true));
  if (e.limit == "first_byte_timeout")
    world.transport.first_byte_timeout = milliseconds(30);
  else
    world.transport.idle_timeout = milliseconds(30);
  world.run([&]() -> asio::awaitable<void> {
    const auto answer = co_await world.get("/");
    CHECK(code_of(answer) == failure_code::timed_out);
    CHECK_THAT(message_of(answer), ContainsSubstring("transport." + e.limit));
    CHECK(world.client().counters().open == 0);
    CHECK(world.client().counters().failed == 1);
  });
}

TEST_CASE("the deadline ends an exchange that is otherwise busy", "[http][client]") {
  const auto endless = [](http::request, http::response_writer& out) -> asio::awaitable<void> {
    http::fields none;
    co_await out.head(200, none);
    while (co_await out.chunk("more")) co_await pause(milliseconds(2));
  };
  client_world world(endless);
  world.run([&]() -> asio::awaitable<void> {
    http::request asked;
    http::body_sink sink = [](std::string_view) { return true; };
    const auto until = world.clock->now() + milliseconds(100);
    const auto answer = co_await world.client().exchange(asked, until, sink);
    CHECK(code_of(answer) == failure_code::timed_out);
    CHECK_THAT(message_of(answer), ContainsSubstring("deadline"));
    const auto late = co_await world.client().exchange(asked, world.clock->now(), sink);
    CHECK(code_of(late) == failure_code::timed_out);
    CHECK(world.server->handler.seen.size() == 1);
  });
}

TEST_CASE("who waits for a connection gives up at the deadline, and the pool goes on",
          "[http][client]") {
  client_world world(saying("", true));
  world.transport.max_connections = 1;
  world.transport.first_byte_timeout = milliseconds(150);
  std::string second, third;
  world.run([&]() -> asio::awaitable<void> {
    task_group tasks(world.context.get_executor());
    const auto brief = [&](std::string& into) -> asio::awaitable<void> {
      http::request asked;
      const auto until = world.clock->now() + milliseconds(50);
      into = message_of(co_await world.client().exchange(asked, until, nullptr));
    };
    const auto patient = [&](std::string& into) -> asio::awaitable<void> {
      into = message_of(co_await world.get("/"));
    };
    std::string first;
    tasks.spawn(patient(first));
    tasks.spawn(brief(second));
    tasks.spawn(patient(third));
    co_await tasks.join();
    CHECK_THAT(first, ContainsSubstring("first_byte_timeout"));
    CHECK(world.client().counters().open == 0);
  });
  CHECK_THAT(second, ContainsSubstring("transport.max_connections"));
  CHECK_THAT(third, ContainsSubstring("first_byte_timeout"));  // it had its turn
}

TEST_CASE("cancelling an exchange closes its connection at once", "[http][client]") {
  const std::string said = GENERATE(std::string(), good_reply.substr(0, 30));
  client_world world(saying(said, true));
  bool aborted = false;
  const auto one = [&]() -> asio::awaitable<void> {
    try {
      co_await world.get("/");
    } catch (const boost::system::system_error& e) {
      aborted = e.code() == asio::error::operation_aborted;
      throw;
    }
  };
  world.run([&]() -> asio::awaitable<void> {
    task_group tasks(world.context.get_executor());
    tasks.spawn(one());
    while (world.server->handler.seen.empty()) co_await pause(milliseconds(1));
    CHECK(world.client().counters().open == 1);
    tasks.cancel();
    co_await tasks.join();
    CHECK(world.client().counters().open == 0);
  });
  CHECK(aborted);
}

TEST_CASE("a cancelled waiter leaves the queue to the others", "[http][client]") {
  int served = 0;
  bool cancelled = false;  // nobody is served before: on a slow machine too
  const auto slow = [&](http::request in, http::response_writer& out) -> asio::awaitable<void> {
    while (!cancelled) co_await pause(milliseconds(1));
    ++served;
    co_await echo(std::move(in), out);
  };
  client_world world(slow);
  world.transport.max_connections = 1;
  const auto one = [&]() -> asio::awaitable<void> {
    const auto answer = co_await world.get("/");
    CHECK(answer.has_value());
  };
  world.run([&]() -> asio::awaitable<void> {
    task_group staying(world.context.get_executor()), leaving(world.context.get_executor());
    staying.spawn(one());
    co_await pause(milliseconds(1));
    for (int i = 0; i < 5; ++i) {
      leaving.spawn(one());
      staying.spawn(one());
    }
    co_await pause(milliseconds(1));
    leaving.cancel();
    cancelled = true;
    co_await leaving.join();
    co_await staying.join();
    CHECK(world.client().counters().opened == 1);
    CHECK(world.client().counters().idle == 1);
  });
  CHECK(served == 6);
}

TEST_CASE("nobody listens: connection refused, with host and advice", "[http][client]") {
  client_world world(echo);
  world.run([&]() -> asio::awaitable<void> {
    asio::ip::tcp::acceptor closed(world.context, {asio::ip::address_v4::loopback(), 0});
    world.where.port = std::to_string(closed.local_endpoint().port());
    closed.close();
    const auto answer = co_await world.get("/");
    CHECK(code_of(answer) == failure_code::connect_failed);
    CHECK_THAT(message_of(answer), ContainsSubstring("127.0.0.1:" + world.where.port));
    CHECK_THAT(message_of(answer), ContainsSubstring("refused"));
    CHECK(world.client().counters().failed == 1);
  });
}

TEST_CASE("a host name is resolved, its addresses tried in turn", "[http][client]") {
  // "localhost" may be ::1 first, where nobody listens.
  client_world world(echo);
  world.where.host = "localhost";
  world.run([&]() -> asio::awaitable<void> {
    for (int i = 0; i < 2; ++i) {
      world.client().close_idle();
      const auto answer = co_await world.get("/");
      REQUIRE(answer.has_value());
      CHECK_FALSE(answer->reused);
    }
  });
}

TEST_CASE("a name that does not exist is a connect failure that names it", "[http][client]") {
  client_world world(echo);
  world.where.host = "no-such-host.invalid";
  world.run([&]() -> asio::awaitable<void> {
    const auto answer = co_await world.get("/");
    CHECK((code_of(answer) == failure_code::connect_failed ||
           code_of(answer) == failure_code::timed_out));
    CHECK_THAT(message_of(answer), ContainsSubstring("no-such-host.invalid"));
  });
}
