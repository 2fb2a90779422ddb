#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "engine/cost.hpp"
#include "engine/ledger.hpp"

using namespace parley;
using Catch::Matchers::WithinAbs;

namespace {

chat_reply reply_of(std::int64_t input, std::int64_t cached, std::int64_t output,
                    int attempts = 1) {
  chat_reply reply;
  reply.usage = {input, cached, output, 0};
  reply.attempts = attempts;
  return reply;
}

settings priced() {
  settings config;
  for (auto& agent : config.agents) agent.model = "small";
  config.prices["small"] = {2, 0.5, 8};
  return config;
}

}  // namespace

TEST_CASE("cached input is billed at its own price") {
  // 900 fresh at 2, 100 cached at 0.5, 50 out at 8 per million.
  CHECK_THAT(cost_of(token_usage{1000, 100, 50, 20}, model_price{2, 0.5, 8}),
             WithinAbs(1e-6 * (900 * 2 + 100 * 0.5 + 50 * 8), 1e-15));
}

TEST_CASE("tokens of a model without a price make the cost unknown, not zero") {
  settings config = priced();
  spend_by_role spend{};
  spend[0].usage = {100, 0, 10, 0};
  CHECK(cost_of(spend, config).known);
  config.agents[1].model = "mystery";
  CHECK(cost_of(spend, config).known);  // nothing was spent on it yet
  spend[1].usage = {100, 0, 10, 0};
  CHECK_FALSE(cost_of(spend, config).known);
  CHECK_THAT(cost_of(spend, config).amount, WithinAbs(1e-6 * (200 + 80), 1e-15));
  CHECK(unpriced_model(config) == "mystery");
  CHECK_FALSE(unpriced_model(priced()));
}

TEST_CASE("a ledger adds up by role, and differences take it apart again") {
  ledger book;
  book.replied(agent_role::judge, reply_of(100, 10, 20, 3));
  const spend_by_role then = book.spend();
  book.replied(agent_role::judge, reply_of(50, 0, 5));
  book.failed(agent_role::customer, fail(failure_code::server_error, "500"));
  CHECK(total_tokens(book.spend()) == 175);
  CHECK(total_calls(book.spend()) == 3);
  CHECK(total_requests(book.spend()) == 5);
  const spend_by_role since = spend_since(book.spend(), then);
  const auto judge = static_cast<std::size_t>(agent_role::judge);
  CHECK(since[judge].calls == 1);
  CHECK(since[judge].retries == 0);
  CHECK(since[judge].usage == token_usage{50, 0, 5, 0});
  CHECK(since[static_cast<std::size_t>(agent_role::customer)].failures == 1);
}

TEST_CASE("a refused key or an exhausted balance is fatal at any time") {
  for (const auto code :
       {failure_code::authentication, failure_code::balance_exhausted, failure_code::untrusted}) {
    ledger book;
    book.replied(agent_role::planner, reply_of(1, 0, 1));
    book.failed(agent_role::judge, fail(code, "no"));
    REQUIRE(book.fatal());
    CHECK(book.fatal()->code == code);
  }
}

TEST_CASE("an unreachable server is fatal only while nothing was ever answered") {
  for (const auto code : {failure_code::connect_failed, failure_code::tls_failed}) {
    ledger fresh;
    fresh.failed(agent_role::planner, fail(code, "refused"));
    CHECK(fresh.fatal());
    ledger used;
    used.replied(agent_role::planner, reply_of(1, 0, 1));
    used.failed(agent_role::planner, fail(code, "refused"));
    CHECK_FALSE(used.fatal());
  }
}

TEST_CASE("the attempts of a call that failed count as its retries") {
  ledger book;
  failure why = fail(failure_code::server_error, "down");
  why.attempts = 4;
  book.failed(agent_role::judge, why);
  const role_spend spent = book.spend()[static_cast<std::size_t>(agent_role::judge)];
  CHECK(spent.failures == 1);
  CHECK(spent.retries == 3);
}

TEST_CASE("single failures of calls are not fatal, and the first fatal one is kept") {
  ledger book;
  for (const auto code : {failure_code::server_error, failure_code::timed_out,
                          failure_code::rate_limited, failure_code::bad_request})
    book.failed(agent_role::customer, fail(code, "x"));
  CHECK_FALSE(book.fatal());
  book.failed(agent_role::customer, fail(failure_code::authentication, "first"));
  book.failed(agent_role::customer, fail(failure_code::balance_exhausted, "second"));
  CHECK(book.fatal()->message == "first");
}
