// Every request of a call is reserved at its worst before it leaves, retries and second calls too.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "engine/paid_calls.hpp"
#include "net/call_attempts.hpp"
#include "test/support/run_coroutine.hpp"

using namespace parley;
using Catch::Matchers::WithinAbs;

namespace {

constexpr double input_price = 2, output_price = 8;  // per million

settings priced() {
  settings config;
  config.prices["small"] = {input_price, input_price, output_price};
  return config;
}

chat_request request() {
  chat_request asked;
  asked.model = "small";
  asked.instructions = std::string(1000, 'x');
  asked.max_output_tokens = 500;
  return asked;
}

chat_reply reply_of(std::int64_t input, std::int64_t output, int attempts) {
  chat_reply out;
  out.usage = {input, 0, output, 0};
  out.attempts = attempts;
  return out;
}

/// Plays a call from a script that talks to the call's attempts.
class scripted final : public provider {
 public:
  using script = std::function<asio::awaitable<result<chat_reply>>(call_attempts&)>;
  explicit scripted(script play) : play_(std::move(play)) {}
  asio::awaitable<result<chat_reply>> complete(chat_request asked, time_point) override {
    REQUIRE(asked.attempts != nullptr);
    co_return co_await play_(*asked.attempts);
  }
  std::vector<model_state> states() const override { return {}; }

 private:
  script play_;
};

/// Keeps what it is told.
class kept_journal final : public call_journal {
 public:
  std::optional<call_outcome> recorded(const call_name&, const std::string&) override {
    return std::nullopt;
  }
  asio::awaitable<result<call_id>> begin(call_intent) override { co_return ++last; }
  asio::awaitable<result<void>> begin_attempt(call_id id, attempt_record what) override {
    attempt(id, std::move(what));
    co_return result<void>();
  }
  void attempt(call_id, attempt_record what) override { rows.push_back(std::move(what)); }
  void end(call_id, call_outcome) override { ++ended; }

  call_id last = 0;
  int ended = 0;
  std::vector<attempt_record> rows;
};

struct bench {
  explicit bench(scripted::script play, settings how = priced())
      : config(std::move(how)), llm(std::move(play)), paid(llm, &journal, {}, config, book, {}) {}
  result<chat_reply> call() {
    asio::io_context context;
    return test::run_coroutine(context, paid.complete(request(), time_point::max()));
  }
  double worst() const { return worst_case(request(), config).cost; }

  settings config;
  ledger book;
  kept_journal journal;
  scripted llm;
  paid_calls paid;
};

asio::awaitable<result<chat_reply>> lost_then_answered(call_attempts& tries) {
  tries.ended(1, attempt_end::failed(failure_code::connection_lost));
  const auto second = co_await tries.more(true);
  if (!second) co_return second.error();
  CHECK(*second == 2);
  chat_reply reply = reply_of(100, 10, 2);
  tries.ended(2, {true, failure_code::none, reply.usage});
  co_return reply;
}

}  // namespace

TEST_CASE("a lost request counts at its worst, the retry at what it used") {
  bench b(lost_then_answered);
  REQUIRE(b.call().has_value());
  CHECK(b.paid.money().spent().requests == 2);
  CHECK_THAT(b.paid.money().spent().cost,
             WithinAbs(b.worst() + 1e-6 * (100 * input_price + 10 * output_price), 1e-12));
  CHECK(b.paid.money().reserved().requests == 0);
  REQUIRE(b.journal.rows.size() == 3);  // the lost one, the intent of the next, its end
  CHECK(b.journal.rows[0].number == 1);
  CHECK(b.journal.rows[0].ended->why == failure_code::connection_lost);
  CHECK_THAT(b.journal.rows[0].ended->cost, WithinAbs(b.worst(), 1e-12));
  CHECK(b.journal.rows[1].number == 2);
  CHECK_FALSE(b.journal.rows[1].ended);
  CHECK(b.journal.rows[2].ended->tokens == 110);
  CHECK(b.journal.ended == 1);
}

TEST_CASE("a retry whose worst case does not fit is not sent, and the run is told why") {
  settings tight = priced();
  tight.loop.max_cost = 1.5 * worst_case(request(), tight).cost;
  bench b(lost_then_answered, tight);
  const auto reply = b.call();
  REQUIRE(reply.has_error());
  CHECK(reply.error().code == failure_code::budget_exhausted);
  REQUIRE(b.paid.refused());
  CHECK(b.paid.refused()->reason == stop_reason::cost_budget);
  CHECK(b.paid.money().spent().requests == 1);
  CHECK(b.paid.money().spent().cost <= tight.loop.max_cost);
}

TEST_CASE("a second call that the budget has no room for is left out, and the run goes on") {
  settings tight = priced();
  tight.loop.max_cost = 1.5 * worst_case(request(), tight).cost;
  bench b(
      [](call_attempts& tries) -> asio::awaitable<result<chat_reply>> {
        const auto second = co_await tries.more(false);
        CHECK(second.has_error());
        chat_reply reply = reply_of(100, 10, 1);
        tries.ended(1, {true, failure_code::none, reply.usage});
        co_return reply;
      },
      tight);
  REQUIRE(b.call().has_value());
  CHECK_FALSE(b.paid.refused());
  CHECK(b.journal.rows.empty());  // one request, and its outcome says what it cost
}

TEST_CASE("the one that lost the race counts at its worst") {
  bench b([](call_attempts& tries) -> asio::awaitable<result<chat_reply>> {
    const auto second = co_await tries.more(false);
    CHECK(second.value() == 2);
    chat_reply reply = reply_of(100, 10, 2);
    tries.ended(1, {true, failure_code::none, reply.usage});
    co_return reply;
  });
  REQUIRE(b.call().has_value());
  CHECK(b.paid.money().spent().requests == 2);
  CHECK_THAT(b.paid.money().spent().cost,
             WithinAbs(b.worst() + 1e-6 * (100 * input_price + 10 * output_price), 1e-12));
  CHECK(b.paid.money().reserved().requests == 0);
}

TEST_CASE("a reply without its usage counts at its worst; a refusal costs nothing") {
  bench silent([](call_attempts& tries) -> asio::awaitable<result<chat_reply>> {
    tries.ended(1, {true, failure_code::none, std::nullopt});
    co_return reply_of(1, 1, 1);
  });
  REQUIRE(silent.call().has_value());
  CHECK_THAT(silent.paid.money().spent().cost, WithinAbs(silent.worst(), 1e-12));
  REQUIRE(silent.journal.rows.size() == 1);

  bench refused([](call_attempts& tries) -> asio::awaitable<result<chat_reply>> {
    tries.ended(1, attempt_end::failed(failure_code::rate_limited));
    const auto second = co_await tries.more(true);
    CHECK(second.value() == 2);
    tries.ended(2, attempt_end::not_sent());
    co_return fail(failure_code::deadline_exceeded, "too late");
  });
  REQUIRE(refused.call().has_error());
  CHECK(refused.paid.money().spent().requests == 1);
  CHECK(refused.paid.money().spent().cost == 0);
}
