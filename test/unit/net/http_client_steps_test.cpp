#include <boost/asio/co_spawn.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "base/task_group.hpp"
#include "net/http/pooled_client.hpp"
#include "test/support/sim_clock.hpp"
#include "test/unit/net/http_scripted_stream.hpp"

using namespace parley;
using namespace parley::test;

namespace {

enum class ending { unknown, success, failed, aborted };

// The production pool over scripted connections, on a virtual clock.
struct scripted_world {
  scripted_world() {
    http::client_settings settings;
    settings.where.host = "scripted";
    settings.where.port = "1";
    settings.transport.max_connections = 1;
    auto timers = std::make_unique<http::deadlines>(clock);
    auto connections = std::make_unique<scripted_connector>(
        context, plan,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    client = http::make_pooled_client(context, std::move(timers), std::move(connections),
                                      std::move(settings));
  }

  asio::awaitable<void> ask() {
    how = ending::aborted;
    http::request asked;
    const auto until = clock.now() + std::chrono::minutes(10);
    const auto answer = co_await client->exchange(std::move(asked), until, nullptr);
    how = answer ? ending::success : ending::failed;
    code = answer ? failure_code::none : answer.error().code;
    if (answer) CHECK(answer->reply.body == "hello");
  }
  // One exchange to its end, whatever it is.
  ending run() {
    how = ending::unknown;
    task_group tasks(context.get_executor());
    plan.on_cancel = [&] { asio::post(context, [&] { tasks.cancel(); }); };
    tasks.spawn(ask());
    asio::co_spawn(context, tasks.join(), [](std::exception_ptr error) { CHECK(!error); });
    clock.run();
    CHECK(tasks.size() == 0);
    return how;
  }

  asio::io_context context;
  sim_clock clock{context};
  fault_plan plan;
  std::unique_ptr<http::client> client;
  ending how = ending::unknown;
  failure_code code = failure_code::none;
};

}  // namespace

TEST_CASE("a fault at any step ends an exchange properly and leaves the pool usable",
          "[http][client]") {
  const fault what = GENERATE(fault::broken, fault::ended, fault::stalled, fault::cancelled);
  const bool reused = GENERATE(false, true);
  INFO("fault " << static_cast<int>(what) << ", on a reused connection: " << reused);
  std::size_t step = 0;
  for (bool struck = true; struck; ++step) {
    INFO("at step " << step);
    REQUIRE(step < 200);
    scripted_world world;
    if (reused) REQUIRE(world.run() == ending::success);
    world.plan.arm(what, step);
    const ending how = world.run();
    struck = world.plan.struck;
    world.plan.armed = false;

    if (!struck) {
      CHECK(how == ending::success);
    } else if (what == fault::cancelled) {
      CHECK((how == ending::aborted || how == ending::success));
    } else if (what == fault::stalled) {
      // Only a wait can stall; a step that does not wait goes on.
      CHECK((how == ending::success || world.code == failure_code::timed_out));
    } else {
      const bool may_repeat = reused && !world.plan.struck_after_byte;
      CHECK(how == (may_repeat ? ending::success : ending::failed));
      if (!may_repeat)
        CHECK((world.code == failure_code::connection_lost ||
               (world.code == failure_code::connect_failed && step == 0)));
    }
    const auto after = world.client->counters();
    CHECK(after.open == after.idle);  // nothing is held by anybody
    CHECK(after.stale <= 1);
    CHECK(world.clock.waiting() == 0);      // and nothing keeps the loop busy
    CHECK(world.run() == ending::success);  // the only slot of the pool came home
  }
  CHECK(step > 10);
}
