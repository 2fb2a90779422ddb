// The whole client side, real sockets and TLS, against captured replies.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/json.hpp"
#include "net/openai_provider.hpp"
#include "test/support/run_coroutine.hpp"
#include "test/unit/net/http_test_server.hpp"
#include "test/unit/net/wire_golden.hpp"

namespace parley {
namespace {

using Catch::Matchers::ContainsSubstring;
using http::response_writer;

/// Sends `body` as an event stream in pieces of `piece` bytes, then ends it or breaks off.
asio::awaitable<void> stream(response_writer& out, std::string body, std::size_t piece,
                             bool complete = true) {
  http::fields headers;
  headers.add("content-type", "text/event-stream; charset=utf-8");
  headers.add("x-request-id", "req_loop");
  headers.add("x-ratelimit-limit-requests", "5000");
  headers.add("x-ratelimit-remaining-requests", "4999");
  headers.add("x-ratelimit-reset-requests", "12ms");
  co_await out.head(200, std::move(headers));
  for (std::size_t at = 0; at < body.size(); at += piece)
    co_await out.chunk(body.substr(at, piece));
  if (complete)
    co_await out.finish();
  else
    out.abort(false);
}

asio::awaitable<void> plain(response_writer& out, int status, std::string type, std::string body) {
  http::response reply;
  reply.status = status;
  reply.headers.add("content-type", std::move(type));
  reply.headers.add("retry-after-ms", "10");
  reply.body = std::move(body);
  co_await out.send(std::move(reply));
}

struct loop_world {
  explicit loop_world(test::answer how, bool streaming = true) {
    http::server_settings serving;
    serving.tls = test::shared_identity().server;
    server.emplace(context, std::move(how), std::move(serving));
    openai_provider_settings chosen;
    chosen.endpoint.base_url = fmt::format("https://127.0.0.1:{}/v1", server->port());
    chosen.api_key = "sk-loopback-key";
    chosen.ca_pem = test::shared_identity().ca_pem;
    chosen.transport.stream = streaming;
    chosen.retry.base_delay = std::chrono::milliseconds(1);
    auto made = openai_provider::create(context, *clock, std::move(chosen));
    REQUIRE(made.has_value());
    provider = std::move(*made);
  }

  asio::awaitable<void> ask(int times) {
    for (int i = 0; i < times; ++i) {
      auto request = test::sample_request();
      replies.push_back(co_await provider->complete(std::move(request), soon()));
    }
    co_await server->stop();
  }
  asio::awaitable<void> ask_models() {
    models = co_await provider->list_models(soon());
    co_await server->stop();
  }
  time_point soon() const { return clock->now() + std::chrono::seconds(60); }

  asio::io_context context;
  std::unique_ptr<clock_source> clock = make_system_clock(context);
  std::optional<test::test_server> server;
  std::unique_ptr<openai_provider> provider;
  std::vector<call_result> replies;
  result<std::vector<std::string>> models = fail(failure_code::none, "");
};

TEST_CASE("a streamed reply over TLS arrives whole, however it is chunked") {
  const auto golden = test::golden("stream.sse");
  std::size_t piece = 1000;
  loop_world world([&](http::request, response_writer& out) {
    piece = piece == 1000 ? 333 : 7;
    return stream(out, golden, piece);
  });
  test::run_coroutine(world.context, world.ask(2));
  for (const auto& reply : world.replies) {
    REQUIRE(reply.has_value());
    CHECK(reply->text == "Hello there friend, this is a simulated answer.");
    CHECK(reply->request_id == "req_loop");
    CHECK(reply->usage == token_usage{1, 0, 12, 0});
    CHECK(reply->first_token <= reply->latency);
  }
  const auto& sent = world.server->handler.seen.at(0);
  CHECK(sent.target == "/v1/responses");
  CHECK(sent.headers.get("authorization") == "Bearer sk-loopback-key");
  CHECK(parse_json(sent.body)->at("stream") == true);
}

TEST_CASE("a reply in one piece over TLS is read") {
  const auto golden = test::golden("response.json");
  loop_world world(
      [&](http::request, response_writer& out) {
        return plain(out, 200, "application/json", golden);
      },
      false);
  test::run_coroutine(world.context, world.ask(1));
  REQUIRE(world.replies.at(0).has_value());
  CHECK(world.replies[0]->text == "Hello there friend, this is a simulated answer.");
}

TEST_CASE("a cut stream, a page from a gateway and a 429 are got over") {
  const auto golden = test::golden("stream.sse");
  int served = 0;
  loop_world world([&](http::request, response_writer& out) {
    switch (served++) {
      case 0:
        return stream(out, golden.substr(0, golden.size() / 2), 500, false);
      case 1:
        return plain(out, 502, "text/html", "<html>Bad gateway</html>");
      case 2:
        return plain(out, 429, "application/json",
                     R"({"error":{"type":"requests","code":"rate_limit_exceeded","message":"m"}})");
      default:
        return stream(out, golden, 100);
    }
  });
  test::run_coroutine(world.context, world.ask(1));
  REQUIRE(world.replies.at(0).has_value());
  CHECK(world.replies[0]->attempts == 4);
  const auto state = world.provider->states().at(0);
  CHECK(state.rate_limited == 1);
  CHECK(state.retries == 2);
  CHECK(state.in_flight == 0);
}

TEST_CASE("a refusal and an exhausted balance are what they are over the wire too") {
  int served = 0;
  loop_world world([&](http::request, response_writer& out) {
    if (served++ == 0) return stream(out, test::golden("refusal.sse"), 64);
    return plain(out, 429, "application/json",
                 R"({"error":{"type":"insufficient_quota","code":"insufficient_quota",
                     "message":"You exceeded your current quota"}})");
  });
  test::run_coroutine(world.context, world.ask(3));
  CHECK(world.replies.at(0)->finish == finish_reason::refusal);
  CHECK(world.replies.at(1).error().code == failure_code::balance_exhausted);
  CHECK(world.replies.at(2).error().message == world.replies[1].error().message);
  CHECK(served == 2);
}

TEST_CASE("the models are listed through the same connection") {
  loop_world world([](http::request, response_writer& out) {
    return plain(out, 200, "application/json", R"({"object":"list","data":[{"id":"gpt-4.1"}]})");
  });
  test::run_coroutine(world.context, world.ask_models());
  REQUIRE(world.models.has_value());
  CHECK(world.models->at(0) == "gpt-4.1");
  CHECK(world.server->handler.seen.at(0).target == "/v1/models");
}

TEST_CASE("a server that is not there is a clear failure") {
  asio::io_context context;
  const auto clock = make_system_clock(context);
  openai_provider_settings chosen;
  chosen.endpoint.base_url = "http://127.0.0.1:1/v1";
  chosen.retry.base_delay = std::chrono::milliseconds(1);
  auto made = openai_provider::create(context, *clock, std::move(chosen));
  REQUIRE(made.has_value());
  const auto listed =
      test::run_coroutine(context, (*made)->list_models(clock->now() + std::chrono::seconds(30)));
  REQUIRE(listed.has_error());
  CHECK(listed.error().code == failure_code::connect_failed);
  CHECK_THAT(listed.error().message, ContainsSubstring("127.0.0.1"));
}

TEST_CASE("an unusable address or API name is refused when the provider is made") {
  asio::io_context context;
  const auto clock = make_system_clock(context);
  openai_provider_settings chosen;
  chosen.endpoint.base_url = "ftp://x";
  CHECK(openai_provider::create(context, *clock, chosen).error().code ==
        failure_code::invalid_config);
  chosen.endpoint.base_url = "https://127.0.0.1/v1";
  chosen.endpoint.api = "telegram";
  CHECK(openai_provider::create(context, *clock, chosen).error().code ==
        failure_code::invalid_config);
}

}  // namespace
}  // namespace parley
