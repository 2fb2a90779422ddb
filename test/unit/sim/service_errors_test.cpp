#include <catch2/catch_test_macros.hpp>

#include "test/unit/sim/service_fixture.hpp"

using namespace parley;
using test::service_fixture;

namespace {

struct bad_request {
  const char* body;
  int status;
  const char* code;   // nullptr: null
  const char* param;  // nullptr: null
  const char* words;  // part of the message
};

void check_all(service_fixture& service, const char* path,
               std::initializer_list<bad_request> table) {
  for (const auto& row : table) {
    INFO(path << " " << row.body);
    const auto reply = service.reply("POST", path, row.body);
    CHECK(reply.status == row.status);
    const auto document = json::parse(reply.body);
    const auto& error = document.at("error").as_object();
    REQUIRE(error.size() == 4);
    CHECK(error.at("type") == "invalid_request_error");
    CHECK(error.at("code") == (row.code ? json::value(row.code) : json::value()));
    CHECK(error.at("param") == (row.param ? json::value(row.param) : json::value()));
    const std::string message(error.at("message").as_string());
    INFO(message);
    CHECK(message.find(row.words) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("bad Responses requests get the API's own complaints") {
  service_fixture service;
  check_all(
      service, "/v1/responses",
      {
          {R"({"input":"x"})", 400, "missing_required_parameter", "model",
           "Missing required parameter: 'model'."},
          {R"({"model":"gpt-4.1"})", 400, "missing_required_parameter", "input", "'input'"},
          {R"({"model":7,"input":"x"})", 400, "invalid_type", "model",
           "expected a string, but got an integer instead."},
          {R"({"model":"gpt-9","input":"x"})", 404, "model_not_found", "model",
           "'gpt-9' does not exist"},
          {R"({"model":"text-embedding-3-small","input":"x"})", 404, "model_not_found", "model",
           ""},
          {R"({"model":"gpt-4.1","input":"x","temperature":9})", 400, "decimal_above_max_value",
           "temperature",
           "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 9 "
           "instead."},
          {R"({"model":"gpt-4.1","input":"x","temperature":-0.5})", 400, "decimal_below_min_value",
           "temperature", ">= 0, but got -0.5"},
          {R"({"model":"gpt-4.1","input":"x","top_p":"1"})", 400, "invalid_type", "top_p",
           "expected a decimal, but got a string"},
          {R"({"model":"gpt-4.1","input":"x","max_output_tokens":10})", 400,
           "integer_below_min_value", "max_output_tokens",
           "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but "
           "got 10 instead."},
          {R"({"model":"gpt-4.1","input":"x","max_output_tokens":99999999999})", 400,
           "integer_above_max_value", "max_output_tokens", ""},
          {R"({"model":"gpt-4.1","input":"x","max_output_tokens":20.5})", 400, "invalid_type",
           "max_output_tokens", "expected an integer"},
          {R"({"model":"gpt-4.1","input":"x","foo":1})", 400, "unknown_parameter", "foo",
           "Unknown parameter: 'foo'."},
          {R"({"model":"gpt-4.1","input":"x","seed":1})", 400, "unknown_parameter", "seed", ""},
          {R"({"model":"gpt-4.1","input":"x","stream":"yes"})", 400, "invalid_type", "stream",
           "a boolean"},
          {R"({"model":"gpt-4.1","input":5})", 400, "invalid_type", "input", "string or array"},
          {R"({"model":"gpt-4.1","input":[5]})", 400, "invalid_type", "input[0]", "an object"},
          {R"({"model":"gpt-4.1","input":[{"type":"nonsense"}]})", 400, "invalid_value", "input[0]",
           "Invalid value: 'nonsense'"},
          {R"({"model":"gpt-4.1","input":[{"role":"boss","content":"x"}]})", 400, "invalid_value",
           "input[0].role", "'boss'"},
          {R"({"model":"gpt-4.1","input":[{"role":"user"}]})", 400, "missing_required_parameter",
           "input[0].content", ""},
          {R"({"model":"gpt-4.1","input":[{"role":"user","content":[{"type":"text",
            "text":"x"}]}]})",
           400, "invalid_value", "input[0].content[0]", "'input_text'"},
          {R"({"model":"gpt-4.1","input":[{"role":"user","content":[{"type":"input_text"}]}]})",
           400, "missing_required_parameter", "input[0].content[0].text", ""},
          {R"({"model":"gpt-4.1","input":[{"type":"function_call_output","call_id":"c",
            "output":"x"}]})",
           400, nullptr, "input", "No tool call found for function call output with call_id c."},
          {R"({"model":"gpt-4.1","input":[{"type":"function_call","call_id":"c","name":"f",
            "arguments":"{}"}]})",
           400, nullptr, "input", "No tool output found for function call c."},
          {R"({"model":"gpt-4.1","input":"x","metadata":{"a":1}})", 400, "invalid_type",
           "metadata.a", "a string"},
          {R"({"model":"gpt-4.1","input":"x","text":{"format":{"type":"xml"}}})", 400,
           "invalid_value", "text.format.type", "'xml'"},
          {R"({"model":"gpt-4.1","input":"x","text":{"format":{"type":"json_schema",
            "schema":{}}}})",
           400, "missing_required_parameter", "text.format.name", ""},
          {R"({"model":"gpt-4.1","input":"x","text":{"format":{"type":"json_schema","name":"a b",
            "schema":{}}}})",
           400, "invalid_value", "text.format.name", "pattern"},
          {R"({"model":"gpt-4.1","input":"x","text":{"format":{"type":"json_schema","name":"n",
            "strict":true,"schema":{"type":"object","properties":{}}}}})",
           400, "invalid_json_schema", "text.format.schema",
           "Invalid schema for response_format 'n': In context=(), 'additionalProperties' is "
           "required to be supplied and to be false."},
          {R"({"model":"gpt-4.1","input":"x","tools":[{"type":"magic"}]})", 400, "invalid_value",
           "tools[0].type", "'magic'"},
          {R"({"model":"gpt-4.1","input":"x","tool_choice":"required"})", 400, nullptr,
           "tool_choice", "'tools'"},
          {R"({"model":"gpt-4.1","input":"x","reasoning":{"effort":"low"}})", 400,
           "unsupported_parameter", "reasoning.effort", ""},
          {R"({"model":"gpt-4.1","input":"x","stream_options":{}})", 400, "invalid_value",
           "stream_options", ""},
          {R"({"model":"gpt-4.1","input":"x","previous_response_id":"resp_x"})", 400,
           "previous_response_not_found", "previous_response_id",
           "Previous response with id 'resp_x' not found."},
      });
}

TEST_CASE("metadata has its limits: sixteen pairs, 64 and 512 characters") {
  service_fixture service;
  const auto with = [](const json::object& metadata) {
    return json::serialize(
        json::object{{"model", "gpt-4.1"}, {"input", "x"}, {"metadata", metadata}});
  };
  json::object many;
  for (int i = 0; i < 16; ++i) many["k" + std::to_string(i)] = "v";
  CHECK(service.reply("POST", "/v1/responses", with(many)).status == 200);
  many["one more"] = "v";
  CHECK(service.post("/v1/responses", with(many)).at("error").at("code") ==
        "object_above_max_properties");
  CHECK(
      service.reply("POST", "/v1/responses", with({{std::string(64, 'k'), std::string(512, 'v')}}))
          .status == 200);
  CHECK(
      service.post("/v1/responses", with({{"k", std::string(513, 'v')}})).at("error").at("code") ==
      "string_above_max_length");
  CHECK(service.reply("POST", "/v1/responses", with({{std::string(65, 'k'), "v"}})).status == 400);
}

TEST_CASE("bodies that are no JSON objects, too deep, or not UTF-8 get a 400") {
  service_fixture service;
  const std::string deep =
      R"({"model":"gpt-4.1","input":)" + std::string(5'000, '[') + std::string(5'000, ']') + "}";
  for (const std::string& body :
       {std::string("{"), std::string("[]"), std::string("null"),
        std::string("{\"model\":\"gpt-4.1\",}"),
        std::string("{\"model\":\"gpt-4.1\",\"input\":\"\xff\xfe\"}"), std::string("{} trailing"),
        deep, std::string("{\"model\":\"gpt-4.1\",\"input\":\"cut"), std::string(1, '\0')}) {
    const auto reply = service.reply("POST", "/v1/responses", body);
    CHECK(reply.status == 400);
    CHECK(json::parse(reply.body).at("error").at("type") == "invalid_request_error");
  }
  CHECK(service.reply("POST", "/v1/responses").status == 400);
}

TEST_CASE("bad Chat Completions requests get the API's own complaints") {
  service_fixture service;
  check_all(
      service, "/v1/chat/completions",
      {
          {R"({"messages":[]})", 400, nullptr, nullptr, "you must provide a model parameter"},
          {R"({"model":"gpt-9","messages":[]})", 404, "model_not_found", nullptr,
           "The model `gpt-9` does not exist"},
          {R"({"model":"gpt-4.1"})", 400, "missing_required_parameter", "messages", ""},
          {R"({"model":"gpt-4.1","messages":[]})", 400, "empty_array", "messages", ""},
          {R"({"model":"gpt-4.1","messages":[{"role":"boss","content":"x"}]})", 400,
           "invalid_value", "messages[0].role", ""},
          {R"({"model":"gpt-4.1","messages":[{"role":"user"}]})", 400, "invalid_type",
           "messages[0].content", ""},
          {R"({"model":"gpt-4.1","messages":[{"role":"tool","tool_call_id":"c","content":"x"}]})",
           400, nullptr, "messages", "role 'tool'"},
          {R"({"model":"gpt-4.1","messages":[{"role":"user","content":"x"}],"n":0})", 400,
           "integer_below_min_value", "n", ""},
          {R"({"model":"gpt-4.1","messages":[{"role":"user","content":"x"}],"input":"x"})", 400,
           "unknown_parameter", "input", ""},
          {R"({"model":"gpt-4.1","messages":[{"role":"user","content":"x"}],"response_format":
            {"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":
            {"type":"object"}}}})",
           400, nullptr, "response_format", "additionalProperties"},
      });
}

TEST_CASE("bad embedding requests get the API's own complaints") {
  service_fixture service;
  check_all(
      service, "/v1/embeddings",
      {
          {R"({"input":"x"})", 400, nullptr, nullptr, "model"},
          {R"({"model":"gpt-4.1","input":"x"})", 404, "model_not_found", nullptr, ""},
          {R"({"model":"text-embedding-ada-002","input":"x","dimensions":5})", 400, nullptr,
           "dimensions", "does not support"},
          {R"({"model":"text-embedding-3-small"})", 400, "missing_required_parameter", "input", ""},
          {R"({"model":"text-embedding-3-small","input":""})", 400, nullptr, nullptr,
           "'$.input' is invalid"},
          {R"({"model":"text-embedding-3-small","input":[]})", 400, "empty_array", "input", ""},
          {R"({"model":"text-embedding-3-small","input":[{}]})", 400, "invalid_type", "input[0]",
           ""},
          {R"({"model":"text-embedding-3-small","input":"x","dimensions":0})", 400,
           "integer_below_min_value", "dimensions", ""},
          {R"({"model":"text-embedding-3-small","input":"x","encoding_format":"hex"})", 400,
           "invalid_value", "encoding_format", ""},
      });
}

TEST_CASE("unknown addresses are 404 and wrong methods 405, both in the API's envelope") {
  service_fixture service;
  const auto lost = service.reply("POST", "/v1/foo", "{}");
  CHECK(lost.status == 404);
  CHECK(json::parse(lost.body).at("error").at("message") == "Invalid URL (POST /v1/foo)");
  CHECK(service.reply("GET", "/v1/responses").status == 405);
  CHECK(service.reply("GET", "/v1/responses/resp_none").status == 404);
  CHECK(service.reply("GET", "/v1/models/gpt-9").status == 404);
  CHECK(service.reply("GET", "/").status == 404);
}

TEST_CASE("with a key set, a missing or wrong key is a 401 that does not repeat the key") {
  auto settings = service_fixture::plain_settings();
  settings.key = "sk-right-key-000000";
  service_fixture service(std::move(settings));
  const auto none = service.send("GET", "/v1/models", {}, "");
  const auto wrong = service.send("GET", "/v1/models", {}, "Bearer sk-wrong-key-123456789");
  const auto right = service.send("GET", "/v1/models", {}, "Bearer sk-right-key-000000");
  REQUIRE((none && wrong && right));
  CHECK(none->reply.status == 401);
  CHECK(none->reply.body.find("You didn't provide an API key") != std::string::npos);
  CHECK(wrong->reply.status == 401);
  CHECK(json::parse(wrong->reply.body).at("error").at("code") == "invalid_api_key");
  CHECK(wrong->reply.body.find("Incorrect API key provided: sk-w") != std::string::npos);
  CHECK(wrong->reply.body.find("sk-wrong-key") == std::string::npos);
  CHECK(right->reply.status == 200);
}
