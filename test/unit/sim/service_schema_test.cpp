#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include "base/random_stream.hpp"
#include "sim/service/pattern_text.hpp"
#include "sim/service/schema_output.hpp"
#include "sim/service/schema_rules.hpp"
#include "test/unit/sim/schema_check.hpp"

using namespace parley;
using namespace parley::sim::service;

namespace {

// Random schemas of the strict subset; "$defs" holds a recursive tree and a recursive list.
class schema_maker {
 public:
  explicit schema_maker(std::uint64_t seed) : random_(seed, "schemas", "test") {}

  json::value root() {
    json::object schema = object(0);
    schema["$defs"] = {
        {"tree", json::parse(R"({"type":"object","properties":{"value":{"type":"integer"},
        "children":{"type":"array","items":{"$ref":"#/$defs/tree"}}},"required":["value",
          "children"],
        "additionalProperties":false})")},
        {"list", json::parse(R"({"type":"object","properties":{"head":{"type":"string"},
        "tail":{"anyOf":[{"$ref":"#/$defs/list"},{"type":"null"}]}},"required":["head","tail"],
        "additionalProperties":false})")}};
    return schema;
  }

 private:
  json::object object(int depth) {
    json::object properties;
    json::array required;
    const auto count = random_.below(4) + (depth == 0 ? 1 : 0);
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto name = fmt::format("p{} \"{}\"", i, depth);
      properties[name] = any(depth + 1);
      required.emplace_back(name);
    }
    return {{"type", "object"},
            {"properties", properties},
            {"required", required},
            {"additionalProperties", false}};
  }

  json::value any(int depth) {
    switch (random_.below(depth > 3 ? 7 : 10)) {
      case 0:
        return string();
      case 1:
        return number("integer");
      case 2:
        return number("number");
      case 3:
        return {{"type", "boolean"}};
      case 4:
        return {{"type", json::array{"string", "null"}}};
      case 5:
        return {{"type", "string"}, {"enum", json::array{"a", "b \"c\"", "ñ"}}};
      case 6:
        return {{"$ref", random_.chance(0.5) ? "#/$defs/tree" : "#/$defs/list"}};
      case 7:
        return object(depth);
      case 8:
        return {{"anyOf", json::array{any(depth + 1), any(depth + 1)}}};
      default: {
        const auto least = static_cast<std::int64_t>(random_.below(3));
        return {{"type", "array"},
                {"items", any(depth + 1)},
                {"minItems", least},
                {"maxItems", least + 2}};
      }
    }
  }

  json::value string() {
    switch (random_.below(4)) {
      case 0:
        return {{"type", "string"}, {"pattern", "^[A-Z]{2}-\\d{3,5}(x|yz)?$"}};
      case 1:
        return {{"type", "string"}, {"format", "date-time"}};
      case 2:
        return {{"type", "string"}, {"minLength", 3}, {"maxLength", 7}};
      default:
        return {{"type", "string"}};
    }
  }

  json::value number(const char* type) {
    switch (random_.below(4)) {
      case 0:
        return {{"type", type}, {"minimum", -1}, {"maximum", 1}};
      case 1:
        return {{"type", type}, {"exclusiveMinimum", 0}, {"maximum", 10}};
      case 2:
        return {{"type", type}, {"multipleOf", 5}, {"minimum", 7}};
      default:
        return {{"type", type}};
    }
  }

  random_stream random_;
};

std::optional<std::string> problem_of(const char* schema) {
  const auto value = json::parse(schema);
  return find_schema_problem(value.as_object());
}

}  // namespace

TEST_CASE("a made-up document fits its schema, whatever the schema") {
  for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
    const json::value schema = schema_maker(seed).root();
    REQUIRE_FALSE(find_schema_problem(schema.as_object()));
    const std::string text = make_document(schema.as_object(), seed * 7);
    INFO("seed " << seed << "\nschema " << json::serialize(schema) << "\ndocument " << text);
    REQUIRE(test::schema_check(schema).fits(json::parse(text)));
    REQUIRE(text == make_document(schema.as_object(), seed * 7));
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
  CHECK(
      problem_of(
          R"({"type":"object","properties":{"a":{"allOf":[]}},"required":["a"],
            "additionalProperties":false})") ==
      "In context=('properties', 'a'), 'allOf' is not permitted.");
  CHECK(
      problem_of(
          R"({"type":"object","properties":{"a":{"type":"array"}},"required":["a"],
            "additionalProperties":false})") ==
      "In context=('properties', 'a'), array schema missing items.");
  CHECK(
      problem_of(
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
