#include <catch2/catch_test_macros.hpp>

#include "test/unit/net/http_client_fixture.hpp"

using namespace parley;
using namespace parley::test;

namespace {

asio::awaitable<result<http::exchange_result>> ask(client_world& world, http::body_sink sink,
                                                   http::head_sink on_head) {
  http::request asked;
  return world.client().exchange(std::move(asked), world.soon(), std::move(sink),
                                 std::move(on_head));
}

}  // namespace

TEST_CASE("a reply's header is heard before its body has ended", "[http][client]") {
  bool heard = false, heard_before_the_rest = false;
  client_world world([&](http::request, http::response_writer& out) -> asio::awaitable<void> {
    http::fields headers;
    headers.add("x-ratelimit-remaining-requests", "7");
    co_await out.head(200, std::move(headers));
    co_await out.chunk("first ");
    for (int i = 0; i < 2000 && !heard; ++i) co_await pause(std::chrono::milliseconds(5));
    heard_before_the_rest = heard;
    co_await out.chunk("second");
    co_await out.finish();
  });
  int calls = 0;
  world.run([&]() -> asio::awaitable<void> {
    std::string body;
    http::body_sink sink = [&](std::string_view bytes) {
      CHECK(heard);
      body += bytes;
      return true;
    };
    http::head_sink on_head = [&](const http::response& head) {
      heard = true;
      ++calls;
      CHECK(head.status == 200);
      CHECK(head.headers.get("x-ratelimit-remaining-requests") == "7");
    };
    const auto answer = co_await ask(world, std::move(sink), std::move(on_head));
    REQUIRE(answer.has_value());
    CHECK(body == "first second");
    CHECK(answer->reply.headers.get("x-ratelimit-remaining-requests") == "7");
  });
  CHECK(heard_before_the_rest);
  CHECK(calls == 1);
}

TEST_CASE("headers of failures and of replies without a body are heard too", "[http][client]") {
  client_world world([](http::request, http::response_writer& out) -> asio::awaitable<void> {
    http::response reply;
    reply.status = 429;
    co_await out.send(std::move(reply));
  });
  int status = 0;
  world.run([&]() -> asio::awaitable<void> {
    http::head_sink on_head = [&](const http::response& head) { status = head.status; };
    const auto answer = co_await ask(world, nullptr, std::move(on_head));
    REQUIRE(answer.has_value());
  });
  CHECK(status == 429);
}
