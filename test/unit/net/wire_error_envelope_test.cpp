#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "net/wire/error_envelope.hpp"
#include "net/wire/one_line.hpp"

namespace parley::wire {
namespace {

using Catch::Matchers::ContainsSubstring;
using namespace std::chrono_literals;

provider_error read(int status, std::string body,
                    std::vector<std::pair<std::string, std::string>> headers = {}) {
  http::response reply;
  reply.status = status;
  reply.body = std::move(body);
  for (auto& [name, value] : headers) reply.headers.add(name, value);
  return error_from_reply(reply, {});
}

std::string envelope(std::string_view type, std::string_view code, std::string_view message) {
  return fmt::format(R"({{"error":{{"message":"{}","type":"{}","param":null,"code":{}}}}})",
                     message, type, code.empty() ? "null" : fmt::format("\"{}\"", code));
}

struct row {
  int status;
  const char *type, *code, *message;
  failure_code expected;
};

TEST_CASE("the error table of the wire contract is followed") {
  using enum failure_code;
  const row rows[] = {
      {400, "invalid_request_error", "missing_required_parameter", "Missing", bad_request},
      {400, "invalid_request_error", "context_length_exceeded", "too long", bad_request},
      {401, "invalid_request_error", "invalid_api_key", "Incorrect API key", authentication},
      {401, "invalid_request_error", "", "You didn't provide an API key", authentication},
      {402, "", "", "Payment required", balance_exhausted},
      {403, "", "unsupported_country_region_territory", "no", authentication},
      {404, "invalid_request_error", "model_not_found", "no such model", bad_request},
      {408, "", "", "slow", timed_out},
      {409, "", "", "conflict", server_error},
      {413, "", "", "big", bad_request},
      {422, "", "", "bad", bad_request},
      {429, "tokens", "rate_limit_exceeded", "Limit 10, Used 5, Requested 6.", rate_limited},
      {429, "requests", "rate_limit_exceeded", "", rate_limited},
      {429, "", "", "", rate_limited},
      {429, "tokens", "rate_limit_exceeded", "Request too large for gpt-4.1", request_too_large},
      {429, "tokens", "", "(TPM): Limit 30000, Requested 35364.", request_too_large},
      {429, "rate_limit_error", "slow_down", "traffic", overloaded},
      {429, "insufficient_quota", "insufficient_quota", "quota", balance_exhausted},
      {429, "insufficient_quota", "", "quota", balance_exhausted},
      {429, "x", "credit_balance_exhausted", "quota", balance_exhausted},
      {429, "x", "organization_spend_limit_exceeded", "quota", balance_exhausted},
      {429, "x", "project_spend_limit_exceeded", "quota", balance_exhausted},
      {429, "x", "organization_usage_limit_exceeded", "quota", balance_exhausted},
      {500, "server_error", "", "The server had an error", server_error},
      {503, "service_unavailable_error", "server_is_overloaded", "busy", overloaded},
      {503, "", "slow_down", "busy", overloaded},
      {529, "overloaded_error", "", "busy", overloaded},
  };
  for (const auto& r : rows) {
    CAPTURE(r.status, r.type, r.code, r.message);
    CHECK(read(r.status, envelope(r.type, r.code, r.message)).what.code == r.expected);
  }
}

TEST_CASE("inside a stream the words decide") {
  using enum failure_code;
  const row rows[] = {
      {0, "tokens", "rate_limit_exceeded", "Limit 10, Used 9", rate_limited},
      {0, "tokens", "rate_limit_exceeded", "Request too large for gpt-4.1", request_too_large},
      {0, "too_many_requests", "", "", rate_limited},
      {0, "", "server_error", "", server_error},
      {0, "model_error", "", "", server_error},
      {0, "", "something_new", "", server_error},
      {0, "", "insufficient_quota", "", balance_exhausted},
      {0, "", "invalid_api_key", "", authentication},
      {0, "invalid_request", "", "", bad_request},
      {0, "", "context_length_exceeded", "", bad_request},
      {0, "", "slow_down", "", overloaded},
      {0, "", "429", "", rate_limited},
      {0, "", "503", "", overloaded},
      {0, "", "400", "", bad_request},
  };
  for (const auto& r : rows) {
    CAPTURE(r.type, r.code);
    CHECK(classify(0, {r.type, r.code, r.message, ""}) == r.expected);
  }
}

TEST_CASE("bodies that are no envelope still give a typed failure with words") {
  CHECK(read(502, "<html><h1>Bad gateway</h1></html>").what.code == failure_code::server_error);
  CHECK_THAT(read(502, "\n<html>x</html>").what.message, ContainsSubstring("HTML page"));
  CHECK_THAT(read(400, R"({"detail":"field required"})").what.message,
             ContainsSubstring("field required"));
  CHECK_THAT(read(500, R"({"error":"kaput"})").what.message, ContainsSubstring("kaput"));
  CHECK_THAT(read(500, "plain\ntext").what.message, ContainsSubstring("plain text"));
  CHECK(read(500, "").what.message == "HTTP 500");
  CHECK_THAT(read(400, R"({"error":{"code":400,"message":"no"}})").what.message,
             ContainsSubstring("400: no"));
  CHECK(read(302, "", {{"location", "https://else"}}).what.code == failure_code::protocol_error);
}

TEST_CASE("the message names status, code, request and what to do") {
  const auto error = read(401,
                          envelope("invalid_request_error", "invalid_api_key",
                                   "Incorrect API key provided: sk-abcdef123456"),
                          {{"x-request-id", "req_42"}});
  CHECK_THAT(error.what.message, ContainsSubstring("HTTP 401 invalid_api_key"));
  CHECK_THAT(error.what.message, ContainsSubstring("[request req_42]"));
  CHECK_THAT(error.what.message, ContainsSubstring("OPENAI_API_KEY"));
  CHECK_THAT(error.what.message, !ContainsSubstring("abcdef"));
}

TEST_CASE("facts of a 429 are taken from headers and message") {
  const auto error = read(
      429,
      envelope(
          "tokens", "rate_limit_exceeded",
          "Rate limit reached for gpt-4.1-mini in organization org-x on tokens per min (TPM): "
          "Limit 2,000,000, Used 199000, Requested 1800. Please try again in 240ms. Visit x."));
  CHECK(error.facts.limit == 2'000'000);
  CHECK(error.facts.used == 199'000);
  CHECK(error.facts.requested == 1800);
  CHECK(error.facts.retry_after == 240ms);
  CHECK(error.facts.kind == limit_kind::tokens);
  CHECK(error.facts.status == 429);
}

TEST_CASE("Retry-After headers win over the message") {
  const auto body = envelope("requests", "rate_limit_exceeded", "Please try again in 9s.");
  const auto error = read(429, body, {{"retry-after", "2"}, {"x-should-retry", "false"}});
  CHECK(error.facts.retry_after == 2s);
  CHECK(error.facts.should_retry == false);
  CHECK(error.facts.kind == limit_kind::requests);
}

TEST_CASE("an error body cut anywhere keeps its class and never crashes") {
  const auto body = envelope("tokens", "rate_limit_exceeded", "Limit 10, Used 5, Requested 6.");
  for (std::size_t cut = 0; cut <= body.size(); ++cut)
    CHECK(read(429, body.substr(0, cut)).what.code == failure_code::rate_limited);
}

TEST_CASE("text from a server becomes one line without keys") {
  CHECK(one_line("a\r\n\tb  c\n") == "a b c");
  CHECK(one_line("key sk-proj-abc_123, ok") == "key sk-***, ok");
  CHECK(one_line("a task-list stays") == "a task-list stays");
  CHECK(one_line("\xC3\xB1\xC3\xB1\xC3\xB1\xC3\xB1", 6) == "\xC3\xB1...");
  CHECK(without_secret("the secret1234 is secret1234", "secret1234") == "the *** is ***");
  CHECK(without_secret("abc", "") == "abc");
}

TEST_CASE("another server's message does not send people to OpenAI's pages") {
  CHECK(without_openai_links(
            "HTTP 401: Incorrect API key: sk-***. You can find your API key at "
            "https://platform.openai.com/account/api-keys. [request r1]; check it") ==
        "HTTP 401: Incorrect API key: sk-***. [request r1]; check it");
  CHECK(without_openai_links("Bad. Visit https://platform.openai.com/x.") == "Bad.");
  CHECK(without_openai_links("Visit https://platform.openai.com/x.") ==
        "Visit https://platform.openai.com/x.");
  CHECK(without_openai_links("Bad. Really.") == "Bad. Really.");
}

}  // namespace
}  // namespace parley::wire
