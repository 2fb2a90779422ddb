// Every object on the wire has the members that the API's published description demands, of the
// right type, and none that it does not know.
#include <catch2/catch_test_macros.hpp>
#include <sstream>

#include "test/unit/sim/service_fixture.hpp"

using namespace parley;
using test::parse_events;
using test::service_fixture;

namespace {

// "name:type", types: s string, i integer, n number, b boolean, o object, a array, x anything;
// "?" after it: or null; "~" before the name: may be absent.
bool has_type(const json::value& value, std::string_view type) {
  if (type.ends_with('?')) return value.is_null() || has_type(value, type.substr(0, 1));
  switch (type[0]) {
    case 's':
      return value.is_string();
    case 'i':
      return value.is_int64();
    case 'n':
      return value.is_number();
    case 'b':
      return value.is_bool();
    case 'o':
      return value.is_object();
    case 'a':
      return value.is_array();
    default:
      return true;
  }
}

std::string misfits(const json::value& value, const std::string& shape) {
  const auto* object = value.if_object();
  if (!object) return "is no object";
  std::string wrong;
  json::object left = *object;
  std::istringstream words(shape);
  for (std::string word; words >> word;) {
    const bool optional = word[0] == '~';
    if (optional) word.erase(0, 1);
    const auto colon = word.find(':');
    const std::string name = word.substr(0, colon);
    const auto* member = object->if_contains(name);
    if (!member && !optional) wrong += " lacks " + name;
    if (member && !has_type(*member, std::string_view(word).substr(colon + 1)))
      wrong += " has a wrong " + name;
    left.erase(name);
  }
  for (const auto& member : left) wrong += " knows no " + std::string(member.key());
  return wrong;
}

const std::string usage_shape =
    "input_tokens:i input_tokens_details:o output_tokens:i output_tokens_details:o total_tokens:i";
const std::string response_shape =
    "id:s object:s created_at:i completed_at:i? status:s error:o? incomplete_details:o? "
    "instructions:s? max_output_tokens:i? max_tool_calls:i? model:s output:a parallel_tool_calls:b "
    "presence_penalty:n frequency_penalty:n previous_response_id:s? prompt_cache_key:s? "
    "prompt_cache_retention:s? reasoning:o safety_identifier:s? service_tier:s store:b "
    "temperature:n text:o tool_choice:x tools:a top_logprobs:i top_p:n truncation:s usage:o? "
    "user:s? metadata:o background:b";
const std::string message_shape = "id:s type:s status:s role:s content:a";
const std::string call_shape = "id:s type:s status:s call_id:s name:s arguments:s";
const std::string place = " item_id:s output_index:i content_index:i";

// Events by type, besides "type" and "sequence_number".
const std::map<std::string, std::string> event_shapes{
    {"response.created", "response:o"},
    {"response.queued", "response:o"},
    {"response.in_progress", "response:o"},
    {"response.completed", "response:o"},
    {"response.incomplete", "response:o"},
    {"response.failed", "response:o"},
    {"response.output_item.added", "output_index:i item:o"},
    {"response.output_item.done", "output_index:i item:o"},
    {"response.content_part.added", "part:o" + place},
    {"response.content_part.done", "part:o" + place},
    {"response.output_text.delta", "delta:s logprobs:a ~obfuscation:s" + place},
    {"response.output_text.done", "text:s logprobs:a" + place},
    {"response.refusal.delta", "delta:s ~obfuscation:s" + place},
    {"response.refusal.done", "refusal:s" + place},
    {"response.function_call_arguments.delta", "delta:s ~obfuscation:s item_id:s output_index:i"},
    {"response.function_call_arguments.done", "arguments:s name:s item_id:s output_index:i"},
    {"error", "error:o"},
};

const std::string batch_shape =
    "id:s object:s endpoint:s ~model:s errors:o? input_file_id:s completion_window:s status:s "
    "output_file_id:s? error_file_id:s? created_at:i in_progress_at:i? expires_at:i "
    "finalizing_at:i? completed_at:i? failed_at:i? expired_at:i? cancelling_at:i? cancelled_at:i? "
    "request_counts:o usage:o metadata:o?";
const std::string completion_shape =
    "id:s object:s created:i model:s choices:a usage:o service_tier:s system_fingerprint:s";
const std::string chunk_shape =
    "id:s object:s created:i model:s choices:a ~usage:o? service_tier:s system_fingerprint:s";

const char* const bodies[] = {
    R"({"model":"gpt-4.1-mini","input":"Hi"})",
    R"({"model":"gpt-4.1-mini","input":"Hi","max_output_tokens":16,"instructions":"x",
        "metadata":{"a":"b"},"user":"u","safety_identifier":"s","prompt_cache_key":"k",
        "temperature":0.5,"top_p":0.5,"truncation":"auto","service_tier":"flex",
        "top_logprobs":2,"include":["message.output_text.logprobs"]})",
    R"({"model":"gpt-4.1-mini","input":"Hi","tools":[{"type":"function","name":"f"},
        {"type":"function","name":"g","parameters":{"type":"object","properties":{}}}],
        "tool_choice":"required"})",
    R"({"model":"gpt-4.1-mini","input":"Hi","background":true})",
};

void check_item(const json::value& item) {
  CHECK(misfits(item, item.at("type") == "message" ? message_shape : call_shape) == "");
  if (item.at("type") != "message") return;
  for (const auto& part : item.at("content").as_array())
    CHECK(misfits(part, part.at("type") == "refusal"
                            ? "type:s refusal:s"
                            : "type:s text:s annotations:a logprobs:a") == "");
}

void check_response(const json::value& response) {
  CHECK(misfits(response, response_shape) == "");
  for (const auto& item : response.at("output").as_array()) check_item(item);
  if (response.at("usage").is_null()) return;
  const auto& usage = response.at("usage");
  CHECK(misfits(usage, usage_shape) == "");
  CHECK(misfits(usage.at("input_tokens_details"), "cached_tokens:i cache_write_tokens:i") == "");
  CHECK(misfits(usage.at("output_tokens_details"), "reasoning_tokens:i") == "");
}

std::string streaming(std::string body) {
  return body.insert(1, R"("stream":true,)");
}

}  // namespace

TEST_CASE("the checker finds what is missing, wrong and unknown") {
  const auto value = json::parse(R"({"a":1,"b":null,"c":"x"})");
  CHECK(misfits(value, "a:i b:s? c:s") == "");
  CHECK(misfits(value, "a:s b:s c:s ~d:s") == " has a wrong a has a wrong b");
  CHECK(misfits(value, "a:i c:s d:s") == " lacks d knows no b");
}

TEST_CASE("responses and their events have exactly the members of the API") {
  service_fixture service;
  for (const char* fault : {"", R"({"kind":"refusal"})", R"({"kind":"incomplete"})",
                            R"({"kind":"content_filter"})", R"({"kind":"stream_error"})"}) {
    service.post("/sim/faults", std::string(R"({"faults":[)") + fault + "]}");
    for (const char* body : bodies) {
      INFO(fault << " " << body);
      check_response(service.post("/v1/responses", body));
      const auto events =
          parse_events(service.reply("POST", "/v1/responses", streaming(body)).body);
      REQUIRE_FALSE(events.empty());
      for (const auto& event : events) {
        INFO(event.name);
        REQUIRE(event_shapes.contains(event.name));
        CHECK(misfits(event.data, "type:s sequence_number:i " + event_shapes.at(event.name)) == "");
        if (event.data.as_object().contains("response")) check_response(event.data.at("response"));
        if (event.data.as_object().contains("item")) check_item(event.data.at("item"));
      }
    }
  }
}

TEST_CASE("chat completions, embeddings, models and lists have exactly the members of the API") {
  service_fixture service;
  const std::string chat =
      R"({"model":"gpt-4.1","messages":[{"role":"user","content":"Hi"}],"logprobs":true})";
  const json::value completion = service.post("/v1/chat/completions", chat);
  CHECK(misfits(completion, completion_shape) == "");
  const auto& choice = completion.at("choices").at(0);
  CHECK(misfits(choice, "index:i message:o logprobs:o? finish_reason:s") == "");
  CHECK(misfits(choice.at("message"), "role:s content:s? refusal:s? annotations:a ~tool_calls:a") ==
        "");
  CHECK(misfits(choice.at("logprobs").at("content").at(0),
                "token:s logprob:n bytes:a top_logprobs:a") == "");
  CHECK(misfits(completion.at("usage"),
                "prompt_tokens:i completion_tokens:i total_tokens:i prompt_tokens_details:o "
                "completion_tokens_details:o") == "");
  for (const auto& event :
       parse_events(service.reply("POST", "/v1/chat/completions", streaming(chat)).body)) {
    if (event.name == "[DONE]") continue;
    CHECK(misfits(event.data, chunk_shape) == "");
    for (const auto& one : event.data.at("choices").as_array())
      CHECK(misfits(one, "index:i delta:o logprobs:o? finish_reason:s?") == "");
  }
  const json::value vectors =
      service.post("/v1/embeddings", R"({"model":"text-embedding-3-small","input":"x"})");
  CHECK(misfits(vectors, "object:s data:a model:s usage:o") == "");
  CHECK(misfits(vectors.at("data").at(0), "object:s index:i embedding:a") == "");
  CHECK(misfits(vectors.at("usage"), "prompt_tokens:i total_tokens:i") == "");
  const json::value models = service.get("/v1/models");
  CHECK(misfits(models, "object:s data:a") == "");
  CHECK(misfits(models.at("data").at(0), "id:s object:s created:i owned_by:s") == "");

  const auto id = std::string(service.post("/v1/responses", bodies[0]).at("id").as_string());
  const json::value items = service.get("/v1/responses/" + id + "/input_items");
  CHECK(misfits(items, "object:s data:a first_id:s? last_id:s? has_more:b") == "");
  CHECK(misfits(items.at("data").at(0), message_shape) == "");
  CHECK(misfits(json::parse(service.reply("DELETE", "/v1/responses/" + id).body),
                "id:s object:s deleted:b") == "");
  const json::value compact = service.post("/v1/responses/compact", bodies[0]);
  CHECK(misfits(compact, "id:s object:s created_at:i output:a usage:o") == "");
  CHECK(misfits(json::parse(service.reply("GET", "/v1/nothing").body).at("error"),
                "message:s type:s param:s? code:s?") == "");
}

TEST_CASE("files and batches have exactly the members of the API") {
  service_fixture service;
  const json::value file = json::parse(service.upload("batch", "{\n", "in.jsonl").body);
  CHECK(misfits(file,
                "id:s object:s bytes:i created_at:i ~expires_at:i filename:s purpose:s "
                "status:s") == "");
  const std::string file_id(file.at("id").as_string());
  const json::value batch =
      service.post("/v1/batches", R"({"input_file_id":")" + file_id +
                                      R"(","endpoint":"/v1/responses","completion_window":"24h"})");
  CHECK(misfits(batch, batch_shape) == "");
  CHECK(misfits(batch.at("request_counts"), "total:i completed:i failed:i") == "");
  CHECK(misfits(batch.at("usage"), usage_shape) == "");
  json::value failed = batch;
  const std::string path = "/v1/batches/" + std::string(batch.at("id").as_string());
  for (int i = 0; i < 5'000 && failed.at("status") != "failed"; ++i) failed = service.get(path);
  CHECK(misfits(failed.at("errors"), "object:s data:a") == "");
  CHECK(misfits(failed.at("errors").at("data").at(0), "code:s message:s param:s? line:i?") == "");
  CHECK(misfits(service.get("/v1/batches"), "object:s data:a first_id:s? last_id:s? has_more:b") ==
        "");
}
