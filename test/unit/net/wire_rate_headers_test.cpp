#include <catch2/catch_test_macros.hpp>

#include "net/wire/rate_headers.hpp"
#include "net/wire/retry_after.hpp"

namespace parley::wire {
namespace {

using namespace std::chrono_literals;

http::fields with(std::vector<std::pair<std::string, std::string>> pairs) {
  http::fields headers;
  for (auto& [name, value] : pairs) headers.add(name, value);
  return headers;
}

TEST_CASE("Go durations are read in all the forms that servers send") {
  CHECK(parse_go_duration("6ms") == 6ms);
  CHECK(parse_go_duration("1s") == 1s);
  CHECK(parse_go_duration("6m0s") == 6min);
  CHECK(parse_go_duration("1m30.5s") == 90500ms);
  CHECK(parse_go_duration("23h47m36.648s") == 23h + 47min + 36648ms);
  CHECK(parse_go_duration("0s") == 0s);
  CHECK(parse_go_duration("0") == 0s);
  CHECK(parse_go_duration("15us") == 15us);
  CHECK(parse_go_duration("15\xC2\xB5s") == 15us);
  CHECK(parse_go_duration("15\xCE\xBCs") == 15us);
  CHECK(parse_go_duration("700ns") == 700ns);
}

TEST_CASE("what is no Go duration reads as nothing") {
  for (const char* bad : {"", "-1", "-1s", "12", "s", "1.s.", "1x", "1s ", "nan s", "infs", "1e3s",
                          "99999999h", "1sms5", "+1s"})
    CHECK_FALSE(parse_go_duration(bad));
}

TEST_CASE("a Go duration cut anywhere is read shorter or not at all, never longer") {
  const std::string whole = "23h47m36.648s";
  const auto full = *parse_go_duration(whole);
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    const auto part = parse_go_duration(whole.substr(0, cut));
    CHECK((!part || *part < full));
  }
}

TEST_CASE("rate headers are read for requests, tokens and project tokens") {
  const auto found = parse_rate_headers(with({{"X-RateLimit-Limit-Requests", "5000"},
                                              {"x-ratelimit-remaining-requests", "4999"},
                                              {"x-ratelimit-reset-requests", "12ms"},
                                              {"x-ratelimit-limit-tokens", " 2000000 "},
                                              {"x-ratelimit-remaining-tokens", "0"},
                                              {"x-ratelimit-reset-tokens", "1m0s"},
                                              {"x-ratelimit-limit-project-tokens", "700"}}));
  CHECK(found.requests.limit == 5000);
  CHECK(found.requests.remaining == 4999);
  CHECK(found.requests.reset == 12ms);
  CHECK(found.tokens.limit == 2000000);
  CHECK(found.tokens.remaining == 0);
  CHECK(found.project_tokens.limit == 700);
  CHECK(static_cast<bool>(found));
}

TEST_CASE("unknown, absent, -1, 0 and contradictory limits read as nothing") {
  CHECK_FALSE(static_cast<bool>(parse_rate_headers({})));
  CHECK_FALSE(parse_rate_headers(with({{"x-ratelimit-limit-tokens", "-1"},
                                       {"x-ratelimit-remaining-tokens", "-1"},
                                       {"x-ratelimit-reset-tokens", "0s"}})));
  CHECK_FALSE(parse_rate_headers(
      with({{"x-ratelimit-limit-tokens", "0"}, {"x-ratelimit-remaining-tokens", "0"}})));
  CHECK_FALSE(parse_rate_headers(
      with({{"x-ratelimit-limit-tokens", "10"}, {"x-ratelimit-remaining-tokens", "11"}})));
  CHECK_FALSE(parse_rate_headers(
      with({{"x-ratelimit-limit-requests", "many"}, {"x-ratelimit-remaining-requests", "1.5"}})));
  CHECK_FALSE(parse_rate_headers(with({{"x-ratelimit-limit-requests", "99999999999999999999"}})));
}

TEST_CASE("a bad reset leaves the counts beside it usable") {
  const auto found = parse_rate_headers(with({{"x-ratelimit-limit-requests", "60"},
                                              {"x-ratelimit-remaining-requests", "59"},
                                              {"x-ratelimit-reset-requests", "soon"}}));
  CHECK(found.requests.remaining == 59);
  CHECK_FALSE(found.requests.reset);
}

TEST_CASE("retry-after-ms is preferred; seconds may have fractions; dates count from Date") {
  const auto now = *parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(parse_retry_after(with({{"retry-after", "7"}, {"retry-after-ms", "240"}}), now) == 240ms);
  CHECK(parse_retry_after(with({{"retry-after", "7"}, {"retry-after-ms", "0"}}), now) == 0ms);
  CHECK(parse_retry_after(with({{"retry-after", "7"}, {"retry-after-ms", "x"}}), now) == 7000ms);
  CHECK(parse_retry_after(with({{"retry-after", "1.5"}}), now) == 1500ms);
  CHECK(parse_retry_after(with({{"retry-after", "Sun, 06 Nov 1994 08:49:47 GMT"}}), now) == 10s);
  CHECK(parse_retry_after(with({{"retry-after", "Sun, 06 Nov 1994 08:49:47 GMT"},
                                {"date", "Sun, 06 Nov 1994 08:49:44 GMT"}}),
                          now) == 3s);
  CHECK(parse_retry_after(with({{"retry-after", "Sat, 05 Nov 1994 08:49:37 GMT"}}), now) == 0s);
}

TEST_CASE("a retry-after that makes no sense reads as nothing") {
  const std::chrono::system_clock::time_point now{};
  for (const char* bad :
       {"", "-1", "soon", "nan", "1e9", "99999999999", "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 2999 08:49:37 GMT"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_retry_after(with({{"retry-after", bad}}), now));
  }
}

}  // namespace
}  // namespace parley::wire
