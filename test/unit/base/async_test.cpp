#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <catch2/catch_test_macros.hpp>
#include <stdexcept>

#include "base/clock.hpp"
#include "base/mailbox.hpp"
#include "base/semaphore.hpp"
#include "base/task_group.hpp"
#include "test/support/run_coroutine.hpp"
#include "test/support/sim_clock.hpp"

using namespace parley;
using namespace std::chrono_literals;
using test::run_coroutine;
using test::sim_clock;

namespace {

asio::awaitable<void> note_after(clock_source& clock, duration delay, int value,
                                 std::vector<int>& log) {
  co_await clock.sleep_for(delay);
  log.push_back(value);
}

asio::awaitable<void> wait_forever(clock_source& clock, bool& cancelled) {
  try {
    co_await clock.sleep_for(1000h);
  } catch (const boost::system::system_error&) {
    cancelled = true;
    throw;
  }
}

asio::awaitable<void> fail_after(clock_source& clock, duration delay) {
  co_await clock.sleep_for(delay);
  throw std::runtime_error("boom");
}

asio::awaitable<void> join_into(task_group& group, std::string& outcome) {
  try {
    co_await group.join();
    outcome = "joined";
  } catch (const std::exception& e) {
    outcome = e.what();
  }
}

asio::awaitable<void> hold_permit(semaphore& permits, clock_source& clock, int id,
                                  std::vector<int>& order) {
  permit mine = co_await permits.acquire();
  order.push_back(id);
  co_await clock.sleep_for(1s);
}

asio::awaitable<void> send_all(mailbox<int>& box, int count, int& sent) {
  for (int i = 0; i < count; ++i) {
    co_await box.send(i);
    ++sent;
  }
  box.close();
}

asio::awaitable<void> receive_all(mailbox<int>& box, clock_source& clock, std::vector<int>& got) {
  for (;;) {
    co_await clock.sleep_for(1s);
    auto item = co_await box.receive();
    if (!item) co_return;
    got.push_back(*item);
  }
}

}  // namespace

TEST_CASE("virtual time runs waits in order of time, an hour in no time") {
  asio::io_context context;
  sim_clock clock(context);
  task_group group(context.get_executor());
  std::vector<int> log;
  std::string outcome;
  group.spawn(note_after(clock, 1h, 3, log));
  group.spawn(note_after(clock, 1s, 1, log));
  group.spawn(note_after(clock, 1min, 2, log));
  asio::co_spawn(context, join_into(group, outcome), [](std::exception_ptr) {});
  clock.run();
  CHECK(log == std::vector{1, 2, 3});
  CHECK(outcome == "joined");
}

TEST_CASE("the first error cancels the siblings and comes out of join") {
  asio::io_context context;
  sim_clock clock(context);
  task_group group(context.get_executor());
  bool cancelled = false;
  std::string outcome;
  group.spawn(wait_forever(clock, cancelled));
  group.spawn(fail_after(clock, 1s));
  asio::co_spawn(context, join_into(group, outcome), [](std::exception_ptr) {});
  clock.run();
  CHECK(outcome == "boom");
  CHECK(cancelled);
  CHECK(clock.waiting() == 0);
}

asio::awaitable<void> join_then_wait(task_group& inner, clock_source& clock,
                                     std::vector<std::string>& seen) {
  co_await inner.join();
  seen.push_back("joined");
  co_await clock.sleep_for(5s);
  seen.push_back("waited");
}

TEST_CASE(
    "join waits for everybody even when its caller is cancelled, whose next wait then throws") {
  asio::io_context context;
  sim_clock clock(context);
  std::vector<int> log;
  std::vector<std::string> seen;
  for (const bool cancelled : {true, false}) {
    task_group inner(context.get_executor()), outer(context.get_executor());
    inner.spawn(note_after(clock, 10s, 1, log));
    outer.spawn(join_then_wait(inner, clock, seen));
    context.poll();
    if (cancelled) outer.cancel();
    clock.run();
    CHECK(inner.size() == 0);
    CHECK(outer.size() == 0);
  }
  CHECK(log == std::vector<int>{1, 1});
  CHECK(seen == std::vector<std::string>{"joined", "joined", "waited"});
}

TEST_CASE("cancelling a group ends tasks that have not even started") {
  asio::io_context context;
  sim_clock clock(context);
  task_group group(context.get_executor());
  bool cancelled = false;
  std::string outcome;
  group.spawn(wait_forever(clock, cancelled));
  group.cancel();
  asio::co_spawn(context, join_into(group, outcome), [](std::exception_ptr) {});
  clock.run();
  CHECK(outcome == "joined");
  CHECK(clock.now() < time_point(100h));
}

TEST_CASE("permits are handed out in order, never more than the limit, and come home") {
  asio::io_context context;
  sim_clock clock(context);
  semaphore permits(context.get_executor(), 2);
  task_group group(context.get_executor());
  std::vector<int> order;
  std::string outcome;
  for (int i = 0; i < 7; ++i) group.spawn(hold_permit(permits, clock, i, order));
  asio::co_spawn(context, join_into(group, outcome), [](std::exception_ptr) {});
  context.poll();
  CHECK(permits.out() == 2);
  CHECK(permits.waiting() == 5);
  SECTION("with a fixed limit") {
    clock.run();
    CHECK(order == std::vector{0, 1, 2, 3, 4, 5, 6});
  }
  SECTION("a raised limit lets more in at once") {
    permits.set_limit(5);
    context.restart();
    context.poll();
    CHECK(permits.out() == 5);
    clock.run();
  }
  SECTION("cancelled waiters leave the queue, and nobody sleeps on") {
    group.cancel();
    clock.run();
    CHECK(clock.now() == time_point(1h));
  }
  CHECK(outcome == "joined");
  CHECK(permits.out() == 0);
  CHECK(permits.waiting() == 0);
}

TEST_CASE("a mailbox holds senders back, loses nothing, and drains after close") {
  asio::io_context context;
  sim_clock clock(context);
  mailbox<int> box(context.get_executor(), 2);
  task_group group(context.get_executor());
  std::vector<int> got;
  int sent = 0;
  std::string outcome;
  group.spawn(send_all(box, 6, sent));
  group.spawn(receive_all(box, clock, got));
  asio::co_spawn(context, join_into(group, outcome), [](std::exception_ptr) {});
  context.poll();
  CHECK(sent == 2);
  clock.run();
  CHECK(got == std::vector{0, 1, 2, 3, 4, 5});
  CHECK(outcome == "joined");
}

TEST_CASE("the system clock waits and can be cancelled") {
  asio::io_context context;
  auto clock = make_system_clock(context);
  const time_point start = clock->now();
  run_coroutine(context, clock->sleep_for(5ms));
  CHECK(clock->now() - start >= 5ms);

  task_group group(context.get_executor());
  bool cancelled = false;
  std::string outcome;
  group.spawn(wait_forever(*clock, cancelled));
  asio::co_spawn(context, join_into(group, outcome), [](std::exception_ptr) {});
  context.restart();
  context.poll();
  group.cancel();
  context.run();
  CHECK(cancelled);
  CHECK(outcome == "joined");
}
