#include <fmt/format.h>

#include <catch2/catch_test_macros.hpp>
#include <tuple>

#include "base/random_stream.hpp"
#include "sim/service/pattern_text.hpp"
#include "sim/service/schema_output.hpp"
#include "sim/service/schema_rules.hpp"
#include "test/unit/sim/schema_check.hpp"
#include "test/unit/sim/schema_maker.hpp"

using namespace parley;
using namespace parley::sim::service;

namespace {

std::optional<std::string> problem_of(const char* schema) {
  const auto value = json::parse(schema);
  return find_schema_problem(value.as_object());
}

}  // namespace

TEST_CASE("a made-up document fits its schema, whatever the schema") {
  std::string every_schema;
  for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
    const json::value schema = test::schema_maker(seed).root();
    REQUIRE_FALSE(find_schema_problem(schema.as_object()));
    every_schema += json::serialize(schema);
    for (std::uint64_t key : {seed * 7, seed * 7 + 1}) {
      const std::string text = make_document(schema.as_object(), key);
      INFO("seed " << seed << "\nschema " << json::serialize(schema) << "\ndocument " << text);
      REQUIRE(test::schema_check(schema).fits(json::parse(text)));
      REQUIRE(text == make_document(schema.as_object(), key));
    }
  }
  for (const char* keyword :
       {"properties", "items", "enum", "const", "anyOf", "$ref", "$defs", "pattern", "format",
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems",
        "maxItems", "minLength", "maxLength"}) {
    INFO(keyword);
    CHECK(every_schema.find(fmt::format("\"{}\":", keyword)) != std::string::npos);
  }
}

TEST_CASE("the second opinion on documents finds what does not fit") {
  const auto fits = [](const char* schema, const char* document) {
    const auto rules = json::parse(schema);
    return test::schema_check(rules).fits(json::parse(document));
  };
  CHECK(fits(R"({"type":"number","multipleOf":0.01})", "0.07"));
  CHECK_FALSE(fits(R"({"type":"number","multipleOf":0.01})", "0.075"));
  CHECK_FALSE(fits(R"({"type":"integer"})", "0.5"));
  CHECK_FALSE(fits(R"({"type":"number","exclusiveMinimum":1})", "1"));
  CHECK_FALSE(fits(R"({"type":["string","null"],"enum":["a",null]})", "\"b\""));
  CHECK_FALSE(fits(R"({"type":"string","const":"a"})", "\"b\""));
  CHECK_FALSE(fits(R"({"type":"string","minLength":2})", "\"ñ\""));
  CHECK_FALSE(fits(R"({"type":"array","items":{"type":"string"},"maxItems":1})", R"(["a","b"])"));
  CHECK_FALSE(fits(R"({"anyOf":[{"type":"string"},{"type":"null"}]})", "1"));
  for (const auto& [format, good, bad] :
       {std::tuple("date-time", "2026-01-31T23:59:00Z", "2026-01-31"),
        std::tuple("time", "23:59:00Z", "24:00:00Z"),
        std::tuple("date", "2026-12-01", "2026-13-01"), std::tuple("duration", "P3DT4H", "3 days"),
        std::tuple("email", "a.b@example.com", "a.b"),
        std::tuple("hostname", "a.example.com", "-a.example"),
        std::tuple("ipv4", "192.0.2.255", "192.0.2.256"), std::tuple("ipv6", "2001:db8::1", "2001"),
        std::tuple("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567")}) {
    const std::string schema = fmt::format(R"({{"type":"string","format":"{}"}})", format);
    INFO(schema);
    CHECK(fits(schema.c_str(), fmt::format("\"{}\"", good).c_str()));
    CHECK_FALSE(fits(schema.c_str(), fmt::format("\"{}\"", bad).c_str()));
  }
}

TEST_CASE("a document's members come in the schema's order") {
  const auto schema = json::parse(
      R"({"type":"object","properties":{"z":{"type":"integer"},"a":{"type":"integer"}},
          "required":["z","a"],"additionalProperties":false})");
  const auto document = json::parse(make_document(schema.as_object(), 1));
  CHECK(document.as_object().begin()->key() == "z");
}

TEST_CASE("a schema without finite documents, or with exploding ones, still ends") {
  const auto endless = json::parse(
      R"({"type":"object","properties":{"self":{"$ref":"#"}},"required":["self"],
        "additionalProperties":false})");
  CHECK(make_document(endless.as_object(), 1).size() < 10'000'000);
  const auto loop = json::parse(R"({"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/a"}}})");
  CHECK(make_document(loop.as_object(), 1) == "null");
  json::object defs;
  for (int i = 0; i < 9; ++i) {
    json::object properties;
    for (int p = 0; p < 10; ++p)
      properties[fmt::format("p{}", p)] = {{"$ref", fmt::format("#/$defs/d{}", i + 1)}};
    defs[fmt::format("d{}", i)] = {{"type", "object"}, {"properties", properties}};
  }
  defs["d9"] = {{"type", "string"}};
  const json::object bomb{{"$ref", "#/$defs/d0"}, {"$defs", defs}};
  CHECK(make_document(bomb, 1).size() < 10'000'000);
}

TEST_CASE("strings follow the patterns that schemas use") {
  for (const char* pattern :
       {"^\\d{4}-\\d{2}$", "^(foo|ba[rz])+$", "^[^a-z]?x{2,}$", "^@[a-zA-Z0-9_]+$", "^\\w+\\.\\S$",
        "^(?:a|b)c*$", "^[\\d\\-]{3}$", "^ñ+$", "abc"}) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      random_stream random(seed, "pattern", "test");
      const auto text = text_for_pattern(pattern, random);
      REQUIRE(text);
      INFO(pattern << " -> " << *text);
      if (std::string_view(pattern).find("ñ") == std::string_view::npos)
        CHECK(std::regex_search(*text, std::regex(pattern)));
    }
  }
}

TEST_CASE("patterns beyond the subset, broken ones and bombs are declined") {
  for (const char* pattern : {"(?=a)", "a{3", "[abc", "(ab", "*a", "\\1", "\\bword\\b", "\\p{L}",
                              "a{99999}", "(((((){1000}){1000}){1000}){1000})"}) {
    random_stream random(1, "pattern", "test");
    INFO(pattern);
    CHECK_FALSE(text_for_pattern(pattern, random));
  }
}

TEST_CASE("what the strict subset forbids is named with its place") {
  CHECK(problem_of(R"({"type":"object","properties":{}})") ==
        "In context=(), 'additionalProperties' is required to be supplied and to be false.");
  CHECK(
      problem_of(
          R"({"type":"object","properties":{"a":{"type":"string"}},"required":[],
            "additionalProperties":false})") ==
      "In context=(), 'required' is required to be supplied and to be an array including every key "
      "in properties. Missing 'a'.");
  CHECK(
      problem_of(
          R"({"type":"object","properties":{"a":{"type":"object"}},"required":["a"],
            "additionalProperties":false})") ==
      "In context=('properties', 'a'), 'additionalProperties' is required to be supplied and to be "
      "false.");
  CHECK(problem_of(R"({"type":"array","items":{"type":"string"}})")
            ->starts_with("schema must be a JSON Schema of 'type: \"object\"'"));
  CHECK(problem_of(
            R"({"type":"object","properties":{"a":{"allOf":[]}},"required":["a"],
            "additionalProperties":false})") ==
        "In context=('properties', 'a'), 'allOf' is not permitted.");
  CHECK(problem_of(
            R"({"type":"object","properties":{"a":{"type":"array"}},"required":["a"],
            "additionalProperties":false})") ==
        "In context=('properties', 'a'), array schema missing items.");
  CHECK(problem_of(
            R"({"type":"object","properties":{"a":{}},"required":["a"],
            "additionalProperties":false})") ==
        "In context=('properties', 'a'), schema must have a 'type' key.");
  CHECK(problem_of(
      R"({"type":"object","properties":{"a":{"$ref":"#/$defs/x"}},"required":["a"],
        "additionalProperties":false})"));
  CHECK(problem_of(
      R"({"type":"object","properties":{"a":{"type":"text"}},"required":["a"],
        "additionalProperties":false})"));
}

TEST_CASE("keywords and formats beyond the strict subset are refused where they stand") {
  const auto with = [](const std::string& rules) {
    const auto schema = json::parse(R"({"type":"object","properties":{"a":)" + rules +
                                    R"(},"required":["a"],"additionalProperties":false})");
    return find_schema_problem(schema.as_object()).value_or("");
  };
  for (const char* word : {"uniqueItems", "contains", "minContains", "maxContains",
                           "unevaluatedItems", "prefixItems"}) {
    const auto rules =
        fmt::format(R"({{"type":"array","items":{{"type":"string"}},"minItems":1,"{}":1}})", word);
    CHECK(with(rules) ==
          fmt::format("In context=('properties', 'a'), '{}' is not permitted.", word));
  }
  for (const char* word : {"propertyNames", "minProperties", "maxProperties", "patternProperties"})
    CHECK(with(fmt::format(R"({{"type":"object","{}":1}})", word)).find(word) != std::string::npos);
  CHECK(with(R"({"type":"string","format":"uri"})") ==
        "In context=('properties', 'a'), 'uri' is not a valid format.");
  CHECK(with(R"({"type":"string","format":7})").find("7 is not a valid format") !=
        std::string::npos);
  CHECK(with(R"({"type":["string","null"],"format":"uuid"})").empty());
}

TEST_CASE("nesting deeper than ten levels is refused; ten are not") {
  const auto nested = [](int levels) {
    json::value schema = json::parse(R"({"type":"string"})");
    for (int i = 0; i < levels; ++i)
      schema = json::object{{"type", "object"},
                            {"properties", {{"p", schema}}},
                            {"required", json::array{"p"}},
                            {"additionalProperties", false}};
    return find_schema_problem(schema.as_object());
  };
  CHECK_FALSE(nested(9));
  CHECK(nested(11));
}
