#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/json.hpp"
#include "test/unit/net/wire_golden.hpp"

namespace parley::wire {
namespace {

using Catch::Matchers::ContainsSubstring;
using test::codec_for;
using test::sample_request;

json::object encoded(std::string_view api, const chat_request& request, bool stream = false) {
  return parse_json(codec_for(api)->encode(request, stream))->as_object();
}

TEST_CASE("a Responses request holds everything asked and nothing the API does not know") {
  auto request = sample_request();
  request.schema = std::make_shared<const output_schema>(
      output_schema{"judgement", R"({"type":"object","properties":{}})"});
  const auto body = encoded("responses", request, true);
  CHECK(body.at("model") == "gpt-4.1-mini");
  CHECK(body.at("instructions") == "Be fair.");
  CHECK(body.at("max_output_tokens") == 64);
  CHECK(body.at("temperature") == 0.5);
  CHECK(body.at("store") == false);
  CHECK(body.at("stream") == true);
  CHECK(body.at("input").as_array().size() == 3);
  CHECK(body.at("input").at(1).at("role") == "assistant");
  CHECK(body.at("input").at(2).at("content") == "¿y?");
  const auto& format = body.at("text").at("format");
  CHECK(format.at("type") == "json_schema");
  CHECK(format.at("name") == "judgement");
  CHECK(format.at("strict") == true);
  CHECK(format.at("schema").at("type") == "object");
  CHECK(body.at("metadata").at("turn") == "3");
  for (const char* absent : {"messages", "seed", "response_format", "max_tokens"})
    CHECK_FALSE(body.contains(absent));
}

TEST_CASE("a Chat Completions request puts instructions first and nests the schema") {
  auto request = sample_request();
  request.schema =
      std::make_shared<const output_schema>(output_schema{"judgement", R"({"type":"object"})"});
  const auto body = encoded("chat", request, true);
  CHECK(body.at("messages").at(0).at("role") == "system");
  CHECK(body.at("messages").as_array().size() == 4);
  CHECK(body.at("max_completion_tokens") == 64);
  CHECK(body.at("stream_options").at("include_usage") == true);
  CHECK(body.at("response_format").at("json_schema").at("name") == "judgement");
  CHECK(body.at("response_format").at("json_schema").at("strict") == true);
  CHECK_FALSE(encoded("chat", request, false).contains("stream_options"));
}

TEST_CASE("metadata keeps the wire's limits") {
  auto request = sample_request();
  request.metadata.clear();
  for (int i = 0; i < 20; ++i) request.metadata.emplace_back(fmt::format("k{}", i), "v");
  request.metadata[0] = {std::string(80, 'k'), std::string(300, 'a') + std::string(300, 'b')};
  const auto pairs = encoded("responses", request).at("metadata").as_object();
  CHECK(pairs.size() == 16);
  CHECK(pairs.at(std::string(64, 'k')).as_string().size() == 512);
}

TEST_CASE("the API's name is checked") {
  CHECK(make_codec("grpc").error().code == failure_code::invalid_config);
  CHECK(codec_for("responses")->target() == "/responses");
  CHECK(codec_for("chat")->target() == "/chat/completions");
}

TEST_CASE("a captured response is read") {
  const auto reply = codec_for("responses")->decode(test::golden("response.json"));
  REQUIRE(reply.has_value());
  CHECK(reply->text == "Hello there friend, this is a simulated answer.");
  CHECK(reply->finish == finish_reason::stop);
  CHECK(reply->usage == token_usage{1, 0, 12, 0});
  CHECK(reply->usage_reported);
  CHECK(reply->model == "gpt-4.1-mini-2025-04-14");
  CHECK(reply->response_id == "resp_4ecbe2bd0de799dba8ea0ea22c37d265b3500c6ae9405c78");
}

TEST_CASE("a captured response cut anywhere is never a reply") {
  const auto whole = test::golden("response.json");
  const auto end = whole.find_last_of('}');
  const auto dialect = codec_for("responses");
  for (std::size_t cut = 0; cut <= end; ++cut)
    REQUIRE(dialect->decode(whole.substr(0, cut)).has_error());
}

TEST_CASE("text parts are joined, other items and unknown fields skipped") {
  const auto reply = codec_for("responses")->decode(R"({"status":"completed","future":[{}],
    "output":[{"type":"reasoning","summary":[]},
      {"type":"message","content":[{"type":"output_text","text":"a"},{"type":"new","x":1},
                                   {"type":"output_text","text":"b"}]},
      {"type":"message","content":[{"type":"output_text","text":"c"}]}]})");
  REQUIRE(reply.has_value());
  CHECK(reply->text == "abc");
  CHECK_FALSE(reply->usage_reported);
}

TEST_CASE("how a response ended is kept apart from whether it failed") {
  const auto dialect = codec_for("responses");
  const auto with_status = [&](std::string_view rest) {
    return dialect->decode(fmt::format(
        R"({{"output":[{{"type":"message","content":[{{"type":"output_text","text":"t"}}]}}],{}}})",
        rest));
  };
  CHECK(with_status(R"("status":"incomplete","incomplete_details":{"reason":"max_output_tokens"})")
            ->finish == finish_reason::length);
  CHECK(with_status(R"("status":"incomplete","incomplete_details":{"reason":"content_filter"})")
            ->finish == finish_reason::content_filter);
  CHECK(with_status(R"("status":"incomplete")")->finish == finish_reason::length);
  CHECK(with_status(R"("status":"failed","error":{"code":"server_error","message":"m"})")
            .error()
            .what.code == failure_code::server_error);
  CHECK(with_status(R"("status":"failed")").error().what.code == failure_code::server_error);
  CHECK(with_status(R"("status":"in_progress")").error().what.code == failure_code::protocol_error);
  CHECK(dialect
            ->decode(R"({"output":[{"type":"message","content":
    [{"type":"refusal","refusal":"No."}]}],"status":"completed"})")
            ->finish == finish_reason::refusal);
}

TEST_CASE("what is no response is a protocol error that shows what came") {
  const auto dialect = codec_for("responses");
  for (const char* bad :
       {"", "null", "[]", "{}", "not json", "<html>", R"({"status":"completed"})"}) {
    const auto reply = dialect->decode(bad);
    REQUIRE(reply.has_error());
    CHECK(reply.error().what.code == failure_code::protocol_error);
  }
  CHECK_THAT(dialect->decode("<html>").error().what.message, ContainsSubstring("<html>"));
}

TEST_CASE("usage that is not believable is not used, details are optional") {
  const auto dialect = codec_for("responses");
  const auto usage_of = [&](std::string_view usage) {
    return *dialect->decode(fmt::format(R"({{"output":[],"usage":{}}})", usage));
  };
  CHECK_FALSE(usage_of("null").usage_reported);
  CHECK_FALSE(usage_of(R"({"input_tokens":-1,"output_tokens":2})").usage_reported);
  CHECK_FALSE(usage_of(R"({"input_tokens":"1","output_tokens":2})").usage_reported);
  CHECK(usage_of(R"({"input_tokens":5,"output_tokens":2})").usage == token_usage{5, 0, 2, 0});
  CHECK(usage_of(R"({"input_tokens":5,"output_tokens":2,"input_tokens_details":
    {"cached_tokens":9},"output_tokens_details":{"reasoning_tokens":1}})")
            .usage == token_usage{5, 5, 2, 1});
}

TEST_CASE("a chat completion is read, with and without what only OpenAI sends") {
  const auto dialect = codec_for("chat");
  const auto full = dialect->decode(R"({"id":"chatcmpl-1","model":"m-1","choices":[{"index":0,
    "message":{"role":"assistant","content":"hola","refusal":null},"finish_reason":"stop"}],
    "usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7,
    "prompt_tokens_details":{"cached_tokens":2}}})");
  REQUIRE(full.has_value());
  CHECK(full->text == "hola");
  CHECK(full->usage == token_usage{3, 2, 4, 0});
  const auto bare = dialect->decode(R"({"choices":[{"message":{"content":"x"},
    "finish_reason":"length"}]})");
  CHECK(bare->finish == finish_reason::length);
  CHECK_FALSE(bare->usage_reported);
  CHECK(dialect->decode(R"({"choices":[{"message":{"content":null,"refusal":"No."}}]})")->finish ==
        finish_reason::refusal);
  CHECK(dialect->decode(R"({"choices":[]})").error().what.code == failure_code::protocol_error);
  CHECK(dialect->decode(R"({"error":{"code":429,"message":"slow"}})").error().what.code ==
        failure_code::rate_limited);
}

TEST_CASE("a model list gives the ids") {
  CHECK(*decode_model_list(R"({"object":"list","data":[{"id":"a"},{"x":1},{"id":"b"}]})") ==
        std::vector<std::string>{"a", "b"});
  CHECK(decode_model_list("<html>").error().code == failure_code::protocol_error);
}

}  // namespace
}  // namespace parley::wire
