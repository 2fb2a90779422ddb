#include <catch2/catch_test_macros.hpp>

#include <cmath>

#include "sim/service/embeddings.hpp"
#include "test/unit/sim/schema_check.hpp"
#include "test/unit/sim/service_fixture.hpp"

using namespace parley;
using test::service_fixture;

namespace {

constexpr const char* weather_tool =
    R"("tools":[{"type":"function","name":"get_weather","description":"d","strict":true,
        "parameters":{"type":"object","properties":{"city":{"type":"string"},"days":
          {"type":"integer","minimum":1,"maximum":7}},
        "required":["city","days"],"additionalProperties":false}}])";

double similarity(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

}  // namespace

TEST_CASE("strict output fits the schema, whatever roles know of it") {
  service_fixture service;
  const char* schema =
      R"({"type":"object","properties":{"steps":{"type":"array","minItems":2,"items":
        {"type":"object",
          "properties":{"n":{"type":"integer"},"why":{"type":["string","null"]}},"required":["n",
            "why"],"additionalProperties":false}},
          "kind":{"enum":["a","b"]}},"required":["steps","kind"],"additionalProperties":false})";
  const auto response = service.post(
      "/v1/responses",
      std::string(
          R"({"model":"gpt-4.1","input":"x","text":{"format":{"type":"json_schema","name":"plan",
            "strict":true,"schema":)") +
          schema + "}}}");
  const auto text = response.at("output").at(0).at("content").at(0).at("text").as_string();
  const auto value = json::parse(schema);
  CHECK(test::schema_check(value).fits(json::parse(text)));
  CHECK(response.at("text").at("format").at("name") == "plan");
  CHECK(response.at("text").at("format").at("schema") == value);
}

TEST_CASE("offered functions are called until one was answered") {
  service_fixture service;
  const auto first =
      service.post("/v1/responses",
                   std::string(R"({"model":"gpt-4.1","input":"Weather?",)") + weather_tool + "}");
  const auto& item = first.at("output").at(0).as_object();
  REQUIRE(item.at("type") == "function_call");
  CHECK(item.at("status") == "completed");
  CHECK(item.at("name") == "get_weather");
  const auto arguments = json::parse(item.at("arguments").as_string());
  CHECK(arguments.at("city").is_string());
  CHECK(arguments.at("days").as_int64() >= 1);
  CHECK(first.at("tools").at(0).at("strict") == true);

  const json::object answer{
      {"type", "function_call_output"}, {"call_id", item.at("call_id")}, {"output", "sunny"}};
  const json::object second_request{{"model", "gpt-4.1"},
                                    {"previous_response_id", first.at("id")},
                                    {"input", json::array{answer}},
                                    {"tools", first.at("tools")}};
  const auto second = service.post("/v1/responses", json::serialize(second_request));
  REQUIRE(second.at("output").at(0).at("type") == "message");
  CHECK(second.at("previous_response_id") == first.at("id"));
  const std::string said(second.at("output").at(0).at("content").at(0).at("text").as_string());
  CHECK(said.find("sunny") != std::string::npos);

  json::object plain = second_request;
  plain["input"] = "And now?";
  CHECK(service.post("/v1/responses", json::serialize(plain)).at("error").at("message") ==
        json::string("No tool output found for function call " +
                     std::string(item.at("call_id").as_string()) + "."));
}

TEST_CASE("a streamed function call brings its arguments in deltas that add up") {
  service_fixture service;
  const auto reply = service.reply(
      "POST", "/v1/responses",
      std::string(R"({"model":"gpt-4.1","input":"Weather?","stream":true,)") + weather_tool + "}");
  std::string arguments;
  std::vector<std::string> order;
  for (const auto& event : test::parse_events(reply.body)) {
    if (event.name == "response.function_call_arguments.delta")
      arguments += std::string(event.data.at("delta").as_string());
    if (event.name == "response.function_call_arguments.done") {
      CHECK(event.data.at("arguments") == json::string(arguments));
      CHECK(event.data.at("name") == "get_weather");
    }
    if (order.empty() || order.back() != event.name) order.push_back(event.name);
  }
  CHECK(order == std::vector<std::string>{"response.created", "response.in_progress",
                                          "response.output_item.added",
                                          "response.function_call_arguments.delta",
                                          "response.function_call_arguments.done",
                                          "response.output_item.done", "response.completed"});
}

TEST_CASE("tool_choice none gives text, and a named function is the one that is called") {
  service_fixture service;
  const std::string two =
      R"("tools":[{"type":"function","name":"a","parameters":null},{"type":"function","name":"b",
        "parameters":null}])";
  CHECK(service
            .post("/v1/responses",
                  R"({"model":"gpt-4.1","input":"x","tool_choice":"none",)" + two + "}")
            .at("output")
            .at(0)
            .at("type") == "message");
  for (const char* name : {"a", "b"})
    CHECK(service
              .post("/v1/responses",
                    R"({"model":"gpt-4.1","input":"x","tool_choice":{"type":"function","name":")" +
                        std::string(name) + "\"}," + two + "}")
              .at("output")
              .at(0)
              .at("name") == name);
}

TEST_CASE(
    "a stored response can be fetched, its input listed, and deleted; one not stored cannot") {
  service_fixture service;
  const auto made = service.post(
      "/v1/responses",
      R"({"model":"gpt-4.1","input":[{"role":"user","content":"one"},{"role":"assistant",
        "content":"two"},{"role":"user","content":"three"}]})");
  const std::string path = "/v1/responses/" + std::string(made.at("id").as_string());
  CHECK(service.get(path) == made);
  const auto items = service.get(path + "/input_items?order=asc&limit=2");
  CHECK(items.at("object") == "list");
  CHECK(items.at("has_more") == true);
  REQUIRE(items.at("data").as_array().size() == 2);
  CHECK(items.at("data").at(0).at("content").at(0).at("text") == "one");
  CHECK(items.at("data").at(1).at("content").at(0).at("type") == "output_text");
  const auto rest = service.get(
      path + "/input_items?order=asc&after=" + std::string(items.at("last_id").as_string()));
  CHECK(rest.at("data").at(0).at("content").at(0).at("text") == "three");
  CHECK(rest.at("has_more") == false);
  CHECK(service.reply("GET", path + "/input_items?limit=0").status == 400);
  CHECK(service.send("GET", path, {}, "Bearer somebody-else")->reply.status == 404);
  CHECK(service.reply("POST", path + "/cancel").status == 400);
  const auto gone = json::parse(service.reply("DELETE", path).body);
  CHECK(gone.at("deleted") == true);
  CHECK(service.reply("GET", path).status == 404);
  CHECK(service.reply("DELETE", path).status == 404);

  const auto loose =
      service.post("/v1/responses", R"({"model":"gpt-4.1","input":"x","store":false})");
  CHECK(loose.at("store") == false);
  CHECK(service.reply("GET", "/v1/responses/" + std::string(loose.at("id").as_string())).status ==
        404);
}

TEST_CASE("a conversation goes on from the stored one and grows its prompt") {
  service_fixture service;
  const auto first =
      service.post("/v1/responses", R"({"model":"gpt-4.1","input":"My name is Ana"})");
  const auto second = service.post(
      "/v1/responses",
      json::serialize(json::object{
          {"model", "gpt-4.1"}, {"input", "And?"}, {"previous_response_id", first.at("id")}}));
  const auto alone = service.post("/v1/responses", R"({"model":"gpt-4.1","input":"And?"})");
  CHECK(second.at("usage").at("input_tokens").as_int64() >
        alone.at("usage").at("input_tokens").as_int64() +
            first.at("usage").at("input_tokens").as_int64());
}

TEST_CASE("input_tokens counts what a request would cost, and compact folds a conversation") {
  service_fixture service;
  const char* body =
      R"({"model":"gpt-4.1","input":[{"role":"user","content":"Hello"},{"role":"assistant",
        "content":"Hi"}]})";
  const auto counted = service.post("/v1/responses/input_tokens", body);
  CHECK(counted.at("object") == "response.input_tokens");
  CHECK(counted.at("input_tokens") ==
        service.post("/v1/responses", body).at("usage").at("input_tokens"));
  const auto compacted = service.post("/v1/responses/compact", body);
  CHECK(compacted.at("object") == "response.compaction");
  REQUIRE(compacted.at("output").as_array().size() == 2);
  CHECK(compacted.at("output").at(1).at("type") == "compaction");
  CHECK_FALSE(compacted.at("output").at(1).at("encrypted_content").as_string().empty());
  CHECK(compacted.at("usage").at("input_tokens").as_int64() > 0);
  CHECK(service.reply("POST", "/v1/responses/compact", R"({"input":"x"})").status == 400);
}

TEST_CASE("a long prompt's prefix is billed as cached the second time") {
  service_fixture service;
  std::string instructions;
  for (int i = 0; i < 1'500; ++i) instructions += "regla ";
  const auto ask = [&](const char* input) {
    return service
        .post("/v1/responses",
              json::serialize(json::object{
                  {"model", "gpt-4.1"}, {"instructions", instructions}, {"input", input}}))
        .at("usage")
        .at("input_tokens_details")
        .at("cached_tokens")
        .as_int64();
  };
  CHECK(ask("uno") == 0);
  CHECK(ask("dos") == 1'408);
}

TEST_CASE("a chat completion carries the contract's members, plain and streamed") {
  service_fixture service;
  const std::string body =
      R"({"model":"gpt-4.1-mini","messages":[{"role":"system","content":"Be kind"},
        {"role":"user","content":"Hola, ¿qué tal?"}])";
  const auto plain = service.post("/v1/chat/completions", body + "}");
  CHECK(plain.at("object") == "chat.completion");
  CHECK(std::string_view(plain.at("id").as_string()).starts_with("chatcmpl-"));
  CHECK(plain.at("model") == "gpt-4.1-mini-2025-04-14");
  const auto& choice = plain.at("choices").at(0);
  CHECK(choice.at("finish_reason") == "stop");
  CHECK(choice.at("logprobs").is_null());
  CHECK(choice.at("message").at("refusal").is_null());
  CHECK(plain.at("usage").at("prompt_tokens_details").at("cached_tokens") == 0);

  const auto reply =
      service.reply("POST", "/v1/chat/completions",
                    body + R"(,"stream":true,"stream_options":{"include_usage":true}})");
  const auto events = test::parse_events(reply.body);
  REQUIRE(events.size() >= 5);
  CHECK(events.back().name == "[DONE]");
  CHECK(events.front().data.at("choices").at(0).at("delta").at("role") == "assistant");
  const auto& usage = events[events.size() - 2].data;
  CHECK(usage.at("choices").as_array().empty());
  CHECK(usage.at("usage").at("completion_tokens") == plain.at("usage").at("completion_tokens"));
  CHECK(events[events.size() - 3].data.at("choices").at(0).at("finish_reason") == "stop");
  std::string text;
  for (std::size_t i = 0; i + 2 < events.size(); ++i) {
    CHECK(events[i].data.at("usage").is_null());
    const auto& delta = events[i].data.at("choices").at(0).at("delta").as_object();
    if (const auto* part = delta.if_contains("content")) text += std::string(part->as_string());
  }
  CHECK(choice.at("message").at("content") == json::string(text));
}

TEST_CASE("chat calls functions and cuts at max_tokens; n gives that many choices") {
  service_fixture service;
  const auto call = service.post(
      "/v1/chat/completions",
      R"({"model":"gpt-4.1","messages":[{"role":"user","content":"x"}],
        "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object",
        "properties":{}}}}]})");
  const auto& choice = call.at("choices").at(0);
  CHECK(choice.at("finish_reason") == "tool_calls");
  CHECK(choice.at("message").at("content").is_null());
  CHECK(choice.at("message").at("tool_calls").at(0).at("function").at("name") == "f");
  const auto cut = service.post(
      "/v1/chat/completions",
      R"({"model":"gpt-4.1","max_tokens":3,"messages":[{"role":"user","content":"x"}]})");
  CHECK(cut.at("choices").at(0).at("finish_reason") == "length");
  CHECK(cut.at("usage").at("completion_tokens") == 3);
  CHECK(service
            .post("/v1/chat/completions",
                  R"({"model":"gpt-4.1","n":3,"messages":[{"role":"user","content":"x"}]})")
            .at("choices")
            .as_array()
            .size() == 3);
}

TEST_CASE("models are listed, and found by alias and by snapshot") {
  service_fixture service;
  CHECK(service.get("/v1/models").at("data").as_array().size() > 5);
  for (const char* name : {"gpt-4.1", "gpt-4.1-mini-2025-04-14", "text-embedding-3-large"}) {
    const auto model = service.get(std::string("/v1/models/") + name);
    CHECK(model.at("id") == name);
    CHECK(model.at("object") == "model");
  }
}

TEST_CASE("embeddings have length one, depend only on the text, and put like texts closer") {
  using sim::service::embed;
  const auto a = embed("text-embedding-3-small", "The workshop lost my car keys", 1'536);
  const auto b = embed("text-embedding-3-small", "The workshop has lost my keys", 1'536);
  const auto c = embed("text-embedding-3-small", "Un menú de verano con pescado fresco", 1'536);
  CHECK(std::abs(similarity(a, a) - 1) < 1e-5);
  CHECK(std::abs(similarity(c, c) - 1) < 1e-5);
  CHECK(similarity(a, b) > 0.6);
  CHECK(similarity(a, c) < 0.4);
  CHECK(a == embed("text-embedding-3-small", "The workshop lost my car keys", 1'536));
  CHECK(embed("text-embedding-3-small", "!!!", 8) != embed("text-embedding-3-small", "???", 8));
}

TEST_CASE("embeddings come as floats or as base64 of the same numbers, one per input") {
  service_fixture service;
  const auto floats =
      service.post("/v1/embeddings",
                   R"({"model":"text-embedding-3-small","input":["uno","dos"],"dimensions":3})");
  const auto packed = service.post(
      "/v1/embeddings",
      R"({"model":"text-embedding-3-small","input":["uno","dos"],"dimensions":3,
        "encoding_format":"base64"})");
  REQUIRE(floats.at("data").as_array().size() == 2);
  CHECK(floats.at("data").at(1).at("index") == 1);
  std::vector<float> values;
  for (const auto& one : floats.at("data").at(1).at("embedding").as_array())
    values.push_back(one.to_number<float>());
  CHECK(values.size() == 3);
  CHECK(packed.at("data").at(1).at("embedding") ==
        json::string(sim::service::base64_floats(values)));
  CHECK(sim::service::base64_floats({1.0f}) == "AACAPw==");
  CHECK(floats.at("usage").at("prompt_tokens") == floats.at("usage").at("total_tokens"));
  CHECK(service.post("/v1/embeddings", R"({"model":"text-embedding-3-large","input":[1,2,3]})")
            .at("data")
            .at(0)
            .at("embedding")
            .as_array()
            .size() == 3'072);
}
