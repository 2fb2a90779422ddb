#include <catch2/catch_test_macros.hpp>

#include "sim/service/latency.hpp"
#include "test/unit/sim/service_fixture.hpp"

using namespace parley;
using test::service_fixture;

namespace {

constexpr const char* hello = R"({"model":"gpt-4.1-mini","input":"Hello","max_output_tokens":100})";
constexpr const char* hello_stream =
    R"({"model":"gpt-4.1-mini","input":"Hello","max_output_tokens":100,"stream":true})";

sim::provider_settings limited(std::int64_t requests, std::int64_t tokens) {
  auto settings = service_fixture::plain_settings();
  settings.world.requests_per_minute = requests;
  settings.world.tokens_per_minute = tokens;
  settings.world.burst_seconds = 60;
  return settings;
}

}  // namespace

TEST_CASE("rate-limit headers count down and a refusal says when to come back") {
  service_fixture service(limited(2, 100'000));
  const auto first = service.reply("POST", "/v1/responses", hello);
  CHECK(first.headers.get("x-ratelimit-limit-requests") == "2");
  CHECK(first.headers.get("x-ratelimit-remaining-requests") == "1");
  CHECK(first.headers.get("x-ratelimit-limit-tokens") == "100000");
  CHECK(first.headers.get("x-ratelimit-reset-requests"));
  CHECK(service.reply("POST", "/v1/responses", hello).status == 200);
  const auto refused = service.reply("POST", "/v1/responses", hello);
  CHECK(refused.status == 429);
  const auto error = json::parse(refused.body).at("error");
  CHECK(error.at("type") == "requests");
  CHECK(error.at("code") == "rate_limit_exceeded");
  const std::string message(error.at("message").as_string());
  CHECK(message.find(
            "on requests per min (RPM): Limit 2, Used 2, Requested 1. Please try again in ") !=
        std::string::npos);
  REQUIRE(refused.headers.get("retry-after"));
  REQUIRE(refused.headers.get("retry-after-ms"));
  const auto ms = std::stoll(std::string(*refused.headers.get("retry-after-ms")));
  CHECK(ms > 25'000);
  CHECK(ms <= 30'000);
  CHECK(refused.headers.get("x-ratelimit-remaining-requests") == "0");
  const auto counters = service.provider->counters();
  CHECK(counters.requests == 3);
  CHECK(counters.granted == 2);
  CHECK(counters.refused == 1);
}

TEST_CASE("tokens are reserved by max_output_tokens and settled by what was used") {
  service_fixture service(limited(0, 1'000));
  const auto response = service.reply("POST", "/v1/responses", hello);
  REQUIRE(response.status == 200);
  const auto used = json::parse(response.body).at("usage").at("total_tokens").as_int64();
  const auto remaining =
      std::stoll(std::string(*response.headers.get("x-ratelimit-remaining-tokens")));
  CHECK(remaining < 1'000 - 100);
  const auto next = service.reply("POST", "/v1/responses", hello);
  const auto later = std::stoll(std::string(*next.headers.get("x-ratelimit-remaining-tokens")));
  CHECK(later > remaining - used - 10);
  const auto large =
      service.reply("POST", "/v1/responses",
                    R"({"model":"gpt-4.1-mini","input":"Hello","max_output_tokens":2000})");
  CHECK(large.status == 429);
  CHECK(large.body.find("Request too large for gpt-4.1-mini") != std::string::npos);
  CHECK_FALSE(large.headers.get("retry-after"));
}

TEST_CASE("limits can be changed at run time, also to refusals inside a 200 stream") {
  service_fixture service;
  CHECK_FALSE(
      service.reply("POST", "/v1/responses", hello).headers.get("x-ratelimit-limit-requests"));
  CHECK(service
            .reply("POST", "/sim/quota",
                   R"({"model":"gpt-4.1-mini","requests_per_minute":60,"burst_seconds":1,
                "in_band":true})")
            .status == 200);
  CHECK(service.reply("POST", "/v1/responses", hello_stream).status == 200);
  const auto refused = service.reply("POST", "/v1/responses", hello_stream);
  CHECK(refused.status == 200);
  const auto events = test::parse_events(refused.body);
  REQUIRE(events.size() == 4);
  CHECK(events[2].name == "error");
  CHECK(events[2].data.at("error").at("code") == "rate_limit_exceeded");
  CHECK(events[3].name == "response.failed");
  CHECK(events[3].data.at("response").at("status") == "failed");
  CHECK(service.reply("POST", "/sim/quota", R"({"burst":1})").status == 400);
  // Chat has no events: its stream holds the error alone.
  const auto chat = service.reply(
      "POST", "/v1/chat/completions",
      R"({"model":"gpt-4.1-mini","messages":[{"role":"user","content":"x"}],"stream":true})");
  CHECK(chat.status == 200);
  CHECK(chat.headers.get("content-type") == "text/event-stream; charset=utf-8");
  const auto chunks = test::parse_events(chat.body);
  REQUIRE(chunks.size() == 1);
  CHECK(chunks[0].data.at("error").at("code") == "rate_limit_exceeded");
}

TEST_CASE(
    "a speed is set by alias, by dated name or by the beginning of several; others are told") {
  using sim::service::find_model;
  using sim::service::model_speeds;
  const auto fast = [](std::string name) {
    sim_latency speed;
    speed.tokens_per_second = 7;
    return std::map<std::string, sim_latency>{{std::move(name), speed}};
  };
  for (const char* name : {"gpt-4.1-mini", "gpt-4.1-mini-2025-04-14", "gpt-4.1", "gpt"})
    CHECK(model_speeds(fast(name)).of(*find_model("gpt-4.1-mini")).tokens_per_second == 7);
  CHECK(model_speeds(fast("gpt-4.1-mini")).of(*find_model("gpt-4.1")).tokens_per_second != 7);
  CHECK_FALSE(sim::service::unmatched_speed(fast("gpt-4.1-mini-2025-04-14")));
  const auto told = sim::service::unmatched_speed(fast("gpt-9"));
  REQUIRE(told);
  CHECK(told->find("gpt-9") != std::string::npos);
  CHECK(told->find("gpt-4.1-mini") != std::string::npos);
  auto settings = service_fixture::plain_settings();
  settings.world.latency = fast("\"gpt-4.1\"");
  CHECK(sim::simulated_provider::start(settings).error().code == failure_code::invalid_config);
}

TEST_CASE("the ledger tells what was granted and refused, by model and role") {
  service_fixture service(limited(1, 0));
  const char* judged = R"({"model":"gpt-4.1-mini","input":"Hello","metadata":{"role":"judge"}})";
  service.reply("POST", "/v1/responses", judged);
  service.reply("POST", "/v1/responses", judged);
  const auto ledger = service.get("/sim/ledger");
  const auto& model = ledger.at("models").at(0);
  CHECK(model.at("model") == "gpt-4.1-mini");
  CHECK(model.at("granted") == 1);
  CHECK(model.at("refused_requests") == 1);
  CHECK(model.at("finished") == 1);
  CHECK(model.at("worst_windows").at("60s").at("requests") == 1);
  CHECK(model.at("roles").at("judge").at("granted") == 1);
  CHECK(model.at("roles").at("judge").at("refused") == 1);
  CHECK(ledger.at("in_flight").at("now") == 0);
  CHECK(ledger.at("in_flight").at("peak") == 1);
  CHECK(ledger.at("connections").at("now") == 1);
  CHECK(ledger.at("connections").at("total").as_int64() >= 1);
  CHECK(ledger.at("events").at(1).at("event") == "refused_requests");
  CHECK(ledger.at("events").at(1).at("role") == "judge");
  service.reply("DELETE", "/sim/ledger");
  CHECK(service.get("/sim/ledger").at("models").as_array().empty());
}

TEST_CASE(
    "the ledger's events lead from a reply to its call, by the service's id and the client's") {
  service_fixture service(limited(1, 100'000));
  const auto ask = [&](std::string id) {
    http::request request;
    request.method = "POST";
    request.target = "/v1/responses";
    request.body = hello;
    request.headers.set("content-type", "application/json");
    request.headers.set("X-Client-Request-Id", std::move(id));
    return test::run_coroutine(
               service.context,
               service.client->exchange(std::move(request),
                                        service.clock->now() + std::chrono::seconds(20), {}))
        .value()
        .reply;
  };
  const auto granted = ask("mine-1"), refused = ask("mine-2");
  service.post("/sim/faults", R"({"faults":[{"kind":"server_error"}]})");
  const auto struck = ask("mine-3");
  REQUIRE(struck.status == 500);
  const auto events = service.get("/sim/ledger").at("events").as_array();
  REQUIRE(events.size() == 3);
  const http::response* replies[] = {&granted, &refused, &struck};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(events[i].at("client_request_id") == json::string("mine-" + std::to_string(i + 1)));
    CHECK(events[i].at("request_id") ==
          json::string(std::string(*replies[i]->headers.get("x-request-id"))));
  }
  CHECK(ask(std::string(512, 'x')).status == 500);
  CHECK(ask(std::string(513, 'x')).status == 400);
  const auto odd = ask("\xC3\xB1");
  CHECK(odd.status == 400);
  CHECK(odd.body.find("X-Client-Request-Id") != std::string::npos);
}

TEST_CASE("over TLS the service is reached with its own certificate authority") {
  auto settings = service_fixture::plain_settings();
  settings.plain = false;
  service_fixture service(std::move(settings));
  CHECK(service.provider->base_url().starts_with("https://127.0.0.1:"));
  CHECK(service.provider->ca_pem().find("BEGIN CERTIFICATE") != std::string::npos);
  CHECK(service.post("/v1/responses", hello).at("status") == "completed");
}

TEST_CASE("an oversized body is refused without being read to its end") {
  service_fixture service;
  const auto done = service.send("POST", "/v1/responses", std::string(33u << 20, 'x'));
  // The server may close while we still write; it must not answer 200 nor take it all.
  if (done) CHECK(done->reply.status == 413);
  CHECK(service.reply("GET", "/v1/models").status == 200);
}

TEST_CASE("quota, another client and headers are switched at run time, and shown") {
  service_fixture service;
  CHECK_FALSE(
      service.reply("POST", "/v1/responses", hello).headers.get("x-ratelimit-limit-tokens"));
  const auto set = service.post("/sim/quota", R"({"tokens_per_minute":600000,"burst_seconds":1,
      "foreign":{"share":0.5,"period_seconds":10,"duty":0.1}})");
  CHECK(set.at("tokens_per_minute") == 600'000);
  CHECK(set.at("foreign").at("share") == 0.5);
  const auto first = service.reply("POST", "/v1/responses", hello);
  CHECK(first.headers.get("x-ratelimit-limit-tokens") == "600000");
  CHECK(service.post("/sim/quota", R"({"show_limits":false})").at("foreign").at("duty") == 0.1);
  CHECK_FALSE(
      service.reply("POST", "/v1/responses", hello).headers.get("x-ratelimit-limit-tokens"));
  CHECK(service.get("/sim/quota").at("show_limits") == false);
  CHECK(service.get("/sim/quota?model=gpt-4.1").at("burst_seconds") == 1);
  CHECK(service.reply("POST", "/sim/quota", R"({"foreign":{"share":1}})").status == 400);
  const auto bad = service.reply("POST", "/sim/quota", R"({"foreign":{"shar":0.1}})");
  CHECK(bad.status == 400);
  CHECK(bad.body.find("foreign.shar") != std::string::npos);
  CHECK(service.post("/sim/quota", R"({"foreign":{"share":0}})").at("foreign").at("share") == 0);
}

TEST_CASE("a model's speed is switched at run time") {
  service_fixture service;
  CHECK(
      service.reply("POST", "/sim/latency", R"({"model":"gpt-4.1","first_token_ms":20})").status ==
      200);
  CHECK(service.reply("POST", "/sim/latency", R"({"model":"gpt-9"})").status == 400);
  CHECK(service.reply("POST", "/sim/latency", R"({"first_token_ms":20})").status == 400);
  CHECK(service.reply("POST", "/sim/latency", R"({"model":"gpt-4.1","speed":2})").status == 400);
}
