// Calls that are asked a second time: cut replies, and stragglers.
#include <catch2/catch_test_macros.hpp>

#include "base/json.hpp"
#include "test/unit/net/provider_fake_client.hpp"

namespace parley {
namespace {

using namespace std::chrono_literals;
using test::check_at_rest;
using test::ok_answer;
using test::provider_bench;
using test::roomy;

/// A reply of `output` tokens, cut when it was not given that much room.
test::fake_client::script replies_of(std::function<int(int index)> output) {
  return [output](const http::request& asked, int index) {
    const auto room = static_cast<int>(parse_json(asked.body)->at("max_output_tokens").as_int64());
    const int wanted = output(index);
    auto answer = ok_answer();
    const bool cut = wanted > room;
    answer.body = fmt::format(
        "data: {{\"type\":\"response.{0}\",\"response\":{{\"status\":\"{0}\",{1}\"output\":[{{"
        "\"type\":\"message\",\"content\":[{{\"type\":\"output_text\",\"text\":\"x\"}}]}}],"
        "\"usage\":{{\"input_tokens\":10,\"output_tokens\":{2}}}}}}}\n\n",
        cut ? "incomplete" : "completed",
        cut ? "\"incomplete_details\":{\"reason\":\"max_output_tokens\"}," : "",
        std::min(wanted, room));
    return answer;
  };
}

TEST_CASE("room for replies becomes tight, and a cut reply is asked for again with all of it") {
  provider_bench bench(replies_of([](int index) { return index >= 100 ? 90 : 20; }), roomy());
  bench.start(100);
  bench.run();
  bench.start(1);
  bench.finish();
  REQUIRE(bench.good() == 101);
  const auto room = [&](std::size_t index) {
    return parse_json(bench.wire->requests.at(index).body)->at("max_output_tokens").as_int64();
  };
  CHECK(room(0) == 100);
  CHECK(room(100) < 60);
  CHECK(room(101) == 100);
  const chat_reply& whole = **bench.outcomes.back();
  CHECK(whole.finish == finish_reason::stop);
  CHECK(whole.attempts == 2);
  CHECK(whole.usage.output == 90 + room(100));  // both were paid
  CHECK(whole.usage.input == 20);
  check_at_rest(bench);
}

TEST_CASE("a reply that needs more than is configured comes back cut, once") {
  provider_bench bench(replies_of([](int) { return 500; }), roomy());
  bench.start(1);
  bench.finish();
  REQUIRE(bench.good() == 1);
  CHECK((*bench.outcomes[0])->finish == finish_reason::length);
  CHECK(bench.wire->requests.size() == 1);
}

/// Answers after 100 ms, but the call number `slow` only after a minute.
test::fake_client::script one_straggler(int slow) {
  return [slow](const http::request&, int index) {
    auto answer = ok_answer();
    if (index == slow) answer.after = 60s;
    return answer;
  };
}

TEST_CASE("a straggler is asked for a second time when that is allowed, and both are paid") {
  openai_provider_settings chosen;
  chosen.limits_source.quota.hedge = 0.05;
  provider_bench bench(one_straggler(100), roomy(), chosen);
  bench.start(100);
  bench.run();
  bench.start(1);
  const auto asked = bench.clock.now();
  bench.finish();
  REQUIRE(bench.good() == 101);
  CHECK(bench.wire->requests.size() == 102);
  CHECK(bench.ended.back() - asked < 1s);
  const chat_reply& reply = **bench.outcomes.back();
  CHECK(reply.attempts == 2);
  CHECK(reply.usage.input > 10);
  CHECK_FALSE(reply.usage_reported);
  check_at_rest(bench);
}

TEST_CASE("the first one's reply is taken when it comes before the second one's") {
  openai_provider_settings chosen;
  chosen.limits_source.quota.hedge = 0.05;
  provider_bench bench(
      [](const http::request&, int index) {
        auto answer = ok_answer();
        if (index == 100) answer.after = 300ms;
        if (index == 101) answer.after = 60s;
        return answer;
      },
      roomy(), chosen);
  bench.start(100);
  bench.run();
  bench.start(1);
  const auto asked = bench.clock.now();
  bench.finish();
  REQUIRE(bench.good() == 101);
  CHECK(bench.ended.back() - asked == 300ms);
  check_at_rest(bench);
}

TEST_CASE("stragglers are waited for without permission, without evidence, and beyond the budget") {
  for (const auto& [share, before] : {std::pair(0.0, 100), std::pair(0.05, 10)}) {
    openai_provider_settings chosen;
    chosen.limits_source.quota.hedge = share;
    provider_bench bench(one_straggler(before), roomy(), chosen);
    bench.start(before);
    bench.run();
    bench.start(1);
    bench.finish();
    CHECK(bench.good() == before + 1);
    CHECK(bench.wire->requests.size() == static_cast<std::size_t>(before + 1));
  }
  openai_provider_settings chosen;
  chosen.limits_source.quota.hedge = 0.02;
  provider_bench bench(
      [](const http::request&, int index) {
        auto answer = ok_answer();
        if (index >= 100) answer.after = 60s;  // all are slow: asking twice helps nobody
        return answer;
      },
      roomy(), chosen);
  bench.start(100);
  bench.run();
  bench.start(50);
  bench.finish();
  CHECK(bench.good() == 150);
  CHECK(bench.wire->requests.size() <= 153);
}

TEST_CASE("cancelling a call that was asked twice leaves nobody behind, at every moment") {
  for (int moment = 0; moment < 30; ++moment) {
    openai_provider_settings chosen;
    chosen.limits_source.quota.hedge = 0.05;
    provider_bench bench(
        [](const http::request&, int index) {
          auto answer = ok_answer();
          if (index >= 100) answer.after = 200ms;
          return answer;
        },
        roomy(), chosen);
    bench.start(100);
    bench.run();
    bench.start(1);
    bench.run_for(std::chrono::milliseconds(moment * 13));
    bench.group.cancel();
    bench.finish();
    check_at_rest(bench);
  }
}

}  // namespace
}  // namespace parley
