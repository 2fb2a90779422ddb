#include <catch2/catch_test_macros.hpp>

#include "base/random_stream.hpp"
#include "sim/service/chat_request.hpp"
#include "sim/service/composer.hpp"
#include "sim/service/response_object.hpp"
#include "sim/service/responses_request.hpp"
#include "sim/service/stream_plan.hpp"
#include "test/unit/sim/service_fixture.hpp"

using namespace parley;
using namespace parley::sim::service;

namespace {

constexpr const char* responses_body =
    R"({"model":"gpt-4.1","instructions":"é","input":[{"role":"user",
      "content":[{"type":"input_text","text":"hola"},
    {"type":"input_image","image_url":"data:x"}]},{"type":"function_call","call_id":"c",
      "name":"f","arguments":"{}"},
    {"type":"function_call_output","call_id":"c","output":"x"},{"role":"user","content":"go"}],
      "metadata":{"role":"echo"},
    "text":{"format":{"type":"json_schema","name":"n","strict":true,"schema":{"type":"object",
      "properties":{"a":{"anyOf":
    [{"type":"string","pattern":"^[a-z]{2,3}$"},{"$ref":"#/$defs/d"}]}},"required":["a"],
      "additionalProperties":false,
    "$defs":{"d":{"type":"number","minimum":-1e3,"multipleOf":0.5}}}}},
      "tools":[{"type":"function","name":"f",
    "parameters":{"type":"object","properties":{"x":{"type":["integer","null"],"minimum":1}}}}],
      "tool_choice":"auto",
    "max_output_tokens":64,"temperature":1.5,"stream":true,"stream_options":
      {"include_obfuscation":false}})";

constexpr const char* chat_body =
    R"({"model":"gpt-4o-mini","messages":[{"role":"system","content":"s"},{"role":"user",
      "content":[{"type":"text","text":"t"}]},
    {"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":
      {"name":"f","arguments":"{}"}}]},
    {"role":"tool","tool_call_id":"c","content":"r"}],"tools":[{"type":"function","function":
      {"name":"f"}}],"n":2,
    "max_tokens":5,"response_format":{"type":"json_object"},"tool_choice":{"type":"function",
      "function":{"name":"f"}}})";

// Whatever the bytes: an error with a message, or an answer whose every form is JSON.
void try_body(const std::string& body, bool chat) {
  const auto document = parse_body(body);
  if (!document) {
    REQUIRE_FALSE(document.error().message.empty());
    return;
  }
  auto read = chat ? read_chat_request(*document)
                   : read_responses_request(*document, responses_use::create);
  if (!read) {
    REQUIRE(read.error().status >= 400);
    REQUIRE(parse_json(error_body(read.error())).has_value());
    return;
  }
  const test::echo_models models;
  const model_answer answer = compose_answer(*read, models, 0);
  const response_object object(*read, {"resp_x", {"msg_x", "fc_y"}, 1});
  REQUIRE(parse_json(object.finished(answer, {1, 0, answer.tokens}, 2), 256).has_value());
  REQUIRE(parse_json(object.started(), 256).has_value());
  if (!chat)
    for (const auto& item : input_item_list(*read)) REQUIRE(parse_json(item.json, 256).has_value());
}

}  // namespace

TEST_CASE("every prefix of a body gets a complaint, not a crash") {
  for (const auto& [body, chat] :
       {std::pair{std::string(responses_body), false}, {std::string(chat_body), true}})
    for (std::size_t cut = 0; cut <= body.size(); ++cut) try_body(body.substr(0, cut), chat);
}

TEST_CASE("bodies with bytes changed, dropped and doubled at random get an answer or a complaint") {
  static constexpr std::string_view spice = "{}[]\",:0-9eEtfn\\/ \x01\x80\xff";
  for (const auto& [body, chat] :
       {std::pair{std::string(responses_body), false}, {std::string(chat_body), true}})
    for (std::uint64_t seed = 0; seed < 6'000; ++seed) {
      random_stream random(seed, "hostile", "test");
      std::string changed = body;
      for (auto edits = 1 + random.below(3); edits > 0; --edits) {
        const auto at = random.below(changed.size());
        const auto length = 1 + random.below(12);
        switch (random.below(3)) {
          case 0:
            changed[at] = spice[random.below(spice.size())];
            break;
          case 1:
            changed.erase(at, length);
            break;
          default:
            changed.insert(at, changed.substr(random.below(changed.size()), length));
        }
      }
      try_body(changed, chat);
    }
}

TEST_CASE("values of every type in every place of a body get an answer or a complaint") {
  const json::value originals[] = {json::parse(responses_body), json::parse(chat_body)};
  const json::value strangers[] = {nullptr,
                                   true,
                                   -1,
                                   1e300,
                                   "x",
                                   "",
                                   json::array{},
                                   json::array{1},
                                   json::object{},
                                   json::object{{"type", "x"}},
                                   INT64_MAX,
                                   "gpt-4.1"};
  for (int chat = 0; chat < 2; ++chat) {
    std::vector<std::string> places;
    const auto collect = [&places](auto&& self, const json::value& value,
                                   const std::string& path) -> void {
      places.push_back(path);
      if (const auto* object = value.if_object())
        for (const auto& member : *object) {
          std::string key(member.key());
          for (std::size_t i = 0; (i = key.find('/', i)) != std::string::npos; i += 2)
            key.replace(i, 1, "~1");
          self(self, member.value(), path + "/" + key);
        }
      if (const auto* array = value.if_array())
        for (std::size_t i = 0; i < array->size(); ++i)
          self(self, (*array)[i], path + "/" + std::to_string(i));
    };
    collect(collect, originals[chat], "");
    for (const auto& place : places)
      for (const auto& stranger : strangers) {
        json::value changed = originals[chat];
        if (place.empty())
          changed = stranger;
        else
          changed.at_pointer(place) = stranger;
        try_body(json::serialize(changed), chat == 1);
      }
  }
}
