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

bound_limits requests_of(const std::string& model, double a_minute, double burst) {
  bound_limits limits;
  limits.models[model].requests = {a_minute / 60, burst};
  return limits;
}

}  // namespace

TEST_CASE("nothing done bounds nothing") {
  const makespan_bound bound = lower_bound({}, bound_limits{});
  CHECK(bound.seconds == 0);
  CHECK(bound.binding_term.empty());
}

TEST_CASE("without limits the longest chain binds, its judge included") {
  const std::vector<call_chain> chains = {chain({1, 2}, 1), chain({2, 3}, 2)};
  const makespan_bound bound = lower_bound(chains, bound_limits{});
  CHECK_THAT(bound.seconds, WithinAbs(7, 1e-12));
  CHECK(bound.binding_term == "path");
}

TEST_CASE("few calls in flight bind by all latency of the model") {
  bound_limits config;
  config.models["talker"].in_flight = 2;
  const std::vector<call_chain> chains(10, chain({1, 1}, 1));
  const makespan_bound bound = lower_bound(chains, config);
  CHECK_THAT(bound.seconds, WithinAbs(10, 1e-12));  // 20 s of talk, two at once
  CHECK(bound.binding_term == "in flight: talker");
}

TEST_CASE("a judge's seats count from the first moment it can have work") {
  bound_limits config;
  config.models["judge"].in_flight = 1;
  const std::vector<call_chain> chains = {chain({1}, 5), chain({3}, 5)};
  CHECK_THAT(lower_bound(chains, config).seconds, WithinAbs(1 + 10, 1e-12));
}

TEST_CASE("open conversations bind by talk alone") {
  bound_limits config;
  config.max_open = 1;
  const std::vector<call_chain> chains(4, chain({1, 1}, 3));
  const makespan_bound bound = lower_bound(chains, config);
  CHECK_THAT(bound.seconds, WithinAbs(8, 1e-12));
  CHECK(bound.binding_term == "open conversations");
}

TEST_CASE("requests and tokens bind beyond the burst, with what must come before and after") {
  const std::vector<call_chain> chains(60, chain({0.5, 0.5}, 1));
  // 120 requests, 60 at once, 60 more at one a second. 60 of them have a tail of 2 s and 60, not
  // before half a second, one of 1.5 s.
  const makespan_bound bound = lower_bound(chains, requests_of("talker", 60, 60));
  CHECK_THAT(bound.seconds, WithinAbs(60 + 1.5, 1e-9));
  CHECK(bound.binding_term == "requests: talker");

  bound_limits tokens;
  tokens.models["judge"].tokens = {100, 6000};
  const makespan_bound by_tokens = lower_bound(chains, tokens);  // 12,000 tokens
  CHECK_THAT(by_tokens.seconds, WithinAbs(60 + 1 + 1, 1e-9));
  CHECK(by_tokens.binding_term == "tokens: judge");
}

TEST_CASE("a smaller burst raises the bound by what it is smaller") {
  const std::vector<call_chain> chains(60, chain({0.5, 0.5}, 1));
  const double whole = lower_bound(chains, requests_of("talker", 60, 60)).seconds;
  CHECK_THAT(lower_bound(chains, requests_of("talker", 60, 1)).seconds,
             WithinAbs(whole + 59, 1e-9));
}

TEST_CASE("the judge waits for the talk: its bucket idles until a conversation can have ended") {
  // Ten conversations of 30 requests at one a second; the judge has 6 requests a minute.
  std::vector<call_chain> chains(10, chain(std::vector<double>(30, 0.1), 1));
  bound_limits limits = requests_of("talker", 60, 1);
  limits.models["judge"].requests = {0.1, 1};
  // The first ends after 29 s at the earliest; ten judgements at one in 10 s need 90 s more.
  const makespan_bound bound = lower_bound(chains, limits);
  CHECK_THAT(bound.seconds, WithinAbs(300 - 1 + 0.1 + 1, 1e-9));  // the talk itself binds
  limits.models["judge"].requests = {0.025, 1};                   // one in 40 s: 9 * 40 after 29 s
  const makespan_bound joined = lower_bound(chains, limits);
  CHECK_THAT(joined.seconds, WithinAbs(29 + 360 + 1, 1e-9));
  CHECK(joined.binding_term == "judge requests after talk");
}

TEST_CASE("limits in force are the smaller of configured and told, with the told burst") {
  settings config = settings::defaults();
  config.limits["gpt-4.1-mini"].requests_per_minute = 500;
  model_state told;
  told.model = "gpt-4.1-mini";
  told.told_requests = 300;
  told.request_burst = 5;
  told.told_tokens = 60'000;
  const bound_limits limits = limits_in_force(config, std::vector<model_state>{told});
  const model_bound& mini = limits.models.at("gpt-4.1-mini");
  CHECK_THAT(mini.requests.rate, WithinAbs(5, 1e-12));
  CHECK_THAT(mini.requests.burst, WithinAbs(5, 1e-12));
  CHECK_THAT(mini.tokens.rate, WithinAbs(1000, 1e-12));
  CHECK_THAT(mini.tokens.burst, WithinAbs(60'000, 1e-12));
  CHECK(limits.models.at("gpt-4.1").requests.rate == 0);
}
