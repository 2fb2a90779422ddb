#include <catch2/catch_test_macros.hpp>

#include "sim/service/fault_plan.hpp"
#include "test/unit/sim/service_fixture.hpp"

using namespace parley;
using namespace parley::sim::service;
using test::service_fixture;

namespace {

constexpr const char* hello = R"({"model":"gpt-4.1-mini","input":"Hello"})";
constexpr const char* hello_stream = R"({"model":"gpt-4.1-mini","input":"Hello","stream":true})";

void plan(service_fixture& service, const std::string& rules) {
  const auto reply = service.reply("POST", "/sim/faults", R"({"seed":3,"faults":[)" + rules + "]}");
  INFO(reply.body);
  REQUIRE(reply.status == 200);
}

fault_plan plan_of(const char* text) {
  fault_plan made(time_point{});
  const auto document = json::parse(text);
  REQUIRE(made.replace(document.as_object(), time_point{}).has_value());
  return made;
}

std::string struck(fault_plan& faults, int calls, const fault_facts& facts) {
  std::string marks;
  for (int i = 0; i < calls; ++i) marks += faults.strike(facts, time_point{}) ? 'x' : '.';
  return marks;
}

}  // namespace

TEST_CASE("rules strike the n-th call, every n-th, in bursts, and up to their limit") {
  const fault_facts facts{"responses", "judge", "gpt-4.1", false, 1};
  auto nth = plan_of(R"({"faults":[{"kind":"overloaded","nth":[2,5]}]})");
  CHECK(struck(nth, 6, facts) == ".x..x.");
  auto every = plan_of(R"({"faults":[{"kind":"overloaded","every":3,"burst":2}]})");
  CHECK(struck(every, 8, facts) == "..xx.xx.");
  auto limited = plan_of(R"({"faults":[{"kind":"overloaded","limit":2}]})");
  CHECK(struck(limited, 4, facts) == "xx..");
}

TEST_CASE("rules strike only whom they name, and only in their time") {
  auto faults = plan_of(
      R"({"faults":[{"kind":"overloaded","role":"judge","endpoint":"responses","from_s":10,
        "until_s":20}]})");
  const fault_facts judge{"responses", "judge", "m", false, 1};
  const fault_facts customer{"responses", "customer", "m", false, 1};
  CHECK_FALSE(faults.strike(judge, time_point{} + std::chrono::seconds(9)));
  CHECK(faults.strike(judge, time_point{} + std::chrono::seconds(10)));
  CHECK_FALSE(faults.strike(customer, time_point{} + std::chrono::seconds(10)));
  CHECK_FALSE(faults.strike(judge, time_point{} + std::chrono::seconds(20)));
}

TEST_CASE("chance follows the seed and the request, whatever comes in between") {
  const char* text = R"({"seed":5,"faults":[{"kind":"overloaded","probability":0.3}]})";
  auto alone = plan_of(text);
  auto mixed = plan_of(text);
  int strikes = 0;
  for (std::uint64_t i = 0; i < 1'000; ++i) {
    const fault_facts facts{"responses", "judge", "m", false, i};
    const fault_facts other{"responses", "judge", "m", false, 100'000 + i};
    mixed.strike(other, time_point{});
    const bool first = alone.strike(facts, time_point{}).has_value();
    CHECK(first == mixed.strike(facts, time_point{}).has_value());
    strikes += first ? 1 : 0;
  }
  CHECK(strikes > 230);
  CHECK(strikes < 370);
}

TEST_CASE("a stream's faults leave plain replies alone, and the other way round") {
  auto faults = plan_of(R"({"faults":[{"kind":"stream_end"},{"kind":"truncated_body"}]})");
  const fault_facts plain{"responses", {}, "m", false, 1};
  const fault_facts stream{"responses", {}, "m", true, 1};
  CHECK(faults.strike(plain, time_point{})->kind == fault_kind::truncated_body);
  CHECK(faults.strike(stream, time_point{})->kind == fault_kind::stream_end);
}

TEST_CASE("error faults come with the status, envelope and headers that were asked for") {
  service_fixture service;
  struct row {
    const char* rule;
    int status;
    const char* code;
  };
  for (const auto& [rule, status, code] : std::initializer_list<row>{
           {R"({"kind":"rate_limit","retry_after_ms":50})", 429, "rate_limit_exceeded"},
           {R"({"kind":"insufficient_quota"})", 429, "insufficient_quota"},
           {R"({"kind":"insufficient_quota","code":"credit_balance_exhausted"})", 429,
            "credit_balance_exhausted"},
           {R"({"kind":"slow_down"})", 429, "slow_down"},
           {R"({"kind":"overloaded"})", 503, "server_is_overloaded"},
           {R"({"kind":"server_error"})", 500, nullptr},
           {R"({"kind":"unauthorized"})", 401, "invalid_api_key"},
           {R"({"kind":"bad_request","should_retry":true})", 400, "invalid_value"}}) {
    INFO(rule);
    plan(service, rule);
    const auto reply = service.reply("POST", "/v1/responses", hello);
    CHECK(reply.status == status);
    const auto error = json::parse(reply.body).at("error");
    CHECK(error.at("code") == (code ? json::value(code) : json::value()));
  }
  plan(service,
       R"({"kind":"rate_limit","retry_after_ms":50,"retry_after":"3600","should_retry":false})");
  const auto limited = service.reply("POST", "/v1/responses", hello);
  CHECK(limited.headers.get("retry-after-ms") == "50");
  CHECK(limited.headers.get("retry-after") == "3600");
  CHECK(limited.headers.get("x-should-retry") == "false");
  plan(service, R"({"kind":"bad_gateway"})");
  const auto gateway = service.reply("POST", "/v1/responses", hello);
  CHECK(gateway.status == 502);
  CHECK(gateway.headers.get("content-type") == "text/html");
  CHECK(gateway.body.starts_with("<html>"));
  service.reply("DELETE", "/sim/faults");
  CHECK(service.reply("POST", "/v1/responses", hello).status == 200);
  CHECK(service.get("/sim/ledger").at("faults").at("insufficient_quota") == 2);
}

TEST_CASE("faults of the connection and of plain bodies break the exchange as they say") {
  service_fixture service;
  for (const char* kind : {"close", "reset", "truncated_body", "cut_chunked"}) {
    INFO(kind);
    plan(service, std::string(R"({"kind":")") + kind + "\"}");
    const auto done = service.send("POST", "/v1/responses", hello);
    REQUIRE_FALSE(done.has_value());
    CHECK(done.error().code == failure_code::connection_lost);
  }
  plan(service, R"({"kind":"empty_body"})");
  CHECK(service.reply("POST", "/v1/responses", hello).body.empty());
  plan(service, R"({"kind":"malformed_body"})");
  CHECK_FALSE(parse_json(service.reply("POST", "/v1/responses", hello).body).has_value());
  plan(service, R"({"kind":"wrong_content_type"})");
  CHECK(service.reply("POST", "/v1/responses", hello).headers.get("content-type") == "text/plain");
  plan(service, R"({"kind":"slow_body","seconds":0.01})");
  CHECK(parse_json(service.reply("POST", "/v1/responses", hello).body).has_value());
  plan(service, R"({"kind":"no_usage"})");
  CHECK_FALSE(service.post("/v1/responses", hello).contains("usage"));
}

TEST_CASE("faults of streams: cut, ended early, errors in band, foreign frames") {
  service_fixture service;
  plan(service, R"({"kind":"stream_reset"})");
  CHECK_FALSE(service.send("POST", "/v1/responses", hello_stream).has_value());
  plan(service, R"({"kind":"stream_end"})");
  const auto ended = service.reply("POST", "/v1/responses", hello_stream);
  CHECK(ended.body.find("response.created") != std::string::npos);
  CHECK(ended.body.find("response.completed") == std::string::npos);
  plan(service, R"({"kind":"stream_error","code":"rate_limit_exceeded"})");
  const auto nested = test::parse_events(service.reply("POST", "/v1/responses", hello_stream).body);
  CHECK(nested.back().name == "response.failed");
  CHECK(nested[nested.size() - 2].data.at("error").at("code") == "rate_limit_exceeded");
  plan(service, R"({"kind":"stream_error_flat"})");
  const auto flat = test::parse_events(service.reply("POST", "/v1/responses", hello_stream).body);
  CHECK(flat.back().name == "error");
  CHECK(flat.back().data.at("code") == "server_error");
  plan(service, R"({"kind":"stream_crlf"})");
  CHECK(service.reply("POST", "/v1/responses", hello_stream).body.find("\r\n\r\n") !=
        std::string::npos);
  plan(service, R"({"kind":"stream_comments"})");
  CHECK(service.reply("POST", "/v1/responses", hello_stream).body.starts_with(": keep-alive"));
  plan(service, R"({"kind":"stream_unknown_event"})");
  CHECK(service.reply("POST", "/v1/responses", hello_stream).body.find("response.something_new") !=
        std::string::npos);
  plan(service, R"({"kind":"stream_done"})");
  CHECK(test::parse_events(service.reply("POST", "/v1/responses", hello_stream).body).back().name ==
        "[DONE]");
  plan(service, R"({"kind":"stream_split"})");
  CHECK(test::parse_events(service.reply("POST", "/v1/responses", hello_stream).body).back().name ==
        "response.completed");
}

TEST_CASE("faults of what the model says: refusal, cut, filtered, malformed") {
  service_fixture service;
  plan(service, R"({"kind":"refusal"})");
  const auto refused = service.post("/v1/responses", hello);
  CHECK(refused.at("status") == "completed");
  CHECK(refused.at("output").at(0).at("content").at(0).at("type") == "refusal");
  const auto events = test::parse_events(service.reply("POST", "/v1/responses", hello_stream).body);
  CHECK(events[4].name == "response.refusal.delta");
  plan(service, R"({"kind":"content_filter"})");
  CHECK(service.post("/v1/responses", hello).at("incomplete_details").at("reason") ==
        "content_filter");
  plan(service, R"({"kind":"malformed_output"})");
  const auto broken = service.post(
      "/v1/responses",
      R"({"model":"gpt-4.1","input":"x","text":{"format":{"type":"json_schema","name":"n",
        "strict":true,
          "schema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],
            "additionalProperties":false}}}})");
  CHECK_FALSE(
      parse_json(broken.at("output").at(0).at("content").at(0).at("text").as_string()).has_value());
}

TEST_CASE("rate headers can be hidden or made unknown") {
  auto settings = service_fixture::plain_settings();
  settings.world.requests_per_minute = 1'000;
  service_fixture service(std::move(settings));
  plan(service, R"({"kind":"no_rate_headers"})");
  CHECK_FALSE(
      service.reply("POST", "/v1/responses", hello).headers.get("x-ratelimit-limit-requests"));
  plan(service, R"({"kind":"unknown_rate_headers"})");
  CHECK(
      service.reply("POST", "/v1/responses", hello).headers.get("x-ratelimit-remaining-requests") ==
      "-1");
}

TEST_CASE("a plan with a mistake is refused whole and names the mistake") {
  service_fixture service;
  const auto wrong = service.reply("POST", "/sim/faults",
                                   R"({"faults":[{"kind":"overloaded"},{"kind":"explode"}]})");
  CHECK(wrong.status == 400);
  CHECK(json::parse(wrong.body).at("error").at("param") == "faults[1].kind");
  CHECK(service.get("/sim/faults").at("faults").as_array().empty());
  CHECK(
      service.reply("POST", "/sim/faults", R"({"faults":[{"kind":"overloaded","probability":2}]})")
          .status == 400);
  CHECK(service.reply("POST", "/sim/faults", R"({"faults":[{"kind":"overloaded","prob":1}]})")
            .status == 400);
}
