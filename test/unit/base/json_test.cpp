#include "base/json.hpp"

#include <catch2/catch_test_macros.hpp>
#include <limits>

using namespace parley;

TEST_CASE("pretty JSON is stable, indented, and reads back") {
  const json::value value = {{"b", 1}, {"a", {1.5, "ñ", nullptr}}, {"empty", json::object()}};
  const std::string text = pretty_json(value);
  CHECK(text ==
        "{\n  \"b\": 1,\n  \"a\": [\n    1.5,\n    \"ñ\",\n    null\n  ],\n  \"empty\": {}\n}");
  auto back = parse_json(text);
  REQUIRE(back);
  CHECK(*back == value);
}

TEST_CASE("numbers are written short and as plain decimals") {
  CHECK(number_text(0.3) == "0.3");
  CHECK(number_text(12.0) == "12");
  CHECK(number_text(-1.5) == "-1.5");
  CHECK(number_text(std::numeric_limits<double>::quiet_NaN()) == "null");
}

TEST_CASE("broken JSON is refused with the place") {
  for (const char* text : {"", "{", "[1,]", "{} x", "nul", "\"\\ud800\""}) {
    auto parsed = parse_json(text);
    CHECK_FALSE(parsed);
  }
  auto parsed = parse_json("{\"a\": tru}");
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().code == failure_code::malformed_output);
  CHECK(parsed.error().message.find("byte") != std::string::npos);
}

TEST_CASE("nesting is limited") {
  CHECK_FALSE(parse_json(std::string(100, '[') + std::string(100, ']'), 64));
  CHECK(parse_json(std::string(60, '[') + std::string(60, ']'), 64));
}
