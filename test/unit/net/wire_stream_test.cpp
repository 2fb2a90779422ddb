#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "test/unit/net/wire_golden.hpp"

namespace parley::wire {
namespace {

using Catch::Matchers::ContainsSubstring;
using test::codec_for;
using test::golden;
using test::read_all;

std::string events(const std::vector<std::string>& data) {
  std::string text;
  for (const auto& one : data) text += "data: " + one + "\n\n";
  return text;
}

const std::string delta = R"({"type":"response.output_text.delta","delta":"hola"})";
const std::string completed = R"({"type":"response.completed","response":{"id":"r","model":"m",
"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"hola"}]}],
"usage":{"input_tokens":1,"output_tokens":2}}})";

std::string one_line_of(std::string text) {
  std::erase(text, '\n');
  return text;
}

TEST_CASE("a captured stream gives the same reply wherever it is cut in two") {
  const auto dialect = codec_for("responses");
  const auto text = golden("stream.sse");
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    reply_reader reader(*dialect, 1u << 20);
    REQUIRE(reader.feed(std::string_view(text).substr(0, cut)));
    REQUIRE(reader.feed(std::string_view(text).substr(cut)));
    const auto reply = reader.finish();
    REQUIRE(reply.has_value());
    REQUIRE(reply->text == "Hello there friend, this is a simulated answer.");
    REQUIRE(reply->usage == token_usage{1, 0, 12, 0});
    REQUIRE(reply->finish == finish_reason::stop);
    REQUIRE(reply->response_id == "resp_bd8422d032ac196da94ffd53328612a5acc8af8ff921c554");
  }
}

TEST_CASE("a captured stream that breaks off anywhere is never a reply") {
  const auto dialect = codec_for("responses");
  const auto text = golden("stream.sse");
  const auto last_byte_needed = text.find_last_of('}');
  for (std::size_t cut = 0; cut <= last_byte_needed; ++cut) {
    const auto reply = read_all(*dialect, std::string_view(text).substr(0, cut));
    REQUIRE(reply.has_error());
    REQUIRE(reply.error().what.code == failure_code::connection_lost);
  }
  CHECK(read_all(*dialect, std::string_view(text).substr(0, last_byte_needed + 1)).has_value());
}

TEST_CASE("a captured refusal is a reply that ended in refusal, in any cut") {
  const auto text = golden("refusal.sse");
  const auto dialect = codec_for("responses");
  for (std::size_t cut = 0; cut <= text.size(); cut += 7) {
    reply_reader reader(*dialect, 1u << 20);
    reader.feed(std::string_view(text).substr(0, cut));
    reader.feed(std::string_view(text).substr(cut));
    const auto reply = reader.finish();
    REQUIRE(reply.has_value());
    REQUIRE(reply->finish == finish_reason::refusal);
    REQUIRE(reply->text == "I'm sorry, I can't help with that.");
  }
}

TEST_CASE("a nested error inside a stream is typed by its own words, not by what follows") {
  const auto reply = read_all(*codec_for("responses"), golden("error-nested.sse"));
  REQUIRE(reply.has_error());
  CHECK(reply.error().what.code == failure_code::request_too_large);
  CHECK_FALSE(reply.error().facts.text_committed);
  CHECK_THAT(reply.error().what.message, ContainsSubstring("Request too large for gpt-4.1"));
}

TEST_CASE("a flat error ends a stream; whether text had begun is told") {
  const auto dialect = codec_for("responses");
  const std::string flat =
      R"({"type":"error","code":"rate_limit_exceeded","message":"try again in 2s","param":null})";
  const auto before = read_all(*dialect, events({flat}));
  CHECK(before.error().what.code == failure_code::rate_limited);
  CHECK_FALSE(before.error().facts.text_committed);
  CHECK(before.error().facts.retry_after == std::chrono::seconds(2));
  const auto after = read_all(*dialect, events({delta, flat}));
  CHECK(after.error().what.code == failure_code::rate_limited);
  CHECK(after.error().facts.text_committed);
}

TEST_CASE("response.failed and response.incomplete end a stream in their own ways") {
  const auto dialect = codec_for("responses");
  const auto failed =
      read_all(*dialect, events({one_line_of(R"({"type":"response.failed","response":
{"status":"failed","error":{"code":"server_error","message":"boom"}}})")}));
  CHECK(failed.error().what.code == failure_code::server_error);
  CHECK_THAT(failed.error().what.message, ContainsSubstring("boom"));
  const auto cut = read_all(
      *dialect,
      events({delta, one_line_of(
                         R"({"type":"response.incomplete","response":{"status":"incomplete",
"incomplete_details":
{"reason":"max_output_tokens"},"output":[{"type":"message","status":"incomplete","content":
[{"type":"output_text","text":"hola"}]}],"usage":{"input_tokens":1,"output_tokens":64}}})")}));
  REQUIRE(cut.has_value());
  CHECK(cut->finish == finish_reason::length);
  CHECK(cut->text == "hola");
  CHECK(cut->usage.output == 64);
}

TEST_CASE("a terminal event without output is completed from the deltas") {
  const auto reply =
      read_all(*codec_for("responses"),
               events({delta, delta, R"({"type":"response.completed","response":{"id":"x"}})"}));
  REQUIRE(reply.has_value());
  CHECK(reply->text == "holahola");
  CHECK_FALSE(reply->usage_reported);
}

// What a stream's deltas amount to shows when the terminal event leaves the text out.
std::string text_of_deltas(const std::vector<std::string>& data) {
  std::vector<std::string> all = data;
  all.emplace_back(R"({"type":"response.completed","response":{"id":"x"}})");
  return read_all(*codec_for("responses"), events(all))->text;
}

TEST_CASE("a delta's text is the same however its object is written") {
  const std::string head = R"({"type":"response.output_text.delta",)";
  CHECK(text_of_deltas({head + R"("item_id":"m","delta":"ña, b","logprobs":[]})"}) == "ña, b");
  CHECK(text_of_deltas({head + R"("delta":""})"}).empty());
  CHECK(text_of_deltas({R"({"delta":"x","type":"response.output_text.delta"})"}) == "x");
  CHECK(text_of_deltas({R"({ "type" : "response.output_text.delta", "delta" : "x" })"}) == "x");
  CHECK(text_of_deltas({head + R"("delta":"a\n\"b\" \u00f1 \\"})"}) == "a\n\"b\" ñ \\");
  CHECK(text_of_deltas({head + R"("delta":"{x}"})"}) == "{x}");
  CHECK(text_of_deltas({head + R"("x":"\",\"delta\":\"no","delta":"yes"})"}) == "yes");
  CHECK(text_of_deltas({head + R"("x":{"a":1,"delta":"no"},"delta":"yes"})"}) == "yes");
  CHECK(text_of_deltas({head + R"("delta":"first","delta":"second"})"}) == "first");
}

TEST_CASE("a delta that is no JSON, or none of text, adds nothing") {
  const std::string head = R"({"type":"response.output_text.delta",)";
  CHECK(text_of_deltas({head + R"("delta":null})", head + R"("delta":7})"}).empty());
  CHECK(text_of_deltas({head + R"("delta":"cut)", head + R"("delta":"cut"})"}) == "cut");
  CHECK(text_of_deltas({head + "\"delta\":\"\xC3\"}", head + "\"delta\":\"\x01\"}"}).empty());
  CHECK(text_of_deltas({head + R"("obfuscation":"delta"})"}).empty());
}

TEST_CASE("[DONE], unknown events, duplicate and missing sequence numbers change nothing") {
  const auto dialect = codec_for("responses");
  const auto end = one_line_of(completed);
  const std::string unknown = R"({"type":"response.telepathy","sequence_number":1})";
  const auto reply = read_all(
      *dialect, events({R"({"type":"response.created","sequence_number":7})", unknown, unknown,
                        delta, end, "[DONE]", "[DONE]", R"({"type":"error","message":"late"})"}));
  REQUIRE(reply.has_value());
  CHECK(reply->text == "hola");
  CHECK(read_all(*dialect, events({delta, "[DONE]"})).error().what.code ==
        failure_code::connection_lost);
}

TEST_CASE("a server that answers a streamed request with plain JSON or a page is understood") {
  const auto dialect = codec_for("responses");
  const auto reply = read_all(*dialect, "\n " + golden("response.json"));
  REQUIRE(reply.has_value());
  CHECK(reply->text == "Hello there friend, this is a simulated answer.");
  CHECK(read_all(*dialect, "<html>").error().what.code == failure_code::protocol_error);
  CHECK(read_all(*dialect, "").error().what.code == failure_code::connection_lost);
}

TEST_CASE("a reply longer than the bound is refused while it comes") {
  const auto dialect = codec_for("responses");
  reply_reader reader(*dialect, 100);
  CHECK(reader.feed("data: " + std::string(60, 'x')));
  CHECK_FALSE(reader.feed(std::string(60, 'x')));
  CHECK(reader.broken());
  CHECK(reader.finish().error().what.code == failure_code::protocol_error);
}

std::string chunk(std::string_view delta_json, std::string_view finish = "null") {
  return fmt::format(
      R"({{"id":"c","model":"m","choices":[{{"index":0,"delta":{},"finish_reason":{}}}],)"
      R"("usage":null}})",
      delta_json, finish);
}
const std::string usage_chunk =
    R"({"id":"c","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":6}})";

TEST_CASE("a chat stream is put together in any cut") {
  const auto dialect = codec_for("chat");
  const auto text =
      events({chunk(R"({"role":"assistant","content":""})"), chunk(R"({"content":"ho"})"),
              chunk(R"({"content":"la ñ"})"), chunk("{}", "\"stop\""), usage_chunk, "[DONE]"});
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    reply_reader reader(*dialect, 1u << 20);
    reader.feed(std::string_view(text).substr(0, cut));
    reader.feed(std::string_view(text).substr(cut));
    const auto reply = reader.finish();
    REQUIRE(reply.has_value());
    REQUIRE(reply->text == "hola ñ");
    REQUIRE(reply->usage == token_usage{5, 0, 6, 0});
  }
}

TEST_CASE("a chat stream that breaks off before its finish_reason is never a reply") {
  const auto dialect = codec_for("chat");
  const auto text = events({chunk(R"({"content":"hola"})"), chunk("{}", "\"stop\"")});
  const auto needed = text.find_last_of('}');
  for (std::size_t cut = 0; cut <= needed; ++cut)
    REQUIRE(read_all(*dialect, std::string_view(text).substr(0, cut)).error().what.code ==
            failure_code::connection_lost);
  const auto reply = read_all(*dialect, text);  // no usage chunk, no [DONE]: servers differ
  REQUIRE(reply.has_value());
  CHECK_FALSE(reply->usage_reported);
}

TEST_CASE("[DONE] alone completes a chat reply that has text, and no other") {
  const auto dialect = codec_for("chat");
  CHECK(read_all(*dialect, events({chunk(R"({"content":"x"})"), "[DONE]"}))->text == "x");
  CHECK(read_all(*dialect, events({"[DONE]"})).error().what.code == failure_code::protocol_error);
}

TEST_CASE("a chat stream's refusal, cut and error are told apart") {
  const auto dialect = codec_for("chat");
  CHECK(read_all(*dialect, events({chunk(R"({"refusal":"No."})"), chunk("{}", "\"stop\"")}))
            ->finish == finish_reason::refusal);
  CHECK(read_all(*dialect, events({chunk(R"({"content":"x"})", "\"length\"")}))->finish ==
        finish_reason::length);
  const auto error = read_all(
      *dialect,
      events({chunk(R"({"content":"x"})"),
              R"({"error":{"type":"tokens","code":"rate_limit_exceeded","message":"m"}})"}));
  CHECK(error.error().what.code == failure_code::rate_limited);
  CHECK(error.error().facts.text_committed);
}

TEST_CASE("a reader counts the pieces of text as they come") {
  const auto count = [](std::string_view api, const std::vector<std::string>& data) {
    const auto dialect = codec_for(api);
    reply_reader reader(*dialect, 1u << 20);
    std::vector<std::size_t> seen;
    for (const auto& one : data) {
      REQUIRE(reader.feed(events({one})));
      seen.push_back(reader.pieces());
    }
    return seen;
  };
  const std::string refusal = R"({"type":"response.refusal.delta","delta":"no"})";
  const std::string empty = R"({"type":"response.output_text.delta","delta":""})";
  const std::string created = R"({"type":"response.created","response":{"id":"r"}})";
  CHECK(count("responses", {created, delta, empty, delta, refusal, one_line_of(completed)}) ==
        std::vector<std::size_t>{0, 1, 1, 2, 3, 3});
  CHECK(count("chat", {chunk(R"({"role":"assistant","content":""})"), chunk(R"({"content":"x"})"),
                       chunk(R"({"refusal":"n"})"), chunk("{}", "\"stop\""), "[DONE]"}) ==
        std::vector<std::size_t>{0, 1, 2, 2, 2});
}

}  // namespace
}  // namespace parley::wire
