#include "output/load_record.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <fmt/format.h>

#include "base/json.hpp"
#include "test/unit/output/schema_check.hpp"

using namespace parley;
using Catch::Matchers::ContainsSubstring;

namespace {

load_metric metric(std::string name) {
  load_metric m;
  m.name = std::move(name);
  m.unit = m.name == "user_rate" ? "mtok/s" : "us";
  m.count = 3;
  m.mean = 0.1;
  m.p50 = 0.05;
  m.p95 = m.p99 = m.p999 = m.max = 0.2;
  m.cells = {{5, 1}, {2000, 1}, {9000, 1}};
  m.sum = 300'000.5;
  m.sum_of_squares = 1e11;
  return m;
}

load_record sample_record() {
  load_record r;
  r.id = "20261126-031200-1a2b";
  r.version = "0.1.0";
  r.started_at = "2026-11-26T03:12:00Z";
  r.finished_at = "2026-11-26T03:12:20Z";
  r.provider = "openai";
  r.base_url = "https://example.com/v1";
  r.api = "chat";
  r.model = "evil</script><script>alert(1)</script>";
  r.workload = "prompts";
  r.shape = "sweep";
  r.objective = "e2e:1s";
  r.notes = {"a <b>note</b>"};
  r.requirements = {{"p95.e2e<4s", false, "p95.e2e = 5 s"}};
  r.sweep = load_sweep{10, 20, 10, 0.05, 7, "the bracket is narrow"};
  for (const double rate : {10.0, 20.0}) {
    load_step s;
    s.name = fmt::format("{} requests/s", rate);
    s.kind = "rate";
    s.offered = rate;
    s.measured = 10;
    s.sent = s.ok = 100;
    s.good = 99;
    s.failed = 0;
    s.errors = {{"rate_limited", 2}};
    s.requests_per_sec = rate;
    s.metrics = {metric("ttft"), metric("e2e"), metric("e2e_sent"), metric("user_rate")};
    s.health.verdict = "ok";
    r.steps.push_back(s);
  }
  load_second second;
  second.ok = 10;
  second.e2e_p95 = 0.2;
  r.seconds = {second, second};
  r.seconds[1].second = 1;
  return r;
}

}  // namespace

TEST_CASE("a load test's record survives writing and reading") {
  const load_record r = sample_record();
  const auto again = load_from_json(load_to_json(r));
  INFO((again ? "" : again.error().message));
  REQUIRE(again.has_value());
  CHECK(*again == r);
  load_record empty;
  empty.provider = "sim";
  empty.api = "responses";
  CHECK(load_from_json(load_to_json(empty)).value() == empty);
}

TEST_CASE("load.json fits its published schema, which notices what does not belong") {
  test::schema_check schemas(std::filesystem::path(PARLEY_SOURCE_DIR) / "docs/schemas");
  const json::value good = json::parse(load_to_json(sample_record()));
  const auto problems = schemas.problems(good, "load.schema.json");
  INFO((problems.empty() ? "" : problems.front()));
  CHECK(problems.empty());
  json::value bad = good;
  bad.as_object()["extra"] = 1;
  CHECK_FALSE(schemas.problems(bad, "load.schema.json").empty());
  bad = good;
  bad.as_object()["steps"].as_array()[0].as_object().erase("sent");
  CHECK_FALSE(schemas.problems(bad, "load.schema.json").empty());
}

TEST_CASE("what is not a load test's result says what it is instead") {
  const auto wrong = [](std::string_view from, std::string_view to) {
    std::string text = load_to_json(sample_record());
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    const auto read = load_from_json(text);
    REQUIRE(read.has_error());
    CHECK(read.error().code == failure_code::malformed_output);
    return read.error().message;
  };
  CHECK_THAT(wrong("parley-load", "parley-run"), ContainsSubstring("/format"));
  CHECK_THAT(wrong("\"format_version\": 1", "\"format_version\": 2"), ContainsSubstring("another"));
  CHECK_THAT(wrong("5:1 2000:1", "2000:1 5:1"), ContainsSubstring("/steps/0/metrics/0/cells"));
  CHECK_THAT(wrong("5:1 2000:1", "5:1  2000:1"), ContainsSubstring("cells"));
  CHECK_THAT(wrong("5:1 2000:1", "5:0 2000:1"), ContainsSubstring("cells"));
  CHECK_THAT(wrong("\"sent\": 100", "\"sent\": -1"), ContainsSubstring("/steps/0/sent"));
  CHECK(load_from_json("").has_error());
  CHECK(load_from_json("[1]").has_error());
}

TEST_CASE("tables have one row a step and one a second, all of the same width") {
  const load_record r = sample_record();
  for (const std::string& text : {load_steps_csv(r), load_seconds_csv(r)}) {
    std::vector<std::ptrdiff_t> commas;
    for (std::size_t at = 0; at < text.size();) {
      const auto end = text.find("\r\n", at);
      commas.push_back(std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                                  text.begin() + static_cast<std::ptrdiff_t>(end), ','));
      at = end + 2;
    }
    REQUIRE(commas.size() == 3);
    CHECK(commas[1] == commas[0]);
    CHECK(commas[2] == commas[0]);
  }
}

TEST_CASE("the page stands alone and nothing in it can run but its own script") {
  const std::string page = load_html(sample_record());
  CHECK_THAT(page, ContainsSubstring("Content-Security-Policy"));
  CHECK_THAT(page, ContainsSubstring("default-src 'none'"));
  CHECK(page.find("<script>alert") == std::string::npos);
  CHECK(page.find("<b>note</b>") == std::string::npos);
  CHECK(page.find("{{") == std::string::npos);
  CHECK(page.find("http://") == page.find("http://www.w3.org"));
  CHECK_THAT(page, ContainsSubstring("10 requests a second met e2e:1s"));
  CHECK_THAT(load_html(load_record{}), ContainsSubstring("Nothing was measured"));
}
