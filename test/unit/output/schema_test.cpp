#include <catch2/catch_test_macros.hpp>

#include "output/run_logger.hpp"
#include "schema_check.hpp"
#include "synthetic_run.hpp"
#include "temporary_folder.hpp"

using namespace parley;

namespace {

test::schema_check published() {
  return test::schema_check(std::filesystem::path(PARLEY_SOURCE_DIR) / "docs/schemas");
}

std::string lines(const std::vector<std::string>& problems) {
  std::string out;
  for (const auto& one : problems) out += one + "\n";
  return out;
}

}  // namespace

TEST_CASE("iteration files fit the published schema") {
  auto schemas = published();
  for (const bool scored : {true, false}) {
    const auto run = test::synthetic_run({.customers = 20, .iterations = 3, .scored = scored});
    for (const auto& record : run.iterations)
      CHECK(lines(schemas.problems(json::parse(iteration_to_json(record)),
                                   "iteration.schema.json")) == "");
  }
}

TEST_CASE("run files fit the published schema") {
  auto schemas = published();
  for (const int iterations : {1, 3}) {
    const auto run = test::synthetic_run({.customers = 20, .iterations = iterations});
    CHECK(lines(schemas.problems(json::parse(run_to_json(run)), "run.schema.json")) == "");
  }
}

TEST_CASE("the schemas notice what does not belong, is missing or is out of range") {
  auto schemas = published();
  const auto run = test::synthetic_run({.customers = 8, .iterations = 1});
  const auto good = json::parse(iteration_to_json(run.iterations[0]));
  const auto broken = [&](auto change) {
    json::value value = good;
    change(value);
    return schemas.problems(value, "iteration.schema.json");
  };
  CHECK(broken([](json::value& v) { v.as_object().erase("plan"); }).size() == 1);
  CHECK(broken([](json::value& v) { v.as_object()["more"] = 1; }).size() == 1);
  CHECK(broken([](json::value& v) {
          v.at("scores").at(0).as_object()["ChurnProb"] = 1.5;
        }).size() == 1);
  CHECK(broken([](json::value& v) { v.at("plan").as_object()["max_turns"] = "3"; }).size() >= 1);
  CHECK(broken([](json::value& v) {
          v.at("transcripts").at(0).as_object()["end"] = "bored";
        }).size() == 1);
}

TEST_CASE("every member of a run's files is explained in the documentation") {
  const std::string page =
      test::read_all(std::filesystem::path(PARLEY_SOURCE_DIR) / "docs/formats.md");
  REQUIRE_FALSE(page.empty());
  for (const char* file : {"iteration.schema.json", "run.schema.json"}) {
    const auto schema = json::parse(
        test::read_all(std::filesystem::path(PARLEY_SOURCE_DIR) / "docs/schemas" / file));
    std::vector<const json::value*> open = {&schema};
    while (!open.empty()) {
      const json::value* at = open.back();
      open.pop_back();
      if (const auto* object = at->if_object()) {
        if (const auto* properties = object->if_contains("properties"))
          for (const auto& member : properties->as_object()) {
            INFO(file << ": " << member.key());
            CHECK(page.find(std::string(member.key())) != std::string::npos);
          }
        for (const auto& member : *object) open.push_back(&member.value());
      } else if (const auto* array = at->if_array()) {
        for (const auto& one : *array) open.push_back(&one);
      }
    }
  }
}
