// What stays in the bucket protects later calls: the last ones may take it.
#include <catch2/catch_test_macros.hpp>

#include "net/quota/model_governor.hpp"

namespace parley::quota {
namespace {

using namespace std::chrono_literals;
const time_point start{1h};

wire::rate_bucket bucket(std::int64_t remaining) {
  wire::rate_bucket header;
  header.limit = 600;
  header.remaining = remaining;
  return header;
}

/// 600 a minute and 12 left, by a header; ten a second come back.
limit_tracker twelve_left(bool neighbour) {
  limit_tracker limit(0, 1, start);
  auto then = limit.reserve({1, 1}, start);
  limit.reconcile(bucket(12), then, start);
  for (int i = 1; i <= 240; ++i) {  // a minute of headers: nobody else, or bursts of 15
    const time_point now = start + i * 250ms;
    then = limit.reserve({2.5, 2.5}, now);
    limit.reconcile(bucket(neighbour && i % 16 == 0 ? 0 : 12), then, now);
  }
  return limit;
}

TEST_CASE("nothing is kept for calls that will not come") {
  const time_point now = start + 1min;
  const limit_tracker limit = twelve_left(false);
  const double level = limit.learnt_level(now);
  REQUIRE(level > 6);
  const limit_tracker::cost nearly_all{level - 1, level - 1};
  CHECK(limit.when(nearly_all, now) > now);  // half a second of refill stays
  CHECK(limit.when(nearly_all, now, {level - 1, level - 1}) == now);
  CHECK(limit.when(nearly_all, now, {level + 1, level + 1}) > now);
  CHECK(limit.when(nearly_all, now, {level + 1, level + 1}) < limit.when(nearly_all, now));
}

TEST_CASE("beside a neighbour its next burst is kept even from the last calls") {
  const time_point now = start + 1min;
  const limit_tracker limit = twelve_left(true);
  CHECK(limit.set_point(now) > 10);
  const limit_tracker::cost one{1, 1};
  const auto last = limit.when(one, now, one);
  CHECK(last > now);
  CHECK(last <= limit.when(one, now));
}

/// Conversations of some calls each, one after the other, against 600 requests a minute.
struct talks {
  model_governor governor{"m", limits(), make_admission_order("fifo"), start};
  time_point now = start;

  static model_limits limits() {
    model_limits made;
    made.requests_per_minute = 600;
    made.in_flight = 5000;
    return made;
  }
  void enqueue(call_id id, int turn, int calls_left) {
    call_shape shape;
    shape.role = turn > 0 ? agent_role::proactive : agent_role::judge;
    shape.turn = turn;
    shape.calls_left = calls_left;
    shape.input_bytes = 400;
    shape.max_output_tokens = 100;
    shape.deadline = start + 10h;
    governor.enqueue(id, shape, now);
  }
  int sent_at_once() {
    int n = 0;
    while (governor.admit(now)) ++n;
    return n;
  }
  void begin() {  // the first call goes alone
    enqueue(1, 1, 1);
    REQUIRE(sent_at_once() == 1);
    governor.succeeded(1, token_usage{100, 0, 50, 0}, true, now);
  }
};

TEST_CASE("the last calls of all conversations leave half a second earlier") {
  talks last, more, judging, unknown;
  last.begin();
  more.begin();
  for (call_id id = 2; id <= 600; ++id) {
    last.enqueue(id, 1, 1);
    more.enqueue(id, 1, 3);
    judging.enqueue(id, 0, 1);
    unknown.enqueue(id, 1, id == 600 ? 0 : 1);
  }
  CHECK(last.sent_at_once() == 599);  // one was the first; all that there is
  CHECK(more.sent_at_once() == 594);  // five stay for what follows
  // Only judging: nobody here knows how many conversations are still going on elsewhere.
  CHECK(judging.sent_at_once() == 1);
  judging.governor.succeeded(2, token_usage{100, 0, 50, 0}, true, start);
  CHECK(judging.sent_at_once() == 594);
  CHECK(unknown.sent_at_once() == 1);
  unknown.governor.succeeded(2, token_usage{100, 0, 50, 0}, true, start);
  CHECK(unknown.sent_at_once() == 594);
}

TEST_CASE("calls that are dropped, late or failed are not waited for") {
  talks some;
  some.begin();
  for (call_id id = 2; id <= 600; ++id) some.enqueue(id, 1, 1);
  for (call_id id = 601; id <= 700; ++id) some.enqueue(id, 1, 9);
  for (call_id id = 601; id <= 700; ++id) some.governor.drop(id);
  CHECK(some.sent_at_once() == 599);
}

}  // namespace
}  // namespace parley::quota
