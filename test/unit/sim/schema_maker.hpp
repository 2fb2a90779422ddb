// Random schemas of the strict subset, with every keyword of it; the same for the same seed.
// Must not know: how documents are made or checked.
#pragma once

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/random_stream.hpp"

namespace parley::test {

/// "$defs" holds a recursive tree, a recursive list, a chain of references and an odd name; the
/// root refers to itself too.
class schema_maker {
 public:
  explicit schema_maker(std::uint64_t seed) : random_(seed, "schemas", "test") {}

  json::value root() {
    json::object schema = object(0);
    schema["$defs"] = json::parse(R"({
      "tree":{"type":"object","properties":{"value":{"type":"integer"},
        "children":{"type":"array","items":{"$ref":"#/$defs/tree"}}},"required":["value",
        "children"],"additionalProperties":false},
      "list":{"type":"object","properties":{"head":{"type":"string"},
        "tail":{"anyOf":[{"$ref":"#/$defs/list"},{"type":"null"}]}},"required":["head","tail"],
        "additionalProperties":false},
      "chain":{"$ref":"#/$defs/odd ~0 ~1 name"},
      "odd ~ / name":{"type":"string","enum":["odd"]}})");
    return schema;
  }

 private:
  static constexpr int deepest = 4;

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
    json::object made = kind(depth);
    if (random_.chance(0.1)) made["description"] = "enum, \"const\" and {type}";
    if (random_.chance(0.1)) made["title"] = "T";
    return made;
  }

  json::object kind(int depth) {
    switch (random_.below(depth >= deepest ? 8 : 12)) {
      case 0:
      case 1:
        return string();
      case 2:
        return number("integer");
      case 3:
        return number("number");
      case 4:
        return {{"type", random_.chance(0.7) ? "boolean" : "null"}};
      case 5:
        return one_of_several();
      case 6:
        return {{"$ref",
                 one({"#/$defs/tree", "#/$defs/list", "#/$defs/chain", "#/$defs/odd ~0 ~1 name"})}};
      case 7:
        return several_types(depth);
      case 8:
        return object(depth);
      case 9:
        return {{"anyOf", random_.chance(0.5)
                              ? json::array{any(depth + 1), any(depth + 1), any(depth + 1)}
                              : json::array{{{"$ref", "#"}}, {{"type", "null"}}}}};
      default:
        return array(depth);
    }
  }

  json::object array(int depth) {
    json::object made{{"type", "array"}, {"items", any(depth + 1)}};
    const auto least = static_cast<std::int64_t>(random_.below(4));
    if (random_.chance(0.5)) made["minItems"] = least;
    if (random_.chance(0.5)) made["maxItems"] = least + static_cast<std::int64_t>(random_.below(3));
    return made;
  }

  json::object one_of_several() {
    switch (random_.below(7)) {
      case 0:
        return {{"type", "string"}, {"enum", json::array{"a", "b \"c\"", "ñ"}}};
      case 1:
        return {{"type", "integer"}, {"enum", json::array{3, -4}}};
      case 2:
        return {{"type", json::array{"string", "null"}}, {"enum", json::array{"only", nullptr}}};
      case 3:
        return {{"enum", json::array{1, "two", true, nullptr, 0.5}}};
      case 4:
        return {{"const", "fixed"}};
      case 5:
        return {{"type", "number"}, {"const", 2.5}};
      default:
        return {{"type", "boolean"}, {"const", false}};
    }
  }

  json::object several_types(int depth) {
    switch (random_.below(5)) {
      case 0:
        return {{"type", json::array{"string", "null"}}, {"format", "date"}};
      case 1:
        return {{"type", json::array{"null", "number"}}, {"minimum", 5}, {"multipleOf", 0.5}};
      case 2:
        return {{"type", json::array{"integer", "string", "boolean"}}};
      case 3: {
        json::object made = object(depth);
        made["type"] = json::array{"object", "null"};
        return made;
      }
      default:
        return {{"type", json::array{"array", "null"}},
                {"items", {{"type", "string"}}},
                {"minItems", 1}};
    }
  }

  json::object string() {
    switch (random_.below(6)) {
      case 0:
        return {{"type", "string"},
                {"pattern", one({"^[A-Z]{2}-\\d{3,5}(x|yz)?$", "^@[a-zA-Z0-9_]+$", "^(on|off)$",
                                 "^\\+?[1-9]\\d{6,14}$", "[a-f]{3}", "^[^\\s]{1,4}$"})}};
      case 1:
      case 2:
        return {{"type", "string"},
                {"format", one({"date-time", "time", "date", "duration", "email", "hostname",
                                "ipv4", "ipv6", "uuid"})}};
      case 3:
        return {{"type", "string"}, {"minLength", 3}, {"maxLength", 7}};
      case 4:
        return {{"type", "string"}, {"pattern", "^[a-z]+$"}, {"minLength", 2}, {"maxLength", 3}};
      default:
        return {{"type", "string"}};
    }
  }

  json::object number(const char* type) {
    const double low = static_cast<double>(random_.below(2'000)) / 4 - 250;
    json::object made{{"type", type}};
    switch (random_.below(9)) {
      case 0:
        made["minimum"] = low;
        break;
      case 1:
        made["maximum"] = low;
        break;
      case 2:
        made["minimum"] = low;
        made["maximum"] = low + 1;
        break;
      case 3:
        made["exclusiveMinimum"] = low;
        made["exclusiveMaximum"] = low + 1.5;
        break;
      case 4:
        made["exclusiveMaximum"] = low;
        made["minimum"] = low - 2;
        break;
      case 5:
        made["multipleOf"] = std::string_view(type) == "integer" ? 1.5 : 0.01;
        break;
      case 6:
        made["multipleOf"] = 5;
        made["minimum"] = low;
        made["exclusiveMaximum"] = low + 6;
        break;
      case 7:
        made["multipleOf"] = 0.25;
        made["exclusiveMinimum"] = low;
        made["maximum"] = low + 1;
        break;
      default:
        break;
    }
    return made;
  }

  std::string one(std::initializer_list<const char*> all) {
    return *(all.begin() + random_.below(all.size()));
  }

  random_stream random_;
};

}  // namespace parley::test
