#include "engine/lower_bound.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

using namespace parley;
using Catch::Matchers::WithinAbs;

namespace {

call_chain chain(std::vector<double> talk, double judge) {
  call_chain out;
  for (const double latency : talk) out.push_back({"talker", true, latency, 100});
  out.push_back({"judge", false, judge, 200});
  return out;
}

}  // namespace

TEST_CASE("nothing done bounds nothing") {
  const makespan_bound bound = lower_bound({}, settings{});
  CHECK(bound.seconds == 0);
  CHECK(bound.binding_term.empty());
}

TEST_CASE("without limits the longest chain binds, its judge included") {
  const std::vector<call_chain> chains = {chain({1, 2}, 1), chain({2, 3}, 2)};
  const makespan_bound bound = lower_bound(chains, settings{});
  CHECK_THAT(bound.seconds, WithinAbs(7, 1e-12));
  CHECK(bound.binding_term == "path");
}

TEST_CASE("few calls in flight bind by all latency of the model") {
  settings config;
  config.limits["talker"].in_flight = 2;
  const std::vector<call_chain> chains(10, chain({1, 1}, 1));
  const makespan_bound bound = lower_bound(chains, config);
  CHECK_THAT(bound.seconds, WithinAbs(10, 1e-12));  // 20 s of talk, two at once
  CHECK(bound.binding_term == "in flight: talker");
}

TEST_CASE("a judge's seats count from the first moment it can have work") {
  settings config;
  config.limits["judge"].in_flight = 1;
  const std::vector<call_chain> chains = {chain({1}, 5), chain({3}, 5)};
  CHECK_THAT(lower_bound(chains, config).seconds, WithinAbs(1 + 10, 1e-12));
}

TEST_CASE("open conversations bind by talk alone") {
  settings config;
  config.conversation.max_open = 1;
  const std::vector<call_chain> chains(4, chain({1, 1}, 3));
  const makespan_bound bound = lower_bound(chains, config);
  CHECK_THAT(bound.seconds, WithinAbs(8, 1e-12));
  CHECK(bound.binding_term == "open conversations");
}

TEST_CASE("requests and tokens a minute bind beyond the first minute's worth") {
  settings config;
  config.limits["talker"].requests_per_minute = 60;
  const std::vector<call_chain> chains(60, chain({0.5, 0.5}, 1));
  // 120 requests, 60 at once, 60 more at one a second; the last is followed by half a second and
  // the judge's second.
  const makespan_bound bound = lower_bound(chains, config);
  CHECK_THAT(bound.seconds, WithinAbs(60 + 1.5, 1e-12));
  CHECK(bound.binding_term == "requests: talker");

  settings tokens;
  tokens.limits["judge"].tokens_per_minute = 6000;
  const makespan_bound by_tokens = lower_bound(chains, tokens);  // 12,000 tokens
  CHECK_THAT(by_tokens.seconds, WithinAbs(60 + 1 + 1, 1e-12));
  CHECK(by_tokens.binding_term == "tokens: judge");
}
