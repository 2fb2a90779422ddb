#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "sim/service/background_jobs.hpp"
#include "test/unit/sim/service_fixture.hpp"

using namespace parley;
using test::parse_events;
using test::service_fixture;

namespace {

constexpr const char* later = R"({"model":"gpt-4.1-mini","input":"Hello","background":true})";
constexpr const char* later_stream =
    R"({"model":"gpt-4.1-mini","input":"Hello","background":true,"stream":true})";

void set_scale(service_fixture& service, const char* scale) {
  service.post("/sim/quota", std::string(R"({"time_scale":)") + scale + "}");
}

std::string id_of(const json::object& response) {
  return std::string(response.at("id").as_string());
}

json::object when_over(service_fixture& service, const std::string& id) {
  for (int i = 0; i < 2'000; ++i) {
    auto now = service.get("/v1/responses/" + id);
    if (now.at("status") != "queued" && now.at("status") != "in_progress") return now;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return service.get("/v1/responses/" + id);
}

std::string error_message(const http::response& reply) {
  return std::string(json::parse(reply.body).at("error").at("message").as_string());
}

}  // namespace

TEST_CASE("a response in the background is queued, then completed as the direct one would be") {
  service_fixture service;
  const auto queued = service.post("/v1/responses", later);
  CHECK(queued.at("status") == "queued");
  CHECK(queued.at("background") == true);
  CHECK(queued.at("output").as_array().empty());
  CHECK(queued.at("usage").is_null());
  const auto done = when_over(service, id_of(queued));
  CHECK(done.at("status") == "completed");
  CHECK(done.at("background") == true);
  const auto direct = service.post("/v1/responses", R"({"model":"gpt-4.1-mini","input":"Hello"})");
  CHECK(done.at("output").at(0).at("content") == direct.at("output").at(0).at("content"));
  CHECK(done.at("usage").at("output_tokens") == direct.at("usage").at("output_tokens"));
  CHECK(error_message(service.reply("POST", "/v1/responses/" + id_of(queued) + "/cancel")) ==
        "Cannot cancel a completed response.");
  CHECK(error_message(service.reply("POST", "/v1/responses/" + id_of(direct) + "/cancel")) ==
        "Cannot cancel a synchronous response.");
  const auto next = service.post("/v1/responses", R"({"model":"gpt-4.1-mini","input":"And?",)"
                                                  R"("previous_response_id":")" +
                                                      id_of(queued) + "\"}");
  CHECK(next.at("status") == "completed");
}

TEST_CASE("a response in the background can be cancelled, more than once, and settles its quota") {
  service_fixture service;
  set_scale(service, "100");
  const auto id = id_of(service.post("/v1/responses", later));
  CHECK(service.get("/v1/responses/" + id).at("status") == "queued");
  CHECK(service.get("/v1/responses/" + id + "/input_items").at("data").as_array().size() == 1);
  const auto chained = service.reply("POST", "/v1/responses",
                                     R"({"model":"gpt-4.1-mini","input":"x",)"
                                     R"("previous_response_id":")" +
                                         id + "\"}");
  CHECK(chained.status == 400);
  const auto cancelled = service.post("/v1/responses/" + id + "/cancel", "");
  CHECK(cancelled.at("status") == "cancelled");
  CHECK(service.post("/v1/responses/" + id + "/cancel", "").at("status") == "cancelled");
  CHECK(service.get("/v1/responses/" + id).at("status") == "cancelled");
  std::int64_t finished = 0;
  for (int i = 0; i < 1'000 && finished == 0; ++i) {
    finished = service.get("/sim/ledger").at("models").at(0).at("finished").as_int64();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  CHECK(finished == 1);
}

TEST_CASE("a stream in the background says queued first and can be taken up again") {
  service_fixture service;
  const auto events = parse_events(service.reply("POST", "/v1/responses", later_stream).body);
  REQUIRE(events.size() > 8);
  CHECK(events[0].name == "response.created");
  CHECK(events[1].name == "response.queued");
  CHECK(events[2].name == "response.in_progress");
  CHECK(events.back().name == "response.completed");
  const auto id = std::string(events[0].data.at("response").at("id").as_string());
  const auto whole =
      parse_events(service.reply("GET", "/v1/responses/" + id + "?stream=true").body);
  REQUIRE(whole.size() == events.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    CHECK(whole[i].data == events[i].data);
    CHECK(whole[i].data.at("sequence_number").as_int64() == static_cast<std::int64_t>(i));
  }
  const auto rest = parse_events(
      service.reply("GET", "/v1/responses/" + id + "?stream=true&starting_after=4").body);
  REQUIRE(rest.size() == events.size() - 5);
  CHECK(rest[0].data == events[5].data);
  const auto after = [&](const std::string& text) {
    return service.reply("GET", "/v1/responses/" + id + "?stream=true&starting_after=" + text);
  };
  CHECK(after("9999").body.empty());
  CHECK(after("x").status == 400);
  CHECK(after("-2").status == 400);
  const auto plain = id_of(service.post("/v1/responses", later));
  CHECK(service.reply("GET", "/v1/responses/" + plain + "?stream=true").status == 400);
}

TEST_CASE("background needs storage, and a deleted response is gone for good") {
  service_fixture service;
  const auto wrong =
      service.reply("POST", "/v1/responses",
                    R"({"model":"gpt-4.1-mini","input":"x","background":true,"store":false})");
  CHECK(wrong.status == 400);
  CHECK(json::parse(wrong.body).at("error").at("param") == "background");
  set_scale(service, "0.05");
  const auto id = id_of(service.post("/v1/responses", later));
  CHECK(service.reply("DELETE", "/v1/responses/" + id).status == 200);
  CHECK(service.reply("GET", "/v1/responses/" + id).status == 404);
  set_scale(service, "0");
  when_over(service, id_of(service.post("/v1/responses", later)));
  CHECK(service.reply("GET", "/v1/responses/" + id).status == 404);
}

TEST_CASE("jobs are bounded: finished ones make room, those at work do not") {
  sim::service::background_jobs jobs;
  for (std::size_t i = 0; i < sim::service::max_background_jobs; ++i) {
    auto job = std::make_shared<sim::service::background_job>();
    job->id = std::to_string(i);
    REQUIRE(jobs.put(std::move(job)));
  }
  CHECK_FALSE(jobs.put(std::make_shared<sim::service::background_job>()));
  jobs.find("", "7")->is_done = true;
  CHECK(jobs.put(std::make_shared<sim::service::background_job>()));
  CHECK_FALSE(jobs.find("", "7"));
  auto huge = std::make_shared<sim::service::background_job>();
  huge->finished.resize(sim::service::max_background_bytes);
  CHECK_FALSE(jobs.put(std::move(huge)));
}
