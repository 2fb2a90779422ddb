// Holds docs/schemas/customer_profile.schema.json and parse_profile to each other by probing.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "profiles/loader.hpp"
#include "test/unit/profiles/karen.hpp"

using namespace parley;

namespace {

json::value read_schema() {
  std::ifstream in(PARLEY_SOURCE_DIR "/docs/schemas/customer_profile.schema.json");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return parse_json(text).value();
}

using path = std::vector<std::string>;

std::string pointer_of(const path& at) {
  std::string pointer;
  for (const auto& part : at) pointer += "/" + part;
  return pointer;
}

json::value& find(json::value& root, const path& at) {
  json::value* here = &root;
  for (const auto& part : at)
    here = here->is_array() ? &here->as_array().at(std::stoul(part)) : &here->as_object().at(part);
  return *here;
}

bool is_accepted(const json::value& document) {
  return parse_profile(json::serialize(document), "probe.json").profile.has_value();
}

/// The example with the value at `at` replaced.
bool accepts(const path& at, json::value value) {
  json::value document = parse_json(karen_text).value();
  find(document, at) = std::move(value);
  return is_accepted(document);
}

/// The same with the member removed; the problem, if any, must point at it.
bool accepts_without(const path& at) {
  json::value document = parse_json(karen_text).value();
  find(document, path(at.begin(), at.end() - 1)).as_object().erase(at.back());
  const auto parsed = parse_profile(json::serialize(document), "probe.json");
  if (!parsed.problems.empty()) CHECK(parsed.problems[0].pointer == pointer_of(at));
  return parsed.profile.has_value();
}

bool allows(const json::object& schema, std::string_view type) {
  const auto& said = schema.at("type");
  if (said.is_string()) return said.as_string() == type;
  return std::any_of(said.as_array().begin(), said.as_array().end(),
                     [&](const json::value& each) { return each.as_string() == type; });
}

void probe_types(const json::object& schema, const path& at) {
  const bool number = allows(schema, "number");
  if (!allows(schema, "null")) CHECK_FALSE(accepts(at, nullptr));
  if (allows(schema, "null")) CHECK(accepts(at, nullptr));
  if (!allows(schema, "boolean")) CHECK_FALSE(accepts(at, true));
  if (!allows(schema, "string")) CHECK_FALSE(accepts(at, "1"));
  if (!allows(schema, "object")) CHECK_FALSE(accepts(at, json::object{}));
  if (!allows(schema, "array")) CHECK_FALSE(accepts(at, json::array{}));
  if (!number && !allows(schema, "integer")) CHECK_FALSE(accepts(at, 1));
}

void probe_range(const json::object& schema, const path& at) {
  const double low = schema.at("minimum").to_number<double>();
  const double high = schema.at("maximum").to_number<double>();
  const double step = allows(schema, "integer") ? 1 : 0.01;
  CHECK(accepts(at, low));
  CHECK(accepts(at, high));
  CHECK_FALSE(accepts(at, low - step));
  CHECK_FALSE(accepts(at, high + step));
  CHECK(accepts(at, (low + high) / 2 + 0.25) == allows(schema, "number"));
}

void probe_text(const json::object& schema, const path& at) {
  if (const auto* words = schema.if_contains("enum")) {
    for (const auto& word : words->as_array()) CHECK(accepts(at, word));
    CHECK_FALSE(accepts(at, "something else"));
    return;
  }
  const bool plain = at.back() == "customer_id";
  const auto most = schema.at("maxLength").to_number<std::size_t>();
  const auto of = [&](std::size_t n) {
    std::string text;
    for (std::size_t i = 0; i < n; ++i) text += plain ? "a" : "ñ";
    return json::value(text);
  };
  CHECK(accepts(at, of(most)));
  CHECK_FALSE(accepts(at, of(most + 1)));
  const bool may_be_empty = !schema.contains("minLength");
  CHECK(accepts(at, "") == may_be_empty);
  CHECK(accepts(at, of(1)));
  CHECK(accepts(at, " \t\r\n") == !schema.contains("pattern"));
}

void probe(const json::object& schema, const path& at);

void probe_object(const json::object& schema, const path& at) {
  json::array required;
  if (const auto* said = schema.if_contains("required")) required = said->as_array();
  for (const auto& member : schema.at("properties").as_object()) {
    path inner = at;
    inner.push_back(std::string(member.key()));
    INFO(pointer_of(inner));
    const bool is_required = std::any_of(required.begin(), required.end(), [&](const auto& name) {
      return name.as_string() == member.key();
    });
    CHECK(accepts_without(inner) == !is_required);
    probe(member.value().as_object(), inner);
  }
}

void probe_list(const json::object& schema, const path& at) {
  path item = at;
  item.push_back("0");
  probe(schema.at("items").as_object(), item);
  json::value document = parse_json(karen_text).value();
  auto& list = find(document, at).as_array();
  const auto most = schema.at("maxItems").to_number<std::size_t>();
  while (list.size() < most) list.push_back(json::value(list[0]));
  CHECK(is_accepted(document));
  list.push_back(json::value(list[0]));
  CHECK_FALSE(is_accepted(document));
}

void probe(const json::object& schema, const path& at) {
  INFO(pointer_of(at));
  if (const auto* forms = schema.if_contains("anyOf")) {
    CHECK_FALSE(accepts(at, nullptr));
    CHECK_FALSE(accepts(at, 1));
    probe_object(forms->as_array().at(0).as_object(), at);
    probe_text(forms->as_array().at(1).as_object(), at);
    return;
  }
  if (!at.empty()) probe_types(schema, at);
  if (allows(schema, "object")) probe_object(schema, at);
  if (allows(schema, "array")) probe_list(schema, at);
  if (schema.contains("minimum")) probe_range(schema, at);
  if (allows(schema, "string")) probe_text(schema, at);
}

/// Every member of `document` that the schema does not describe.
void undescribed(const json::value& document, json::object schema, const std::string& at,
                 std::vector<std::string>& out) {
  if (const auto* forms = schema.if_contains("anyOf"))
    schema = json::object(forms->as_array().at(0).as_object());
  if (const auto* list = document.if_array())
    for (const auto& item : *list) undescribed(item, schema.at("items").as_object(), at, out);
  if (const auto* object = document.if_object())
    for (const auto& member : *object) {
      const std::string here = at + "/" + std::string(member.key());
      const auto* inner = schema.at("properties").as_object().if_contains(member.key());
      if (inner)
        undescribed(member.value(), inner->as_object(), here, out);
      else
        out.push_back(here);
    }
}

}  // namespace

TEST_CASE("the published schema and the loader agree on members, types, ranges and lengths") {
  probe(read_schema().as_object(), {});
}

TEST_CASE("every member that parley writes is described by the published schema") {
  const auto karen = parse_profile(karen_text, "x.json").profile;
  REQUIRE(karen);
  std::vector<std::string> missing;
  undescribed(parse_json(profile_to_json(*karen)).value(), read_schema().as_object(), "", missing);
  CHECK(missing.empty());
}

TEST_CASE("every property of the published schema has a description") {
  const auto check = [](const auto& self, const json::object& schema) -> void {
    if (const auto* forms = schema.if_contains("anyOf"))
      for (const auto& form : forms->as_array()) self(self, form.as_object());
    if (const auto* items = schema.if_contains("items")) self(self, items->as_object());
    const auto* properties = schema.if_contains("properties");
    if (!properties) return;
    for (const auto& member : properties->as_object()) {
      INFO(std::string(member.key()));
      CHECK(member.value().as_object().contains("description"));
      self(self, member.value().as_object());
    }
  };
  const json::value schema = read_schema();
  CHECK(schema.as_object().at("$schema").as_string() ==
        "https://json-schema.org/draft/2020-12/schema");
  check(check, schema.as_object());
}
