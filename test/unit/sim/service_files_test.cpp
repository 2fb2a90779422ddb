#include <catch2/catch_test_macros.hpp>

#include "sim/service/file_store.hpp"
#include "test/unit/sim/service_fixture.hpp"

using namespace parley;
using namespace parley::sim::service;
using test::service_fixture;

namespace {

json::object error_of(const http::response& reply) {
  return json::parse(reply.body).at("error").as_object();
}

stored_file file_of(std::string id, std::size_t bytes, std::string purpose = "batch") {
  stored_file made;
  made.id = std::move(id);
  made.scope = "key";
  made.purpose = std::move(purpose);
  made.content = std::make_shared<const std::string>(bytes, 'x');
  return made;
}

}  // namespace

TEST_CASE("a file is uploaded, listed, retrieved, read back and deleted") {
  service_fixture service;
  const auto made = service.upload("batch", "one\ntwo\n", "in.jsonl");
  REQUIRE(made.status == 200);
  const auto file = json::parse(made.body).as_object();
  CHECK(file.at("object") == "file");
  CHECK(file.at("bytes") == 8);
  CHECK(file.at("filename") == "in.jsonl");
  CHECK(file.at("purpose") == "batch");
  CHECK(file.at("status") == "processed");
  CHECK_FALSE(file.contains("expires_at"));
  const std::string id(file.at("id").as_string());
  CHECK(id.starts_with("file-"));
  CHECK(service.get("/v1/files/" + id) == file);
  const auto content = service.reply("GET", "/v1/files/" + id + "/content");
  CHECK(content.body == "one\ntwo\n");
  CHECK(content.headers.get("content-type") == "application/octet-stream");
  CHECK(content.headers.get("x-request-id"));

  CHECK(service.get("/v1/files").at("data").as_array().size() == 1);
  CHECK(service.get("/v1/files?purpose=vision").at("data").as_array().empty());
  CHECK(service.get("/v1/files?purpose=batch").at("data").as_array().size() == 1);
  const auto stranger = service.send("GET", "/v1/files/" + id, {}, "Bearer another-key");
  CHECK(stranger->reply.status == 404);

  const auto gone = service.reply("DELETE", "/v1/files/" + id);
  CHECK(json::parse(gone.body) == json::value{{"id", id}, {"object", "file"}, {"deleted", true}});
  CHECK(service.reply("GET", "/v1/files/" + id).status == 404);
  CHECK(service.reply("GET", "/v1/files/" + id + "/content").status == 404);
  CHECK(service.reply("DELETE", "/v1/files/" + id).status == 404);
}

TEST_CASE("files are listed in pages, newest first unless asked otherwise") {
  service_fixture service;
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    const auto made = json::parse(service.upload("user_data", "x", "f").body);
    ids.emplace_back(made.at("id").as_string());
  }
  const auto first = service.get("/v1/files?limit=2");
  CHECK(first.at("has_more") == true);
  CHECK(first.at("first_id") == json::value(ids[4]));
  CHECK(first.at("last_id") == json::value(ids[3]));
  const auto rest = service.get("/v1/files?limit=4&after=" + ids[3]);
  CHECK(rest.at("has_more") == false);
  CHECK(rest.at("data").as_array().size() == 3);
  CHECK(service.get("/v1/files?order=asc&limit=1").at("first_id") == json::value(ids[0]));
  CHECK(error_of(service.reply("GET", "/v1/files?limit=0")).at("param") == "limit");
  CHECK(error_of(service.reply("GET", "/v1/files?limit=10001")).at("code") ==
        "integer_above_max_value");
  CHECK(error_of(service.reply("GET", "/v1/files?limit=99999999999999999999")).at("code") ==
        "integer_above_max_value");
  CHECK(error_of(service.reply("GET", "/v1/files?order=up")).at("param") == "order");
}

TEST_CASE("a bad upload says what is wrong with it") {
  service_fixture service;
  const auto wrong = [&](const http::response& reply, int status, const char* param) {
    INFO(reply.body);
    CHECK(reply.status == status);
    CHECK(error_of(reply).at("param") == (param ? json::value(param) : json::value()));
    CHECK(reply.headers.get("x-request-id"));
  };
  wrong(service.upload("poems", "x", "f"), 400, "purpose");
  wrong(service.upload("batch", "", "f"), 400, "file");
  wrong(service.post_form({{"purpose", {}, "batch"}}), 400, "file");
  wrong(service.post_form({{"file", "f", "x"}}), 400, "purpose");
  wrong(service.reply("POST", "/v1/files", "{}"), 415, nullptr);
  const auto life = [](const char* anchor, const char* seconds) {
    std::vector<service_fixture::form_field> form{{"file", "f", "x"}, {"purpose", {}, "batch"}};
    if (anchor) form.push_back({"expires_after[anchor]", {}, anchor});
    if (seconds) form.push_back({"expires_after[seconds]", {}, seconds});
    return form;
  };
  wrong(service.post_form(life("created_at", nullptr)), 400, "expires_after.seconds");
  wrong(service.post_form(life(nullptr, "3600")), 400, "expires_after.anchor");
  wrong(service.post_form(life("now", "3600")), 400, "expires_after.anchor");
  wrong(service.post_form(life("created_at", "3599")), 400, "expires_after.seconds");
  wrong(service.post_form(life("created_at", "2592001")), 400, "expires_after.seconds");
  wrong(service.post_form(life("created_at", "soon")), 400, "expires_after.seconds");
  const auto lives = json::parse(service.post_form(life("created_at", "3600")).body);
  CHECK(lives.at("expires_at").as_int64() == lives.at("created_at").as_int64() + 3600);
}

TEST_CASE("a complaint that quotes what is no UTF-8 is still JSON") {
  service_fixture service;
  const auto reply = service.upload("po\xFF\xC3", "x", "f");
  REQUIRE(parse_json(reply.body).has_value());
  // 63 bytes and a character of two: the quote is cut inside of it.
  const auto cut = service.reply(
      "POST", "/v1/responses",
      R"({"model":"gpt-4.1","input":"x","truncation":")" + std::string(63, 'a') + "é\"}");
  CHECK(cut.status == 400);
  CHECK(parse_json(cut.body).has_value());
}

TEST_CASE("only files may be larger than other bodies, and what cannot be read has an id too") {
  service_fixture service;
  const std::string large(33u << 20, 'x');
  CHECK(service.upload("user_data", large, "large").status == 200);
  const auto refused = service.reply("POST", "/v1/responses", large);
  CHECK(refused.status == 413);
  CHECK(error_of(refused).at("code") == "request_too_large");
  CHECK(refused.headers.get("x-request-id"));
}

TEST_CASE("names of files cannot break out of JSON, headers or folders") {
  service_fixture service;
  const auto name = [&](std::string sent) {
    const auto reply = service.upload("user_data", "x", std::move(sent));
    return std::string(json::parse(reply.body).at("filename").as_string());
  };
  CHECK(name("../../etc/passwd") == "passwd");
  CHECK(name("a\xFF\x01"
             "b") == "a__b");
  CHECK(name("señal.txt") == "señal.txt");
  CHECK(name(std::string(1'000, 'n')).size() == max_filename_bytes);
}

TEST_CASE("the store keeps within its limits; only files of batches make room") {
  file_store store;
  const std::size_t fifth = max_files_bytes / 5;
  for (const char* id : {"a", "b"}) CHECK(store.put(file_of(id, fifth, "batch_output")));
  for (const char* id : {"c", "d", "e"}) CHECK(store.put(file_of(id, fifth)));
  CHECK_FALSE(store.put(file_of("f", fifth)));
  CHECK(store.find("key", "a", 0));
  CHECK(store.put(file_of("g", fifth, "batch_output")));
  CHECK_FALSE(store.find("key", "a", 0));
  CHECK(store.bytes() <= max_files_bytes);
  CHECK_FALSE(store.put(file_of("h", max_files_bytes + 1, "batch_output")));
  CHECK(store.erase("key", "c"));
  CHECK_FALSE(store.erase("another", "d"));
  CHECK(store.put(file_of("i", fifth)));
}

TEST_CASE("files expire when their time has come") {
  file_store store;
  auto file = file_of("a", 10);
  file.expires_at = 100;
  CHECK(store.put(std::move(file)));
  CHECK(store.find("key", "a", 99));
  CHECK_FALSE(store.find("key", "a", 100));
  CHECK(store.list("key", 100).empty());
  store.drop_expired(100);
  CHECK(store.size() == 0);
  CHECK(store.bytes() == 0);
}
