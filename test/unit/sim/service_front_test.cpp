#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "sim/service/fault_kinds.hpp"
#include "test/unit/sim/service_fixture.hpp"

using namespace parley;
using test::service_fixture;

namespace {

constexpr const char* hello = R"({"model":"gpt-4.1-mini","input":"Hello"})";

http::response exchange_of(service_fixture& service, std::string method, std::string target,
                           std::string body,
                           std::vector<std::pair<std::string, std::string>> headers) {
  http::request request;
  request.method = std::move(method);
  request.target = std::move(target);
  request.body = std::move(body);
  for (auto& [name, value] : headers) request.headers.set(name, value);
  auto done = test::run_coroutine(
      service.context,
      service.client->exchange(std::move(request), service.clock->now() + std::chrono::seconds(20),
                               {}));
  if (!done) throw std::runtime_error(done.error().message);
  return std::move(done->reply);
}

void plan(service_fixture& service, const std::string& rules) {
  const auto reply = service.reply("POST", "/sim/faults", R"({"faults":[)" + rules + "]}");
  INFO(reply.body);
  REQUIRE(reply.status == 200);
  service.client->close_idle();  // the next call opens a new connection
}

}  // namespace

TEST_CASE("OPTIONS says what a path takes, without a key; HEAD is GET without a body") {
  service_fixture service;
  const auto options = exchange_of(service, "OPTIONS", "/v1/responses/resp_1", {},
                                   {{"access-control-request-headers", "x-one, authorization"},
                                    {"origin", "https://example.com"}});
  CHECK(options.status == 204);
  CHECK(options.headers.get("allow") == "OPTIONS, GET, HEAD, DELETE");
  CHECK(options.headers.get("access-control-allow-origin") == "*");
  CHECK(options.headers.get("access-control-allow-headers") == "x-one, authorization");
  CHECK(service.send("OPTIONS", "/v1/nothing")->reply.status == 404);
  const auto head = service.reply("HEAD", "/v1/models");
  CHECK(head.status == 200);
  CHECK(head.body.empty());
  CHECK(head.headers.get("x-request-id"));
  const auto wrong = service.reply("PUT", "/v1/models");
  CHECK(wrong.status == 405);
  CHECK(wrong.headers.get("allow") == "OPTIONS, GET, HEAD");
  CHECK(json::parse(wrong.body).at("error").at("code") == "method_not_supported");
}

TEST_CASE("a body of another type is a 415 that names it; none named is taken for JSON") {
  service_fixture service;
  const auto status = [&](const char* type) {
    return exchange_of(service, "POST", "/v1/responses", hello, {{"content-type", type}}).status;
  };
  CHECK(status("application/json") == 200);
  CHECK(status("Application/JSON ; charset=utf-8") == 200);
  CHECK(status("application/vnd.api+json") == 200);
  CHECK(status("text/plain") == 415);
  CHECK(exchange_of(service, "POST", "/v1/responses", hello, {}).status == 200);
  const auto form = exchange_of(service, "POST", "/v1/responses", hello,
                                {{"content-type", "application/x-www-form-urlencoded"}});
  const auto error = json::parse(form.body).at("error");
  CHECK(error.at("code") == "unsupported_content_type");
  CHECK(error.at("message").as_string().find("x-www-form-urlencoded") != std::string::npos);
}

TEST_CASE("browsers may read replies") {
  service_fixture service;
  const auto reply =
      exchange_of(service, "GET", "/v1/models", {}, {{"origin", "https://example.com"}});
  CHECK(reply.headers.get("access-control-allow-origin") == "*");
  CHECK_FALSE(service.reply("GET", "/v1/models").headers.get("access-control-allow-origin"));
}

TEST_CASE("connections can be closed, reset or kept waiting before anything was asked") {
  for (const bool plain : {true, false}) {
    auto settings = service_fixture::plain_settings();
    settings.plain = plain;
    service_fixture service(settings);
    for (const char* kind : {"accept_close", "accept_reset", "tls_failure", "accept_silence"}) {
      INFO(kind << (plain ? " plain" : " tls"));
      plan(service, std::string(R"({"kind":")") + kind + R"(","limit":3,"seconds":0.05})");
      const auto reply = service.send("POST", "/v1/responses", hello);
      CHECK_FALSE(reply.has_value());
      // Once the limit is spent, the service serves again.
      int tries = 0;
      while (!service.send("GET", "/v1/models").has_value() && tries < 8) ++tries;
      CHECK(tries < 8);
      const auto faults = service.get("/sim/ledger").at("faults").as_object();
      CHECK(faults.at(kind).as_int64() >= 1);
    }
    plan(service, R"({"kind":"slow_handshake","seconds":0.03,"limit":1})");
    CHECK(service.reply("POST", "/v1/responses", hello).status == 200);
    CHECK(service.get("/sim/ledger").at("faults").at("slow_handshake") == 1);
  }
}

TEST_CASE("a closed listener refuses connections for its window and no longer") {
  service_fixture service;
  plan(service, R"({"kind":"refuse_connections","from_s":0,"until_s":0.4})");
  bool refused = false;
  for (int i = 0; i < 400 && !refused; ++i) {
    const auto reply = service.send("GET", "/v1/models");
    refused = !reply && reply.error().code == failure_code::connect_failed;
    service.client->close_idle();
    if (!refused) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  CHECK(refused);
  bool back = false;
  for (int i = 0; i < 2'000 && !back; ++i) {
    back = service.send("GET", "/v1/models").has_value();
    if (!back) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  CHECK(back);
  CHECK(service.get("/sim/ledger").at("faults").at("refuse_connections") == 1);
}

TEST_CASE("every kind of fault can be planned by its name, and says what it does") {
  service_fixture service;
  for (const auto& one : sim::service::all_faults()) {
    INFO(one.name);
    CHECK_FALSE(one.meaning.empty());
    CHECK(sim::service::fault_kind_from(one.name) == one.kind);
  }
  CHECK_FALSE(sim::service::fault_kind_from("gremlins"));
}
