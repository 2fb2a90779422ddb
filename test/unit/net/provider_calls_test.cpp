#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>

#include "base/json.hpp"
#include "test/unit/net/provider_fake_client.hpp"

namespace parley {
namespace {

using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using test::check_at_rest;
using test::error_answer;
using test::ok_answer;
using test::provider_bench;
using test::roomy;
using test::scripted_answer;
using test::state_of;

/// `first` answers, then good ones.
test::fake_client::script then_ok(std::vector<scripted_answer> first) {
  return [first](const http::request&, int index) {
    return static_cast<std::size_t>(index) < first.size() ? first[static_cast<std::size_t>(index)]
                                                          : ok_answer();
  };
}

TEST_CASE("a call is sent with the headers and body the API wants, and its reply comes back") {
  openai_provider_settings chosen;
  chosen.endpoint.organization = "org-1";
  chosen.endpoint.project = "proj-1";
  provider_bench bench(then_ok({}), roomy(), chosen);
  bench.start(1);
  bench.finish();
  REQUIRE(bench.good() == 1);
  const chat_reply& reply = **bench.outcomes[0];
  CHECK(reply.text == "hola");
  CHECK(reply.usage.input == 10);
  CHECK(reply.request_id == "req_ok");
  CHECK(reply.response_id == "resp_1");
  CHECK(reply.model == "m-1");
  CHECK(reply.attempts == 1);
  CHECK(reply.latency == 100ms);
  CHECK(reply.first_token == 100ms);
  CHECK(reply.queued == 0us);
  const auto& sent = bench.wire->requests.at(0);
  CHECK(sent.method == "POST");
  CHECK(sent.target == "/responses");
  CHECK(sent.headers.get("authorization") == "Bearer sk-secret-key-1234");
  CHECK(sent.headers.get("content-type") == "application/json");
  CHECK(sent.headers.get("openai-organization") == "org-1");
  CHECK(sent.headers.get("openai-project") == "proj-1");
  CHECK(sent.headers.get("user-agent")->starts_with("parley/"));
  CHECK(parse_json(sent.body)->at("model") == "m");
  check_at_rest(bench);
}

TEST_CASE("while held nothing is sent, and the deadlines of those who wait move") {
  provider_bench bench(then_ok({}), roomy(1));  // one at a time
  bench.start(3, 10s);
  bench.context.poll();
  bench.calls->hold(true);
  bench.clock.run();  // the call in flight ends
  CHECK(bench.wire->requests.size() == 1);
  bench.clock.advance(1h);
  bench.calls->hold(false);
  bench.finish();
  CHECK(bench.good() == 3);
  check_at_rest(bench);
}

TEST_CASE("every attempt has its own client request id") {
  provider_bench bench(then_ok({error_answer(500, "x"), error_answer(500, "x")}), roomy());
  bench.start(3);
  bench.finish();
  std::set<std::string> ids;
  for (const auto& sent : bench.wire->requests)
    ids.insert(std::string(*sent.headers.get("x-client-request-id")));
  CHECK(ids.size() == bench.wire->requests.size());
  CHECK(bench.good() == 3);
}

TEST_CASE("a quota 429 is waited out as told and is neither failure nor retry") {
  auto limited = error_answer(429, "rate_limit_exceeded");
  limited.headers = {{"retry-after", "3"}};
  provider_bench bench(then_ok({limited}), roomy());
  bench.start(1);
  bench.finish();
  REQUIRE(bench.good() == 1);
  const auto wait = bench.wire->sent_at.at(1) - bench.wire->sent_at.at(0);
  CHECK(wait >= 3s + 100ms);
  CHECK(wait <= 3700ms);
  CHECK((*bench.outcomes[0])->attempts == 2);
  CHECK((*bench.outcomes[0])->queued >= 3s);
  CHECK(state_of(bench).rate_limited == 1);
  CHECK(state_of(bench).retries == 0);
  CHECK(state_of(bench).failures == 0);
  check_at_rest(bench);
}

TEST_CASE("quota 429s do not use up the attempts") {
  auto limited = error_answer(429, "rate_limit_exceeded");
  limited.headers = {{"retry-after-ms", "500"}};
  provider_bench bench(then_ok(std::vector(20, limited)), roomy());
  bench.start(1);
  bench.finish();
  CHECK(bench.good() == 1);
  CHECK(state_of(bench).rate_limited == 20);
}

TEST_CASE("two server errors are retried, a fourth one is the last") {
  const auto broken = error_answer(500, "server_error", "The server had an error");
  provider_bench twice(then_ok({broken, broken}), roomy());
  twice.start(1);
  twice.finish();
  CHECK(twice.good() == 1);
  CHECK(state_of(twice).retries == 2);
  provider_bench always(then_ok(std::vector(10, broken)), roomy());
  always.start(1);
  always.finish();
  REQUIRE(always.outcomes[0]->has_error());
  CHECK(always.outcomes[0]->error().code == failure_code::server_error);
  CHECK_THAT(always.outcomes[0]->error().message, ContainsSubstring("attempt 4"));
  CHECK(always.wire->requests.size() == 4);
  CHECK(state_of(always).failures == 1);
  check_at_rest(always);
}

TEST_CASE("a stream cut before its end is retried, never returned") {
  auto cut = ok_answer();
  cut.body = "data: {\"type\":\"response.output_text.delta\",\"delta\":\"ho\"}\n\n";
  provider_bench bench(then_ok({cut}), roomy());
  bench.start(1);
  bench.finish();
  REQUIRE(bench.good() == 1);
  CHECK((*bench.outcomes[0])->text == "hola");
  CHECK((*bench.outcomes[0])->attempts == 2);
}

TEST_CASE("a complete reply counts even if its connection is reset right after") {
  auto reset = ok_answer();
  reset.broken = fail(failure_code::connection_lost, "reset");
  provider_bench bench(then_ok({reset}), roomy());
  bench.start(1);
  bench.finish();
  CHECK(bench.good() == 1);
  CHECK(bench.wire->requests.size() == 1);
}

TEST_CASE("an in-band rate limit before any text is a scheduling fact") {
  auto inside = ok_answer();
  inside.body =
      "data: {\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"try again in "
      "2s\"}\n\n";
  provider_bench bench(then_ok(std::vector(6, inside)), roomy());
  bench.start(1);
  bench.finish();
  CHECK(bench.good() == 1);
  CHECK(state_of(bench).rate_limited == 6);
  CHECK(state_of(bench).retries == 0);
}

TEST_CASE("bad requests fail at once and alone") {
  provider_bench bench(then_ok({error_answer(400, "invalid_value", "Invalid 'temperature'")}),
                       roomy());
  bench.start(2);
  bench.finish();
  CHECK(bench.good() == 1);
  CHECK(bench.wire->requests.size() == 2);
  CHECK(bench.outcomes[0]->error().code == failure_code::bad_request);
}

TEST_CASE("an exhausted balance stops waiting calls and all later ones with the same failure") {
  auto limits = roomy(1);
  provider_bench bench(then_ok({error_answer(429, "insufficient_quota", "You exceeded")}), limits);
  bench.start(5);
  bench.run();
  CHECK(bench.wire->requests.size() == 1);
  for (const auto& one : bench.outcomes) {
    REQUIRE(one);
    REQUIRE(one->has_error());
    CHECK(one->error().code == failure_code::balance_exhausted);
    CHECK(one->error().message == bench.outcomes[0]->error().message);
  }
  bench.start(1);
  bench.finish();
  CHECK(bench.outcomes.back()->error().code == failure_code::balance_exhausted);
  CHECK(bench.wire->requests.size() == 1);
  check_at_rest(bench);
}

TEST_CASE("a wrong key stops everything and is shown nowhere") {
  provider_bench bench(
      then_ok({error_answer(401, "invalid_api_key", "Incorrect key sk-secret-key-1234 given"),
               error_answer(401, "x", "no")}),
      roomy(1));
  bench.start(3);
  bench.finish();
  for (const auto& one : bench.outcomes) {
    CHECK(one->error().code == failure_code::authentication);
    CHECK_THAT(one->error().message, !ContainsSubstring("secret-key"));
  }
  CHECK(bench.wire->requests.size() == 1);
}

TEST_CASE("a key of an unusual form is masked too") {
  openai_provider_settings chosen;
  chosen.api_key = "Zx81-unusual";
  provider_bench bench(then_ok({error_answer(400, "x", "you sent Zx81-unusual")}), roomy(), chosen);
  bench.start(1);
  bench.finish();
  CHECK_THAT(bench.outcomes[0]->error().message, ContainsSubstring("you sent ***"));
}

TEST_CASE("an outage of twenty seconds loses no call") {
  provider_bench* running = nullptr;
  provider_bench bench(
      [&](const http::request&, int) {
        if (running->clock.now() - time_point(1h) > 20s) return ok_answer();
        auto busy = error_answer(503, "server_is_overloaded");
        busy.headers = {{"retry-after", "2"}};
        return busy;
      },
      roomy(200));
  running = &bench;
  bench.start(300);
  bench.finish();
  CHECK(bench.good() == 300);
  CHECK(bench.wire->requests.size() < 300 + 300);
  check_at_rest(bench);
}

TEST_CASE("never more than in_flight calls are on the wire") {
  provider_bench bench(then_ok({}), roomy(7));
  bench.start(100);
  bench.finish();
  CHECK(bench.good() == 100);
  CHECK(bench.wire->most_at_once == 7);
  check_at_rest(bench);
}

TEST_CASE("a call that waits for quota past its deadline fails in time, unsent") {
  provider_bench bench(then_ok({}), roomy(1));
  bench.start(1);
  bench.run_for(1ms);
  bench.start(1, 50ms);
  const auto asked = bench.clock.now();
  bench.finish();
  CHECK(bench.good() == 1);
  CHECK(bench.outcomes[1]->error().code == failure_code::deadline_exceeded);
  CHECK(bench.ended[1] - asked == 50ms);
  CHECK(bench.wire->requests.size() == 1);
  check_at_rest(bench);
}

TEST_CASE("a deadline that passes during an attempt is not followed by another") {
  auto slow = ok_answer();
  slow.after = 10s;
  provider_bench bench(then_ok({slow}), roomy());
  bench.start(1, 2s);
  bench.finish();
  CHECK(bench.outcomes[0]->error().code == failure_code::deadline_exceeded);
  CHECK(bench.wire->requests.size() == 1);
}

TEST_CASE("an attempt that takes too long is given up while the call still has time") {
  auto slow = ok_answer();
  slow.after = 1h;
  openai_provider_settings chosen;
  chosen.transport.call_timeout = 5s;
  provider_bench bench(then_ok({slow}), roomy(), chosen);
  bench.start(1, 1min);
  bench.finish();
  CHECK(bench.good() == 1);
  CHECK((*bench.outcomes[0])->attempts == 2);
}

TEST_CASE("a Retry-After beyond the deadline fails the call now, not then") {
  auto limited = error_answer(429, "rate_limit_exceeded");
  limited.headers = {{"retry-after", "3600"}};
  provider_bench bench(then_ok({limited}), roomy());
  bench.start(1, 10s);
  const auto asked = bench.clock.now();
  bench.finish();
  CHECK(bench.outcomes[0]->error().code == failure_code::rate_limited);
  CHECK(bench.ended[0] - asked == 100ms);
}

TEST_CASE("cancelling gives back places in line and in flight, at every moment") {
  for (int moment = 0; moment < 40; ++moment) {
    auto limited = error_answer(429, "rate_limit_exceeded");
    limited.headers = {{"retry-after-ms", "20"}};
    provider_bench bench(then_ok({limited, error_answer(500, "x"), limited}), roomy(2));
    bench.start(5);
    bench.run_for(std::chrono::milliseconds(moment * 17));
    bench.group.cancel();
    bench.finish();
    check_at_rest(bench);
    // The provider is still of use.
    bench.start(1);
    bench.finish();
    CHECK(bench.outcomes.back()->has_value());
    check_at_rest(bench);
  }
}

TEST_CASE("limits learnt from headers pace the next calls") {
  // 60 a minute, of which 6 are left; each reply says how many there are.
  double left = 6;
  time_point last{};
  provider_bench* asked = nullptr;
  provider_bench bench([&](const http::request&, int) {
    const auto now = asked->clock.now();
    if (last != time_point{}) left += std::chrono::duration<double>(now - last).count();
    last = now;
    left -= 1;
    auto answer = ok_answer();
    answer.headers = {{"x-ratelimit-limit-requests", "60"},
                      {"x-ratelimit-remaining-requests", fmt::format("{}", std::floor(left))},
                      {"x-ratelimit-reset-requests", "57s"}};
    return answer;
  });
  asked = &bench;
  bench.start(8);
  bench.finish();
  CHECK(bench.good() == 8);
  const auto& at = bench.wire->sent_at;
  CHECK(at[1] - at[0] == 100ms);  // the first one asks the way
  CHECK(at[7] - at[3] >= 3s);  // one a second, and some of what was kept for others' bursts
  CHECK(at[7] - at[3] <= 6s);
}

TEST_CASE("limits are learnt at a stream's first token, not at its end") {
  provider_bench bench([&](const http::request&, int) {
    auto answer = ok_answer();
    answer.headers = {{"x-ratelimit-limit-requests", "600"},
                      {"x-ratelimit-remaining-requests", "500"},
                      {"x-ratelimit-limit-tokens", "1000000"},
                      {"x-ratelimit-remaining-tokens", "900000"}};
    answer.head_after = 300ms;
    answer.after = 9s;
    return answer;
  });
  bench.start(20);
  bench.run_for(310ms);
  CHECK(bench.wire->requests.size() == 20);  // a probe went first; its header let the others go
  bench.finish();
  CHECK(bench.good() == 20);
  CHECK(bench.wire->sent_at.at(1) - bench.wire->sent_at.at(0) == 300ms);
}

TEST_CASE("a request that can never fit the limit fails alone, unsent, with the numbers") {
  auto tiny = roomy();
  tiny.tokens_per_minute = 50;
  provider_bench bench(then_ok({}), tiny);
  bench.start(1);
  bench.finish();
  REQUIRE(bench.outcomes[0]->has_error());
  CHECK(bench.outcomes[0]->error().code == failure_code::request_too_large);
  CHECK_THAT(bench.outcomes[0]->error().message,
             ContainsSubstring("up to 100 of output") && ContainsSubstring("50 tokens a minute"));
  CHECK(bench.wire->requests.empty());
}

TEST_CASE("limits can be raised while calls wait") {
  auto narrow = roomy();
  narrow.requests_per_minute = 1;
  provider_bench bench(then_ok({}), narrow);
  bench.start(10);
  bench.run_for(1s);
  CHECK(bench.wire->requests.size() == 1);
  settings updated;
  updated.limits["m"] = roomy();
  bench.calls->set_limits(updated);
  bench.run_for(500s);
  CHECK(bench.good() == 10);
  bench.finish();
}

TEST_CASE("a reply without usage is counted by estimate and says so") {
  auto bare = ok_answer();
  bare.body =
      R"({"output":[{"type":"message","content":[{"type":"output_text","text":"12345678"}]}]})";
  provider_bench bench(then_ok({bare}), roomy());
  bench.start(1);
  bench.finish();
  REQUIRE(bench.good() == 1);
  CHECK_FALSE((*bench.outcomes[0])->usage_reported);
  CHECK((*bench.outcomes[0])->usage.output == 2);
  CHECK((*bench.outcomes[0])->usage.input > 0);
}

TEST_CASE("without streaming the body is asked for and read in one piece") {
  openai_provider_settings chosen;
  chosen.transport.stream = false;
  auto whole = ok_answer();
  whole.body = R"({"output":[{"type":"message","content":[{"type":"output_text","text":"x"}]}]})";
  provider_bench bench(then_ok({whole}), roomy(), chosen);
  bench.start(1);
  bench.finish();
  CHECK((*bench.outcomes[0])->text == "x");
  CHECK(parse_json(bench.wire->requests[0].body)->at("stream") == false);
}

TEST_CASE("listing models gives ids, or says what is wrong without retrying") {
  scripted_answer list;
  list.body = R"({"data":[{"id":"a"},{"id":"b"}]})";
  auto answers = std::vector{list, error_answer(401, "invalid_api_key")};
  provider_bench bench(then_ok(answers), roomy());
  std::optional<result<std::vector<std::string>>> first, second;
  const auto ask = [&](auto& into) {
    asio::co_spawn(bench.context, bench.calls->list_models(bench.clock.now() + 1min),
                   [&into](std::exception_ptr, result<std::vector<std::string>> got) {
                     into = std::move(got);
                   });
    bench.run();
  };
  ask(first);
  ask(second);
  CHECK(**first == std::vector<std::string>{"a", "b"});
  CHECK(second->error().code == failure_code::authentication);
  CHECK(bench.wire->requests[0].target == "/models");
  CHECK(bench.wire->requests.size() == 2);
}

}  // namespace
}  // namespace parley
