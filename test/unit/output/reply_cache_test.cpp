#include "output/reply_cache.hpp"

#include <catch2/catch_test_macros.hpp>

#include "output/store/database.hpp"
#include "test/support/run_coroutine.hpp"
#include "test/unit/output/temporary_folder.hpp"

using namespace parley;

namespace {

namespace fs = std::filesystem;

chat_reply reply_of(std::string text) {
  chat_reply out;
  out.text = std::move(text);
  out.model = "m-1";
  out.usage = {100, 40, 20, 5};
  return out;
}

chat_request request_of(std::string_view iteration) {
  chat_request out;
  out.model = "m";
  out.input = {{speaker::user, "hola"}};
  out.metadata = {{"customer_id", "C1"}, {"iteration", std::string(iteration)}};
  return out;
}

std::unique_ptr<reply_cache> open(const fs::path& file, cache_limits limits = {}) {
  std::string said;
  auto opened = reply_cache::open(file, limits, said);
  INFO((opened ? "" : opened.error().message));
  REQUIRE(opened.has_value());
  CHECK(said.empty());
  return std::move(*opened);
}

std::optional<chat_reply> find(reply_cache& cache, const std::string& key) {
  boost::asio::io_context context;
  return test::run_coroutine(context, cache.find(key));
}

}  // namespace

TEST_CASE("what is kept is found as it was, marked, by every process that shares the file") {
  test::temporary_folder folder;
  const fs::path file = folder.path() / "cache.db";
  const auto one = open(file), other = open(file);
  CHECK_FALSE(find(*one, "k"));
  one->keep("k", reply_of("¡hola!"), 0.5);
  const auto found = find(*one, "k");  // behind the writing, on the same thread
  REQUIRE(found);
  CHECK(found->text == "¡hola!");
  CHECK(found->usage == token_usage{100, 40, 20, 5});
  CHECK(found->cached);
  CHECK(find(*other, "k"));
  CHECK(other->hits() == 1);
  CHECK(other->saved() == 0.5);
  CHECK(one->statistics().value().hits == 2);
  CHECK(one->statistics().value().replies == 1);
  CHECK(one->clear().has_value());
  CHECK_FALSE(find(*other, "k"));
  CHECK(other->statistics().value().replies == 0);
}

TEST_CASE("a key tells apart what must stay apart, and nothing else") {
  const std::string key = cache_key("sim", request_of("1"));
  CHECK(key.size() == 32);
  CHECK(key == cache_key("sim", request_of("1")));
  CHECK(key != cache_key("openai", request_of("1")));
  CHECK(key != cache_key("sim", request_of("2")));  // another sample
  chat_request other = request_of("1");
  other.metadata.emplace_back("replicate", "1");
  CHECK(key != cache_key("sim", other));
  other = request_of("1");
  other.temperature = 0.5;
  CHECK(key != cache_key("sim", other));
  other = request_of("1");
  other.calls_left = 7;  // never sent
  CHECK(key == cache_key("sim", other));
}

TEST_CASE("what was used longest ago goes first, and what is too old is not taken") {
  test::temporary_folder folder;
  const fs::path file = folder.path() / "cache.db";
  {
    const auto cache = open(file);
    for (const char* key : {"a", "b", "c"}) cache->keep(key, reply_of(std::string(800, 'x')), 0);
  }
  {
    auto db = database::open(file, open_mode::read_write);
    REQUIRE(db.has_value());
    REQUIRE(db->execute("UPDATE replies SET used_at = used_at - 100 WHERE key = 'b';"
                        "UPDATE replies SET kept_at = kept_at - 5000 WHERE key = 'c';")
                .has_value());
  }
  cache_limits limits;
  limits.age = std::chrono::seconds(1000);
  {
    const auto cache = open(file, limits);
    CHECK_FALSE(find(*cache, "c"));
    CHECK(find(*cache, "b"));
  }
  {
    auto db = database::open(file, open_mode::read_write);
    REQUIRE(db.has_value());
    REQUIRE(db->execute("UPDATE replies SET used_at = used_at - 100 WHERE key = 'b'").has_value());
  }
  limits.bytes = 1500;  // room for one
  {
    const auto cache = open(file, limits);
  }
  const auto cache = open(file);
  CHECK(find(*cache, "a"));
  CHECK_FALSE(find(*cache, "b"));
  CHECK(cache->statistics().value().replies == 1);
}

TEST_CASE("another database under the cache's name is set aside, not touched") {
  test::temporary_folder folder;
  const fs::path file = folder.path() / "cache.db";
  {
    auto db = database::open(file, open_mode::create);
    REQUIRE(db.has_value());
    REQUIRE(db->execute("CREATE TABLE mine (x)").has_value());
  }
  std::string said;
  auto cache = reply_cache::open(file, {}, said);
  REQUIRE(cache.has_value());
  CHECK(said.find("set aside") != std::string::npos);
  auto aside = database::open(file.string() + ".damaged", open_mode::read_only);
  REQUIRE(aside.has_value());
  CHECK(aside->integer("SELECT count(*) FROM sqlite_schema WHERE name = 'mine'").value() == 1);
}
