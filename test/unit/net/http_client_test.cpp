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

// Ten events with a pause between them, so that they arrive one by one.
asio::awaitable<void> ten_events(http::request, http::response_writer& out) {
  http::fields headers;
  headers.add("content-type", "text/event-stream");
  if (!co_await out.head(200, std::move(headers))) co_return;
  for (int i = 0; i < 10; ++i) {
    if (!co_await out.chunk("data: " + std::to_string(i) + "\n\n")) co_return;
    co_await pause(milliseconds(1));
  }
  co_await out.finish();
}

}  // namespace

TEST_CASE("one connection serves one exchange after the other", "[http][client]") {
  const bool tls = GENERATE(true, false);
  client_world world(echo, tls);
  world.run([&]() -> asio::awaitable<void> {
    for (int i = 0; i < 10; ++i) {
      const auto answer = co_await world.get("/" + std::to_string(i));
      REQUIRE(answer.has_value());
      CHECK(answer->reply.status == 200);
      CHECK(answer->reply.body == "/" + std::to_string(i));
      CHECK(answer->reply.headers.get("Content-Type") == "text/plain");
      CHECK(answer->reused == (i > 0));
      CHECK((answer->connecting > duration{0}) == (i == 0));
      CHECK(answer->times.sent <= answer->times.first_byte);
      CHECK(answer->times.first_byte <= answer->times.complete);
    }
    const auto counters = world.client().counters();
    CHECK(counters.opened == 1);
    CHECK(counters.reused == 9);
    CHECK(counters.open == 1);
    CHECK(counters.idle == 1);
    world.client().close_idle();
    CHECK(world.client().counters().open == 0);
  });
}

TEST_CASE("the request goes out as asked, below the origin's prefix", "[http][client]") {
  client_world world(echo);
  world.where.prefix = "/v1";
  world.run([&]() -> asio::awaitable<void> {
    http::request asked;
    asked.method = "POST";
    asked.target = "/responses?x=1";
    asked.headers.add("Authorization", "Bearer key");
    asked.body = "{}";
    const auto answer = co_await world.client().exchange(std::move(asked), world.soon(), nullptr);
    REQUIRE(answer.has_value());
    const auto& seen = world.server->handler.seen.at(0);
    CHECK(seen.method == "POST");
    CHECK(seen.target == "/v1/responses?x=1");
    CHECK(seen.body == "{}");
    CHECK(seen.headers.get("host") == "127.0.0.1:" + world.where.port);
    CHECK(seen.headers.get("authorization") == "Bearer key");
  });
}

TEST_CASE("200 exchanges at once share a pool of 20", "[http][client]") {
  client_world world(echo);
  world.transport.max_connections = 20;
  int right = 0;
  const auto one = [&](int i) -> asio::awaitable<void> {
    const auto answer = co_await world.post("body " + std::to_string(i));
    if (answer && answer->reply.body == "body " + std::to_string(i)) ++right;
  };
  world.run([&]() -> asio::awaitable<void> {
    task_group tasks(world.context.get_executor());
    for (int i = 0; i < 200; ++i) tasks.spawn(one(i));
    co_await tasks.join();
    CHECK(world.client().counters().opened == 20);
    CHECK(world.client().counters().idle == 20);
    CHECK(world.client().counters().failed == 0);
  });
  CHECK(right == 200);
}

TEST_CASE("large bodies travel both ways", "[http][client]") {
  const bool tls = GENERATE(true, false);
  client_world world(echo, tls);
  std::string large(5'000'000, '\0');
  for (std::size_t i = 0; i < large.size(); ++i)
    large[i] = static_cast<char>(i * 2654435761u >> 13);
  world.run([&]() -> asio::awaitable<void> {
    for (int i = 0; i < 2; ++i) {
      const auto answer = co_await world.post(large);
      REQUIRE(answer.has_value());
      CHECK((answer->reply.body == large));
      CHECK(answer->reused == (i == 1));
    }
  });
}

TEST_CASE("a sink gets a streamed body as it arrives", "[http][client]") {
  client_world world(ten_events);
  std::vector<std::string> pieces;
  world.run([&]() -> asio::awaitable<void> {
    http::body_sink sink = [&](std::string_view bytes) {
      pieces.emplace_back(bytes);
      return true;
    };
    const auto answer = co_await world.get("/", std::move(sink));
    REQUIRE(answer.has_value());
    CHECK(answer->reply.body.empty());
    CHECK(world.client().counters().idle == 1);
  });
  std::string all;
  for (const auto& piece : pieces) all += piece;
  CHECK_THAT(all, ContainsSubstring("data: 0\n\n") && ContainsSubstring("data: 9\n\n"));
  CHECK(all.size() == 10 * std::string("data: 0\n\n").size());
  CHECK(pieces.size() >= 2);
}

TEST_CASE("a sink that stops ends the exchange and the connection", "[http][client]") {
  client_world world(ten_events);
  int pieces = 0;
  world.run([&]() -> asio::awaitable<void> {
    http::body_sink sink = [&](std::string_view) { return ++pieces < 3; };
    const auto answer = co_await world.get("/", std::move(sink));
    REQUIRE(answer.has_value());
    CHECK(answer->reply.status == 200);
    CHECK(world.client().counters().open == 0);
  });
  CHECK(pieces == 3);
}

TEST_CASE("the body of an error reply is collected although there is a sink", "[http][client]") {
  const auto refuse = [](http::request, http::response_writer& out) -> asio::awaitable<void> {
    http::response reply;
    reply.status = 429;
    reply.body = "slow down";
    co_await out.send(std::move(reply));
  };
  client_world world(refuse);
  world.run([&]() -> asio::awaitable<void> {
    bool called = false;
    http::body_sink sink = [&](std::string_view) { return called = true; };
    const auto answer = co_await world.get("/", std::move(sink));
    REQUIRE(answer.has_value());
    CHECK(answer->reply.status == 429);
    CHECK(answer->reply.body == "slow down");
    CHECK_FALSE(called);
  });
}

TEST_CASE("a connection that the server closed while idle is replaced", "[http][client]") {
  http::server_settings settings;
  settings.idle_timeout = milliseconds(20);
  client_world world(echo, GENERATE(true, false), std::move(settings));
  world.run([&]() -> asio::awaitable<void> {
    CHECK(code_of(co_await world.get("/1")) == failure_code::none);
    while (world.server->server->connections() > 0)
      co_await world.clock->sleep_for(milliseconds(5));
    const auto second = co_await world.get("/2");
    REQUIRE(second.has_value());
    CHECK(second->reply.body == "/2");
    CHECK_FALSE(second->reused);
    CHECK(world.client().counters().stale == 1);
    CHECK(world.client().counters().opened == 2);
    CHECK(world.client().counters().failed == 0);
  });
}

TEST_CASE("a request lost on a reused connection is sent once more, on a new one",
          "[http][client]") {
  int calls = 0;
  const auto second_dies = [&](http::request in,
                               http::response_writer& out) -> asio::awaitable<void> {
    if (++calls == 2)
      out.abort(true);
    else
      co_await echo(std::move(in), out);
  };
  client_world world(second_dies);
  world.run([&]() -> asio::awaitable<void> {
    CHECK(code_of(co_await world.get("/1")) == failure_code::none);
    const auto second = co_await world.get("/2");
    REQUIRE(second.has_value());
    CHECK(second->reply.body == "/2");
    CHECK(world.client().counters().stale == 1);
    CHECK(calls == 3);
  });
}

TEST_CASE("a request lost on a new connection, or after a byte of the reply, is not repeated",
          "[http][client]") {
  int calls = 0;
  std::string die_at = "/1";
  const auto dies = [&](http::request in, http::response_writer& out) -> asio::awaitable<void> {
    ++calls;
    if (in.target == die_at && die_at == "/2") co_await out.raw("HTTP/1.1 2");
    if (in.target == die_at)
      out.abort(true);
    else
      co_await echo(std::move(in), out);
  };
  client_world world(dies);
  world.run([&]() -> asio::awaitable<void> {
    const auto first = co_await world.get("/1");
    CHECK(code_of(first) == failure_code::connection_lost);
    CHECK_THAT(first.error().message, ContainsSubstring("127.0.0.1:" + world.where.port));
    CHECK(calls == 1);
    die_at = "/2";
    CHECK(code_of(co_await world.get("/0")) == failure_code::none);
    CHECK(code_of(co_await world.get("/2")) == failure_code::connection_lost);
    CHECK(calls == 3);
    CHECK(world.client().counters().failed == 2);
    CHECK(world.client().counters().stale == 0);
  });
}

TEST_CASE("a connection is not reused when the reply says so", "[http][client]") {
  const auto closing = [](http::request, http::response_writer& out) -> asio::awaitable<void> {
    http::response reply;
    reply.headers.add("connection", "close");
    reply.body = "bye";
    co_await out.send(std::move(reply));
  };
  client_world world(closing);
  world.run([&]() -> asio::awaitable<void> {
    for (int i = 0; i < 2; ++i) {
      const auto answer = co_await world.get("/");
      REQUIRE(answer.has_value());
      CHECK(answer->reply.body == "bye");
      CHECK_FALSE(answer->reused);
    }
    CHECK(world.client().counters().open == 0);
    CHECK(world.client().counters().stale == 0);
  });
}

TEST_CASE("a server's short keep-alive is respected", "[http][client]") {
  const auto brief = [](http::request, http::response_writer& out) -> asio::awaitable<void> {
    http::response reply;
    reply.headers.add("keep-alive", "timeout=1, max=100");
    co_await out.send(std::move(reply));
  };
  client_world world(brief);
  world.run([&]() -> asio::awaitable<void> {
    CHECK(code_of(co_await world.get("/")) == failure_code::none);
    const auto second = co_await world.get("/");
    REQUIRE(second.has_value());
    CHECK_FALSE(second->reused);  // one second, less the one for the way there
    CHECK(world.client().counters().stale == 0);
  });
}

TEST_CASE("a reply to HEAD ends with its header", "[http][client]") {
  client_world world(echo);
  world.run([&]() -> asio::awaitable<void> {
    for (int i = 0; i < 2; ++i) {
      http::request asked;
      asked.method = "HEAD";
      const auto answer = co_await world.client().exchange(std::move(asked), world.soon(), nullptr);
      REQUIRE(answer.has_value());
      CHECK(answer->reply.headers.get("content-length") == "1");
      CHECK(answer->reply.body.empty());
      CHECK(answer->reused == (i == 1));
    }
  });
}

TEST_CASE("a header that would split the request is refused before anything is sent",
          "[http][client]") {
  client_world world(echo);
  world.run([&]() -> asio::awaitable<void> {
    http::request asked;
    asked.headers.add("Authorization", "Bearer key\r\nX-Evil: 1");
    CHECK(code_of(co_await world.client().exchange(asked, world.soon(), nullptr)) ==
          failure_code::invalid_input);
    http::request spaced;
    spaced.target = "/a b";
    CHECK(code_of(co_await world.client().exchange(spaced, world.soon(), nullptr)) ==
          failure_code::invalid_input);
    CHECK(world.client().counters().opened == 0);
  });
}
