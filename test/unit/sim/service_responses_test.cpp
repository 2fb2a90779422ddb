#include <catch2/catch_test_macros.hpp>

#include <algorithm>

#include "test/unit/sim/service_fixture.hpp"

using namespace parley;
using test::service_fixture;

namespace {

constexpr std::array<std::string_view, 33> response_members{"id",
                                                            "object",
                                                            "created_at",
                                                            "status",
                                                            "background",
                                                            "completed_at",
                                                            "error",
                                                            "incomplete_details",
                                                            "instructions",
                                                            "max_output_tokens",
                                                            "max_tool_calls",
                                                            "model",
                                                            "output",
                                                            "parallel_tool_calls",
                                                            "presence_penalty",
                                                            "frequency_penalty",
                                                            "previous_response_id",
                                                            "prompt_cache_key",
                                                            "prompt_cache_retention",
                                                            "reasoning",
                                                            "safety_identifier",
                                                            "service_tier",
                                                            "store",
                                                            "temperature",
                                                            "text",
                                                            "tool_choice",
                                                            "tools",
                                                            "top_logprobs",
                                                            "top_p",
                                                            "truncation",
                                                            "usage",
                                                            "user",
                                                            "metadata"};

std::vector<std::string> names_of(const json::object& object) {
  std::vector<std::string> names;
  for (const auto& member : object) names.emplace_back(member.key());
  return names;
}

std::string text_of(const json::object& response) {
  return std::string(response.at("output").at(0).at("content").at(0).at("text").as_string());
}

}  // namespace

TEST_CASE("a plain response carries every member of the contract, in its order") {
  service_fixture service;
  const auto response = service.post("/v1/responses", R"({"model":"gpt-4.1-mini","input":"Hi"})");
  const auto names = names_of(response);
  REQUIRE(std::equal(names.begin(), names.end(), response_members.begin(), response_members.end()));
  CHECK(response.at("object") == "response");
  CHECK(response.at("status") == "completed");
  CHECK(response.at("model") == "gpt-4.1-mini-2025-04-14");
  CHECK(response.at("error").is_null());
  CHECK(response.at("store") == true);
  CHECK(response.at("text").at("format").at("type") == "text");
  CHECK(std::string_view(response.at("id").as_string()).starts_with("resp_"));
  const auto& item = response.at("output").at(0);
  CHECK(item.at("type") == "message");
  CHECK(item.at("role") == "assistant");
  CHECK(item.at("status") == "completed");
  const auto& part = item.at("content").at(0);
  CHECK(part.at("type") == "output_text");
  CHECK(part.at("annotations").as_array().empty());
  CHECK(part.at("logprobs").as_array().empty());
  CHECK_FALSE(part.at("text").as_string().empty());
  const auto& usage = response.at("usage");
  CHECK(usage.at("input_tokens").as_int64() > 0);
  CHECK(usage.at("total_tokens").as_int64() ==
        usage.at("input_tokens").as_int64() + usage.at("output_tokens").as_int64());
  CHECK(usage.at("input_tokens_details").at("cached_tokens") == 0);
  CHECK(usage.at("output_tokens_details").at("reasoning_tokens") == 0);
}

TEST_CASE("every reply, errors included, has a request id of its own and the API's headers") {
  service_fixture service;
  const auto good = service.reply("POST", "/v1/responses", R"({"model":"gpt-4.1","input":"Hi"})");
  const auto bad = service.reply("POST", "/v1/responses", "{}");
  const auto lost = service.reply("GET", "/v1/nowhere");
  CHECK(good.status == 200);
  CHECK(bad.status == 400);
  CHECK(lost.status == 404);
  for (const auto* reply : {&good, &bad, &lost}) {
    REQUIRE(reply->headers.get("x-request-id"));
    CHECK(reply->headers.get("x-request-id")->starts_with("req_"));
    CHECK(reply->headers.get("openai-version") == "2020-10-01");
    CHECK(reply->headers.get("openai-processing-ms"));
    CHECK(reply->headers.get("content-type") == "application/json");
  }
  CHECK(*good.headers.get("x-request-id") != *bad.headers.get("x-request-id"));
}

TEST_CASE("a played role answers through the endpoint, and its echo of the request is faithful") {
  service_fixture service;
  const auto response = service.post(
      "/v1/responses",
      R"({"model":"gpt-4.1-mini","instructions":"Be brief","input":[{"role":"assistant",
        "content":"a"},
          {"role":"user","content":[{"type":"input_text","text":"one"},{"type":"input_image",
            "image_url":"data:x"},
          {"type":"input_text","text":"two"}]}],"metadata":{"role":"echo"},"temperature":0.5,
          "max_output_tokens":100,"user":"u","safety_identifier":"s"})");
  CHECK(text_of(response) == "echo: one\ntwo");
  CHECK(response.at("instructions") == "Be brief");
  CHECK(response.at("metadata").at("role") == "echo");
  CHECK(response.at("temperature") == 0.5);
  CHECK(response.at("max_output_tokens") == 100);
  CHECK(response.at("user") == "u");
  // The picture costs tokens too.
  CHECK(response.at("usage").at("input_tokens").as_int64() > 700);
}

TEST_CASE("the same request gives the same answer, streamed or not") {
  service_fixture service;
  const std::string body = R"({"model":"gpt-4.1","input":"Tell me about rivers")";
  const auto first = service.post("/v1/responses", body + "}");
  const auto second = service.post("/v1/responses", body + "}");
  CHECK(text_of(first) == text_of(second));
  CHECK(first.at("id") != second.at("id"));
  const auto streamed = service.reply("POST", "/v1/responses", body + R"(,"stream":true})");
  const auto events = test::parse_events(streamed.body);
  REQUIRE(!events.empty());
  CHECK(text_of(events.back().data.at("response").as_object()) == text_of(first));
}

TEST_CASE("a reply longer than max_output_tokens is cut there and says so") {
  service_fixture service;
  std::string long_text;
  for (int i = 0; i < 60; ++i) long_text += "palabra ";
  const auto response = service.post(
      "/v1/responses",
      R"({"model":"gpt-4.1-mini","max_output_tokens":16,"metadata":{"role":"echo"},"input":")" +
          long_text + "\"}");
  CHECK(response.at("status") == "incomplete");
  CHECK(response.at("incomplete_details").at("reason") == "max_output_tokens");
  CHECK(response.at("completed_at").is_null());
  CHECK(response.at("output").at(0).at("status") == "incomplete");
  CHECK(response.at("usage").at("output_tokens") == 16);
  CHECK(std::string("echo: " + long_text).starts_with(text_of(response)));
}

TEST_CASE("a stream's events come in the contract's order with consecutive numbers") {
  service_fixture service;
  const auto reply = service.reply(
      "POST", "/v1/responses", R"({"model":"gpt-4.1-mini","input":"Hello there","stream":true})");
  CHECK(reply.headers.get("content-type") == "text/event-stream; charset=utf-8");
  const auto events = test::parse_events(reply.body);
  std::vector<std::string> order;
  std::string text;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto& [name, data] = events[i];
    CHECK(data.at("type") == json::string(name));
    CHECK(data.at("sequence_number") == static_cast<std::int64_t>(i));
    if (name == "response.output_text.delta") text += std::string(data.at("delta").as_string());
    if (order.empty() || order.back() != name) order.push_back(name);
  }
  CHECK(order == std::vector<std::string>{
                     "response.created", "response.in_progress", "response.output_item.added",
                     "response.content_part.added", "response.output_text.delta",
                     "response.output_text.done", "response.content_part.done",
                     "response.output_item.done", "response.completed"});
  const auto& created = events.front().data.at("response").as_object();
  CHECK(names_of(created).size() == response_members.size());
  CHECK(created.at("status") == "in_progress");
  CHECK(created.at("output").as_array().empty());
  CHECK(created.at("usage").is_null());
  const auto& last = events.back().data.at("response").as_object();
  CHECK(text_of(last) == text);
  CHECK(last.at("id") == created.at("id"));
  CHECK(last.at("usage").at("output_tokens").as_int64() > 0);
}

TEST_CASE("a cut stream ends with response.incomplete and its usage") {
  service_fixture service;
  const auto reply = service.reply(
      "POST", "/v1/responses",
      R"({"model":"gpt-4.1-mini","stream":true,"max_output_tokens":16,"metadata":{"role":"echo"},
          "input":"uno dos tres cuatro cinco seis siete ocho )"
      R"(nueve diez once doce trece catorce quince dieciséis"})");
  const auto events = test::parse_events(reply.body);
  REQUIRE(!events.empty());
  CHECK(events.back().name == "response.incomplete");
  CHECK(events.back().data.at("response").at("usage").at("output_tokens") == 16);
}
