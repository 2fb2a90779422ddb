#include <catch2/catch_test_macros.hpp>

#include "agents/model_reply.hpp"
#include "fixtures.hpp"

using namespace parley;
using test::said;

TEST_CASE("one JSON object is found bare, fenced or in prose") {
  for (const char* text :
       {R"({"a": 1})", "  {\"a\": 1}\n", "```json\n{\"a\": 1}\n```", "```\n{\"a\": 1}\n```",
        "Here it is: {\"a\": 1} Hope it helps.", "\xEF\xBB\xBF{\"a\": 1}"}) {
    INFO(text);
    auto value = reply_object(said(text), "thing");
    REQUIRE(value);
    CHECK(value->at("a") == 1);
  }
}

TEST_CASE("braces inside strings do not count as objects") {
  auto value = reply_object(said(R"({"a": "}{ {\"b\": 2}"})"), "thing");
  REQUIRE(value);
  CHECK(value->at("a").as_string() == "}{ {\"b\": 2}");
}

TEST_CASE("anything but exactly one object is malformed") {
  for (const char* text : {"",
                           "   ",
                           "null",
                           "42",
                           "\"text\"",
                           "[1, 2]",
                           "[{\"a\": 1}]",
                           "no JSON here",
                           "{",
                           "{\"a\"",
                           "{\"a\": }",
                           "{\"a\": 1",
                           "{\"a\": 1,}",
                           "{a: 1}",
                           "{'a': 1}",
                           "{\"a\": NaN}",
                           "{\"a\": Infinity}",
                           "{\"a\": 01}",
                           "{\"a\": 1} {\"b\": 2}",
                           "{\"a\": 1}}",
                           "{} or {\"a\": 1}",
                           "use {name}: {\"a\": 1}",
                           "{\"a\": \"\xFF\"}",
                           "{\"a\": \"\\ud800\"}",
                           "{\"a\": // no\n 1}"}) {
    INFO(text);
    auto value = reply_object(said(text), "thing");
    REQUIRE_FALSE(value);
    CHECK(value.error().code == failure_code::malformed_output);
    CHECK(value.error().message.starts_with("thing: "));
  }
}

TEST_CASE("size and depth of a reply are limited") {
  const std::string deep(40, '[');
  CHECK_FALSE(reply_object(said("{\"a\": " + deep + std::string(40, ']') + "}"), "thing"));
  const std::string large = "{\"a\": \"" + std::string(70'000, 'x') + "\"}";
  auto value = reply_object(said(large), "thing");
  REQUIRE_FALSE(value);
  CHECK(value.error().message.find("65536") != std::string::npos);
}

TEST_CASE("how a reply ended decides before its text does") {
  auto cut = reply_object(said("{\"a\": 1}", finish_reason::length), "thing");
  REQUIRE_FALSE(cut);
  CHECK(cut.error().code == failure_code::cut_short);
  auto refused = reply_object(said("I cannot do that.", finish_reason::refusal), "thing");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == failure_code::refused);
  CHECK(refused.error().message.find("I cannot do that.") != std::string::npos);
  auto filtered = reply_object(said("{\"a\": 1}", finish_reason::content_filter), "thing");
  REQUIRE_FALSE(filtered);
  CHECK(filtered.error().code == failure_code::refused);
}
