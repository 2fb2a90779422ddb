#include <catch2/catch_test_macros.hpp>
#include <map>
#include <thread>

#include "test/unit/sim/service_fixture.hpp"

using namespace parley;
using test::service_fixture;

namespace {

std::string line(const std::string& id, const std::string& body,
                 const std::string& url = "/v1/responses") {
  return R"({"custom_id":")" + id + R"(","method":"POST","url":")" + url + R"(","body":)" + body +
         "}\n";
}

std::string greeting(int number) {
  return R"({"model":"gpt-4.1-mini","input":"Hello )" + std::to_string(number) + "\"}";
}

std::string greetings(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += line("r" + std::to_string(i), greeting(i));
  return text;
}

std::string uploaded(service_fixture& service, const std::string& text) {
  return std::string(
      json::parse(service.upload("batch", text, "in.jsonl").body).at("id").as_string());
}

std::string create(service_fixture& service, const std::string& text,
                   const std::string& url = "/v1/responses") {
  const auto made = service.post(
      "/v1/batches", R"({"input_file_id":")" + uploaded(service, text) + R"(","endpoint":")" + url +
                         R"(","completion_window":"24h","metadata":{"k":"v"}})");
  return std::string(made.at("id").as_string());
}

bool is_over(const json::object& batch) {
  for (const char* status : {"completed", "failed", "expired", "cancelled"})
    if (batch.at("status") == status) return true;
  return false;
}

// Ends with its last state, or with the state it hangs in.
json::object finished(service_fixture& service, const std::string& id) {
  for (int i = 0; i < 2'000; ++i) {
    auto batch = service.get("/v1/batches/" + id);
    if (is_over(batch)) return batch;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return service.get("/v1/batches/" + id);
}

// The lines of a file by custom_id ("" when it has none).
std::map<std::string, json::object> lines_of(service_fixture& service, const json::value& file_id) {
  std::map<std::string, json::object> lines;
  if (file_id.is_null()) return lines;
  const std::string text =
      service.reply("GET", "/v1/files/" + std::string(file_id.as_string()) + "/content").body;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    const auto one = json::parse(text.substr(at, end - at)).as_object();
    const auto* id = one.if_contains("custom_id");
    lines[id ? std::string(id->as_string()) : ""] = one;
    at = end + 1;
  }
  return lines;
}

void plan(service_fixture& service, const std::string& rule) {
  REQUIRE(service.reply("POST", "/sim/faults", R"({"faults":[)" + rule + "]}").status == 200);
}

}  // namespace

TEST_CASE("a batch answers each line as its endpoint would, and counts it") {
  service_fixture service;
  const std::string text = greetings(5) + line("bad", R"({"model":"gpt-4.1-mini"})") +
                           line("stream", R"({"model":"gpt-4.1-mini","input":"x","stream":true})");
  const auto batch = finished(service, create(service, text));
  INFO(json::serialize(batch));
  CHECK(batch.at("status") == "completed");
  CHECK(batch.at("object") == "batch");
  CHECK(batch.at("model") == "gpt-4.1-mini-2025-04-14");
  CHECK(batch.at("request_counts") == json::value{{"total", 7}, {"completed", 5}, {"failed", 2}});
  CHECK(batch.at("metadata") == json::value{{"k", "v"}});
  CHECK(batch.at("errors").is_null());
  CHECK(batch.at("expires_at").as_int64() == batch.at("created_at").as_int64() + 86'400);
  CHECK(batch.at("in_progress_at").as_int64() >= batch.at("created_at").as_int64());
  CHECK(batch.at("completed_at").as_int64() > batch.at("finalizing_at").as_int64());

  const auto output = lines_of(service, batch.at("output_file_id"));
  REQUIRE(output.size() == 5);
  std::int64_t tokens = 0;
  for (const auto& [id, one] : output) {
    CHECK(one.at("error").is_null());
    CHECK(one.at("id").as_string().starts_with("batch_req_"));
    const auto& response = one.at("response").as_object();
    CHECK(response.at("status_code") == 200);
    CHECK(response.at("request_id").as_string().starts_with("req_"));
    CHECK(response.at("body").at("object") == "response");
    tokens += response.at("body").at("usage").at("total_tokens").as_int64();
  }
  CHECK(batch.at("usage").at("total_tokens") == tokens);
  const auto errors = lines_of(service, batch.at("error_file_id"));
  REQUIRE(errors.size() == 2);
  CHECK(errors.at("bad").at("error").is_null());
  CHECK(errors.at("bad").at("response").at("status_code") == 400);
  CHECK(errors.at("bad").at("response").at("body").at("error").at("param") == "input");
  CHECK(errors.at("stream").at("response").at("body").at("error").at("param") == "stream");
  // The same words as on the direct way, and outside of the minute's quota.
  const auto direct = service.post("/v1/responses", greeting(3));
  CHECK(output.at("r3").at("response").at("body").at("output").at(0).at("content") ==
        direct.at("output").at(0).at("content"));
  const auto models = service.get("/sim/ledger").at("models").as_array();
  INFO(json::serialize(models));
  REQUIRE(models.size() == 1);
  CHECK(models[0].at("batched") == 5);
  CHECK(models[0].at("granted") == 1);
}

TEST_CASE("batches of chat completions and of embeddings") {
  service_fixture service;
  const auto chat = finished(
      service,
      create(service,
             line("c", R"({"model":"gpt-4.1","messages":[{"role":"user","content":"Hi"}]})",
                  "/v1/chat/completions"),
             "/v1/chat/completions"));
  CHECK(
      lines_of(service, chat.at("output_file_id")).at("c").at("response").at("body").at("object") ==
      "chat.completion");
  const auto vectors = finished(
      service,
      create(service,
             line("e", R"({"model":"text-embedding-3-small","input":["a","b"],"dimensions":8})",
                  "/v1/embeddings"),
             "/v1/embeddings"));
  const auto lines = lines_of(service, vectors.at("output_file_id"));
  CHECK(lines.at("e").at("response").at("body").at("data").as_array().size() == 2);
  CHECK(vectors.at("usage").at("output_tokens") == 0);
}

TEST_CASE("a file that cannot be run fails the batch, not its creation") {
  service_fixture service;
  const auto batch = finished(service, create(service, greetings(1) + "oops\n" + greetings(1)));
  CHECK(batch.at("status") == "failed");
  const auto& errors = batch.at("errors").at("data").as_array();
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].at("code") == "invalid_json_line");
  CHECK(errors[0].at("line") == 2);
  CHECK(errors[1].at("code") == "duplicate_custom_id");
  CHECK(batch.at("output_file_id").is_null());
  CHECK(batch.at("failed_at").is_int64());
}

TEST_CASE("creating a batch checks its members") {
  service_fixture service;
  const auto file = uploaded(service, greetings(1));
  const auto wrong = [&](const std::string& body, const char* param) {
    const auto reply = service.reply("POST", "/v1/batches", body);
    INFO(reply.body);
    CHECK(reply.status == 400);
    CHECK(json::parse(reply.body).at("error").at("param") == param);
  };
  const auto with = [&](const std::string& id, const std::string& endpoint,
                        const std::string& window, const std::string& more = {}) {
    return R"({"input_file_id":")" + id + R"(","endpoint":")" + endpoint +
           R"(","completion_window":")" + window + "\"" + more + "}";
  };
  wrong(with("file-none", "/v1/responses", "24h"), "input_file_id");
  wrong(with(file, "/v1/poems", "24h"), "endpoint");
  wrong(with(file, "/v1/responses", "1h"), "completion_window");
  wrong(with(file, "/v1/responses", "24h", R"(,"metadata":{"a":1})"), "metadata.a");
  wrong(with(file, "/v1/responses", "24h", R"(,"colour":1)"), "colour");
  wrong(with(file, "/v1/responses", "24h",
             R"(,"output_expires_after":{"anchor":"created_at","seconds":1})"),
        "output_expires_after.seconds");
  wrong(R"({"endpoint":"/v1/responses","completion_window":"24h"})", "input_file_id");
  const auto other = json::parse(service.upload("user_data", greetings(1), "f").body);
  wrong(with(std::string(other.at("id").as_string()), "/v1/responses", "24h"), "input_file_id");
  CHECK(service.reply("GET", "/v1/batches/batch_none").status == 404);
  CHECK(service.reply("POST", "/v1/batches/batch_none/cancel").status == 404);
}

TEST_CASE("a cancelled batch keeps what was done and names what was not") {
  service_fixture service;
  // So slow that nothing is answered before the cancellation.
  service.post("/sim/quota", R"({"time_scale":1})");
  service.post("/sim/batches", R"({"speed":0.001})");
  const auto id = create(service, greetings(4));
  CHECK(service.get("/v1/batches/" + id).at("status") == "validating");
  CHECK(service.post("/v1/batches/" + id + "/cancel", "").at("status") == "cancelling");
  service.post("/sim/quota", R"({"time_scale":0})");
  const auto batch = finished(service, id);
  CHECK(batch.at("status") == "cancelled");
  CHECK(batch.at("cancelled_at").as_int64() >= batch.at("cancelling_at").as_int64());
  const auto again = service.reply("POST", "/v1/batches/" + id + "/cancel");
  CHECK(again.status == 409);

  plan(service, R"({"kind":"batch_cancelled"})");
  const auto half = finished(service, create(service, greetings(4)));
  CHECK(half.at("status") == "cancelled");
  CHECK(lines_of(service, half.at("output_file_id")).size() == 2);
  const auto errors = lines_of(service, half.at("error_file_id"));
  REQUIRE(errors.size() == 2);
  CHECK(errors.at("r2").at("error").at("code") == "batch_cancelled");
  CHECK(errors.at("r2").at("response").is_null());
}

TEST_CASE("a batch whose window is too short expires with what it has") {
  service_fixture service;
  service.post("/sim/batches",
               R"({"window_s":23})");  // 22 s until it begins, then about 1 s a line
  const auto batch = finished(service, create(service, greetings(80)));
  INFO(json::serialize(batch));
  CHECK(batch.at("status") == "expired");
  const auto output = lines_of(service, batch.at("output_file_id"));
  const auto errors = lines_of(service, batch.at("error_file_id"));
  CHECK(output.size() >= 16);
  CHECK(output.size() + errors.size() == 80);
  REQUIRE_FALSE(errors.empty());
  CHECK(errors.begin()->second.at("error").at("code") == "batch_expired");
  CHECK(batch.at("request_counts").at("completed") == static_cast<std::int64_t>(output.size()));
  CHECK(batch.at("expired_at").as_int64() >= batch.at("created_at").as_int64() + 23);
}

TEST_CASE(
    "faults of batches: validation, lost and nameless lines, failing lines, nothing but errors") {
  service_fixture service;
  plan(service, R"({"kind":"batch_invalid"})");
  const auto invalid = finished(service, create(service, greetings(1)));
  CHECK(invalid.at("status") == "failed");
  CHECK(invalid.at("errors").at("data").at(0).at("code") == "token_limit_exceeded");
  CHECK(invalid.at("errors").at("data").at(0).at("line").is_null());

  plan(service, R"({"kind":"batch_expired"})");
  CHECK(finished(service, create(service, greetings(2))).at("status") == "expired");

  plan(service, R"({"kind":"batch_missing_id","nth":[1]},{"kind":"batch_lost_line","nth":[1]},
                   {"kind":"batch_line_error","nth":[1],"code":"rate_limit_exceeded"})");
  const auto odd = finished(service, create(service, greetings(4)));
  CHECK(odd.at("status") == "completed");
  const auto output = lines_of(service, odd.at("output_file_id"));
  CHECK(output.contains(""));
  CHECK(output.contains("r3"));
  CHECK(output.size() == 2);
  const auto errors = lines_of(service, odd.at("error_file_id"));
  REQUIRE(errors.size() == 1);
  CHECK(errors.begin()->second.at("response").at("status_code") == 429);

  plan(service, R"({"kind":"batch_all_failed"})");
  const auto failed = finished(service, create(service, greetings(3)));
  CHECK(failed.at("status") == "completed");
  CHECK(failed.at("output_file_id").is_null());
  CHECK(lines_of(service, failed.at("error_file_id")).size() == 3);
  CHECK(failed.at("request_counts").at("failed") == 3);

  plan(service, R"({"kind":"refusal","endpoint":"batches"},{"kind":"overloaded"})");
  const auto refused = finished(service, create(service, greetings(1)));
  const auto lines = lines_of(service, refused.at("output_file_id"));
  CHECK(
      lines.at("r0").at("response").at("body").at("output").at(0).at("content").at(0).at("type") ==
      "refusal");
}

TEST_CASE("batches are listed in pages and are seen by their key only") {
  service_fixture service;
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(create(service, greetings(1)));
  const auto page = service.get("/v1/batches?limit=2");
  CHECK(page.at("has_more") == true);
  CHECK(page.at("first_id") == json::value(ids[2]));
  const auto rest = service.get("/v1/batches?after=" + ids[1]);
  CHECK(rest.at("data").as_array().size() == 1);
  CHECK(rest.at("last_id") == json::value(ids[0]));
  const auto stranger = service.send("GET", "/v1/batches", {}, "Bearer another");
  CHECK(json::parse(stranger->reply.body).at("data").as_array().empty());
}

TEST_CASE("enqueued tokens are limited per model, and free again when a batch is over") {
  service_fixture service;
  service.post("/sim/batches", R"({"enqueued_tokens":200})");
  CHECK(finished(service, create(service, greetings(20))).at("status") == "failed");
  CHECK(finished(service, create(service, greetings(2))).at("status") == "completed");
  CHECK(finished(service, create(service, greetings(2))).at("status") == "completed");
}
