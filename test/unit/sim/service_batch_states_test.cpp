#include <catch2/catch_test_macros.hpp>
#include <set>

#include "sim/service/batch.hpp"
#include "sim/service/batch_input.hpp"
#include "sim/service/batch_results.hpp"

using namespace parley::sim::service;
using enum batch_event;

namespace {

// Events at seconds 10, 20, …; a letter a refused one.
std::string states_after(std::initializer_list<batch_event> events) {
  batch one;
  std::string path;
  double at = 0;
  for (const auto event : events)
    path += one.take(event, at += 10) ? std::string(to_string(one.status)) + ' ' : "- ";
  return path;
}

std::string line(const std::string& id, const std::string& model = "gpt-4.1-mini",
                 const std::string& url = "/v1/responses") {
  return R"({"custom_id":")" + id + R"(","method":"POST","url":")" + url +
         R"(","body":{"model":")" + model + R"(","input":"Hi"}})" + "\n";
}

std::vector<batch_problem> problems_of(const std::string& text,
                                       const std::string& endpoint = "/v1/responses",
                                       std::int64_t most = 0) {
  batch_input input(text, endpoint);
  while (input.read(3)) {
  }
  return input.problems(0, most);
}

std::string codes_of(const std::string& text, const std::string& endpoint = "/v1/responses") {
  std::string codes;
  for (const auto& problem : problems_of(text, endpoint)) codes += problem.code + ' ';
  return codes;
}

}  // namespace

TEST_CASE("a batch goes through its states, and through no others") {
  CHECK(states_after({validated, lines_done, files_written}) ==
        "in_progress finalizing completed ");
  CHECK(states_after({invalid, validated, cancel_asked, files_written}) == "failed - - - ");
  CHECK(states_after({validated, window_passed, files_written}) ==
        "in_progress finalizing expired ");
  CHECK(states_after({cancel_asked, validated, files_written, cancel_asked}) ==
        "cancelling - cancelled - ");
  CHECK(states_after({validated, cancel_asked, lines_done, window_passed, files_written}) ==
        "in_progress cancelling - - cancelled ");
  CHECK(states_after({validated, lines_done, cancel_asked, files_written}) ==
        "in_progress finalizing cancelling cancelled ");
  CHECK(states_after({lines_done, window_passed, files_written}) == "- - - ");
}

TEST_CASE("each state carries its moment in the batch's own time") {
  batch one;
  one.created_at = 1'000;
  one.take(validated, 2.5);
  one.take(window_passed, 86'400);
  one.take(files_written, 86'403);
  CHECK(one.in_progress_at == 1'002);
  CHECK(one.finalizing_at == 87'400);
  CHECK(one.expired_at == 87'403);
  CHECK(one.expires_at() == 87'400);
  CHECK_FALSE(one.completed_at);
}

TEST_CASE("an input file's problems have the code, the line and the member of each") {
  CHECK(codes_of(line("a") + line("b")) == "");
  CHECK(codes_of("\xEF\xBB\xBF" + line("a") + "\r\n\n  \n" + line("b")) == "");
  CHECK(codes_of("") == "empty_file ");
  CHECK(codes_of("\n \n") == "empty_file ");
  CHECK(codes_of("{\n") == "invalid_json_line ");
  CHECK(codes_of("[1]\n") == "invalid_json_line ");
  CHECK(codes_of(line("a") + line("a")) == "duplicate_custom_id ");
  CHECK(codes_of(line("a", "gpt-4.1-mini", "/v1/embeddings")) == "url_mismatch ");
  CHECK(codes_of(line("a") + line("b", "gpt-4.1")) == "model_mismatch ");
  CHECK(codes_of(line("a", "gpt-none")) == "model_not_found ");
  CHECK(codes_of(line("a", "gpt-4.1", "/v1/embeddings"), "/v1/embeddings") == "model_not_found ");
  CHECK(codes_of(R"({"custom_id":"a","method":"GET","url":"/v1/responses","body":{}})") ==
        "invalid_method ");
  CHECK(codes_of(R"({"custom_id":"a","method":"POST","url":"/v1/responses"})") ==
        "missing_required_parameter ");
  const auto second = problems_of(line("a") + "nonsense\n");
  REQUIRE(second.size() == 1);
  CHECK(second[0].line == 2);
  std::string bad;
  for (int i = 0; i < 500; ++i) bad += "x\n";
  CHECK(problems_of(bad).size() == max_batch_problems);
}

TEST_CASE("too many lines and too many tokens fail a whole file") {
  std::string text;
  for (std::size_t i = 0; i <= max_batch_lines; ++i) text += line(std::to_string(i));
  const auto many = problems_of(text);
  REQUIRE_FALSE(many.empty());
  CHECK(many[0].code == "too_many_tasks");
  const auto dear = problems_of(line("a") + line("b"), "/v1/responses", 10);
  REQUIRE(dear.size() == 1);
  CHECK(dear[0].code == "token_limit_exceeded");
  CHECK(dear[0].message.find("gpt-4.1-mini") != std::string::npos);
  CHECK_FALSE(dear[0].line);
}

TEST_CASE("results are counted when they are done, and come out in no order of the input") {
  batch_results results;
  for (int i = 0; i < 6; ++i)
    results.add(std::to_string(i), "line " + std::to_string(i), i != 3, 10 * i);
  results.advance(25);
  CHECK(results.completed() == 3);
  CHECK(results.failed() == 0);
  results.advance(30);
  CHECK(results.failed() == 1);
  CHECK(results.last_finish() == 50);
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    batch_results two;
    two.add("a", "a", true, 1);
    two.add("b", "b", true, 1);
    CHECK(two.output_file(seed) == "b\na\n");
  }
  const std::string text = results.output_file(7);
  CHECK(text.size() == 5 * 7);
  CHECK(results.error_file(7) == "line 3\n");
}
