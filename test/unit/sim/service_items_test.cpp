// What a request's input may point to or leave out: stored items, and history that does not fit.
#include <fmt/format.h>

#include <catch2/catch_test_macros.hpp>

#include "sim/service/item_references.hpp"
#include "test/unit/sim/service_fixture.hpp"

using namespace parley;
using namespace parley::sim::service;
using test::service_fixture;

namespace {

std::string id_of_output(const json::object& response) {
  return std::string(response.at("output").at(0).at("id").as_string());
}

std::string with_input(const std::string& items, const std::string& more = {}) {
  return R"({"model":"gpt-4o-mini","input":[)" + items + "]" + more + "}";
}

json::value error_of(const http::response& reply) {
  return json::parse(reply.body).at("error");
}

std::string message(const std::string& text) {
  return R"({"role":"user","content":")" + text + "\"}";
}

/// About `tokens` tokens that no compression makes fewer.
std::string long_text(int tokens) {
  std::string text;
  for (int i = 0; i < tokens / 2; ++i) text += fmt::format("w{} ", i % 10);  // two tokens each
  return text;
}

stored_response response_with(const std::string& item_id, std::size_t padding = 0) {
  stored_response what;
  what.json = R"({"output":[{"id":")" + item_id + R"(","type":"message"}],"pad":")" +
              std::string(padding, 'x') + "\"}";
  what.output_ids = {item_id};
  return what;
}

std::shared_ptr<const json::value> parsed(const std::string& text) {
  return std::make_shared<const json::value>(json::parse(text));
}

}  // namespace

TEST_CASE("an item of a stored response is referred to by its id, with or without the type") {
  service_fixture service;
  const auto first = service.post("/v1/responses", with_input(message("Tell me a story")));
  const std::string id = id_of_output(first);
  const auto written_out = service.post(
      "/v1/responses",
      with_input(json::serialize(first.at("output").at(0)) + "," + message("and then?")));
  for (const std::string& reference : std::vector<std::string>{
           R"({"type":"item_reference","id":")" + id + "\"}", R"({"id":")" + id + "\"}"}) {
    const auto referred =
        service.post("/v1/responses", with_input(reference + "," + message("and then?")));
    CHECK(referred.at("usage").at("input_tokens") == written_out.at("usage").at("input_tokens"));
  }
  // Input items have ids too, which their list shows.
  const auto list =
      service.get("/v1/responses/" + std::string(first.at("id").as_string()) + "/input_items");
  const std::string said(list.at("data").at(0).at("id").as_string());
  CHECK(said != id);
  const auto again = service.post("/v1/responses",
                                  with_input(R"({"type":"item_reference","id":")" + said + "\"}"));
  CHECK(again.at("usage").at("input_tokens") == first.at("usage").at("input_tokens"));
}

TEST_CASE("a function call is answered by reference") {
  service_fixture service;
  const std::string tools =
      R"(,"tools":[{"type":"function","name":"f","parameters":null,"strict":false}])";
  const auto asked = service.post("/v1/responses", with_input(message("Call it"), tools));
  const auto& call = asked.at("output").at(0);
  REQUIRE(call.at("type") == "function_call");
  const std::string output = R"({"type":"function_call_output","call_id":")" +
                             std::string(call.at("call_id").as_string()) + R"(","output":"done"})";
  const std::string reference = R"({"type":"item_reference","id":")" + id_of_output(asked) + "\"}";
  const auto answered = service.post(
      "/v1/responses", with_input(message("Call it") + "," + reference + "," + output, tools));
  CHECK(answered.at("output").at(0).at("type") == "message");
}

TEST_CASE("an item that nobody stored, or another key stored, is not found") {
  service_fixture service;
  const std::string unstored =
      id_of_output(service.post("/v1/responses", with_input(message("x"), R"(,"store":false)")));
  const std::string stored = id_of_output(service.post("/v1/responses", with_input(message("y"))));
  const auto refer = [](const std::string& id) {
    return with_input(R"({"type":"item_reference","id":")" + id + "\"}");
  };
  for (const auto& body : {refer(unstored), refer("msg_nobody")})
    for (const char* path :
         {"/v1/responses", "/v1/responses/input_tokens", "/v1/responses/compact"}) {
      const auto reply = service.reply("POST", path, body);
      INFO(path);
      CHECK(reply.status == 404);
      CHECK(error_of(reply).at("param") == "input");
      CHECK(error_of(reply).at("code").is_null());
    }
  CHECK(service.reply("POST", "/v1/responses", refer(stored)).status == 200);
  CHECK(service.send("POST", "/v1/responses", refer(stored), "Bearer other").value().reply.status ==
        404);
  const auto nameless =
      service.reply("POST", "/v1/responses", with_input(R"({"type":"item_reference"})"));
  CHECK(error_of(nameless).at("param") == "input[0].id");
}

TEST_CASE("a deleted response's items are forgotten; an id used twice is the later response's") {
  response_store store;
  store.put("k", "r1", response_with("i"));
  store.put("k", "r2", response_with("i"));
  CHECK(store.find_item("k", "i"));
  CHECK_FALSE(store.find_item("l", "i"));
  CHECK(store.erase("k", "r1"));
  CHECK(store.find_item("k", "i"));
  CHECK(store.erase("k", "r2"));
  CHECK_FALSE(store.find_item("k", "i"));
  CHECK(store.bytes() == 0);
}

TEST_CASE("what references may make a request read has a bound") {
  response_store store;
  store.put("k", "r", response_with("i", 5u << 20));
  const std::string reference = R"({"type":"item_reference","id":"i"})";
  std::string few = reference, many = reference;
  for (int i = 1; i < 5; ++i) few += "," + reference;
  for (int i = 1; i < 5'000; ++i) many += "," + reference;
  const auto filled = with_referenced_items(store, "k", parsed(with_input(few)));
  REQUIRE(filled.has_value());
  CHECK((*filled)->at("input").as_array().size() == 5);
  CHECK((*filled)->at("input").at(4).at("type") == "message");
  const auto refused = with_referenced_items(store, "k", parsed(with_input(many)));
  REQUIRE(refused.has_error());
  CHECK(refused.error().status == 413);
  const auto plain = parsed(with_input(message("x")));
  CHECK(with_referenced_items(store, "k", plain).value() == plain);
}

TEST_CASE("truncation auto leaves out the oldest messages until the rest fits") {
  service_fixture service;
  std::string items = message("The first thing");
  for (int i = 0; i < 7; ++i) items += "," + message(long_text(20'000));
  items += "," + message("The last thing");
  const std::string role = R"(,"metadata":{"role":"echo"})";
  const auto refused = service.reply("POST", "/v1/responses", with_input(items, role));
  CHECK(refused.status == 400);
  CHECK(error_of(refused).at("code") == "context_length_exceeded");
  const auto cut =
      service.post("/v1/responses", with_input(items, role + R"(,"truncation":"auto")"));
  CHECK(cut.at("truncation") == "auto");
  const auto tokens = cut.at("usage").at("input_tokens").as_int64();
  CHECK(tokens <= 128'000);
  CHECK(tokens > 60'000);  // no more goes than must
  CHECK(cut.at("output").at(0).at("content").at(0).at("text") == "echo: The last thing");
  // What fits is left alone, and what can never fit is refused all the same.
  const auto whole = service.post(
      "/v1/responses", with_input(message("a") + "," + message("b"), R"(,"truncation":"auto")"));
  const auto same = service.post("/v1/responses", with_input(message("a") + "," + message("b")));
  CHECK(whole.at("usage").at("input_tokens") == same.at("usage").at("input_tokens"));
  const auto too_long = service.reply(
      "POST", "/v1/responses", with_input(message(long_text(140'000)), R"(,"truncation":"auto")"));
  CHECK(error_of(too_long).at("code") == "context_length_exceeded");
}

TEST_CASE("truncation auto reaches back into the conversation before") {
  service_fixture service;
  const auto before =
      service.post("/v1/responses", with_input(message("old") + "," + message(long_text(100'000))));
  const std::string after =
      R"(,"previous_response_id":")" + std::string(before.at("id").as_string()) + "\"";
  const auto next = message(long_text(60'000));
  CHECK(service.reply("POST", "/v1/responses", with_input(next, after)).status == 400);
  const auto cut =
      service.post("/v1/responses", with_input(next, after + R"(,"truncation":"auto")"));
  CHECK(cut.at("usage").at("input_tokens").as_int64() <= 128'000);
}
