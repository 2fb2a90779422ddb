// The simulated network itself: streams without sockets, and runs over them.
#include <catch2/catch_test_macros.hpp>

#include "test/sim/checkers.hpp"
#include "test/sim/memory_stream.hpp"
#include "test/sim/seeds.hpp"
#include "test/support/sim_clock.hpp"

using namespace parley;
using namespace parley::test;
using namespace std::chrono_literals;
using http::io_state;

namespace {

struct connected {
  explicit connected(const memory_line& line = {})
      : clock(context), ends(make_memory_pair(context.get_executor(), clock, line)) {}
  std::string read_all(http::byte_stream& from) {
    std::string out;
    char piece[64];
    for (auto step = from.try_read(piece, sizeof piece); step.state == io_state::done;
         step = from.try_read(piece, sizeof piece))
      out.append(piece, step.bytes);
    return out;
  }
  void pass(duration time) {
    clock.advance(time);
    context.restart();
    context.poll();
  }
  asio::io_context context;
  sim_clock clock;
  memory_pair ends;
};

scenario small_network(bool bytes) {
  scenario what = plain_scenario(12);
  what.config.loop.max_iterations = 1;
  what.config.loop.min_iterations = 1;
  what.network.emplace();
  what.network->bytes = bytes;
  sim::service::quota_policy policy;
  policy.requests_per_minute = 300;
  policy.burst_seconds = 5;
  what.network->quotas["gpt-4.1-mini"] = policy;
  return what;
}

}  // namespace

TEST_CASE("bytes cross a connection after its delay, in order, and then its end") {
  memory_line line;
  line.one_way = 10ms;
  line.largest_piece = 3;
  connected to(line);
  char piece[8];
  CHECK(to.ends.client->try_write("hello").bytes == 3);
  CHECK(to.ends.client->try_write("lo").bytes == 2);
  to.ends.client->finish_sending();
  CHECK(to.ends.server->try_read(piece, sizeof piece).state == io_state::want_read);
  to.pass(10ms);
  CHECK(to.read_all(*to.ends.server) == "hello");
  CHECK(to.ends.server->try_read(piece, sizeof piece).state == io_state::ended);
  CHECK(to.ends.server->try_write("still").state == io_state::done);  // the other way is open
}

TEST_CASE("a full window holds the writer back, a reset breaks both ends") {
  memory_line line;
  line.window = 4;
  connected to(line);
  CHECK(to.ends.client->try_write("12345678").bytes == 4);
  CHECK(to.ends.client->try_write("5").state == io_state::want_write);
  to.pass(1s);
  CHECK(to.read_all(*to.ends.server) == "1234");
  CHECK(to.ends.client->try_write("5").state == io_state::done);
  to.ends.server->close(true);
  CHECK(to.ends.client->try_write("6").state == io_state::broken);
}

TEST_CASE("a line that is cut breaks after so many bytes towards the client") {
  memory_line line;
  line.cut_after = 6;
  connected to(line);
  CHECK(to.ends.server->try_write("12345").state == io_state::done);
  CHECK(to.ends.server->try_write("6").state == io_state::broken);
  char piece[8];
  CHECK(to.ends.client->try_read(piece, sizeof piece).state == io_state::broken);
}

TEST_CASE("both network levels talk to everybody, and their books agree with the provider's") {
  for (const bool bytes : {false, true}) {
    const scenario what = small_network(bytes);
    const outcome seen = play(what);
    INFO((bytes ? "connections" : "provider"));
    for (const auto& complaint : check(what, seen)) FAIL_CHECK(complaint);
    REQUIRE(seen.finished);
    REQUIRE(seen.record.iterations.size() == 1);
    CHECK(seen.record.iterations[0].report.all.n == 12);
    CHECK(seen.books.at("gpt-4.1-mini").granted >= 36);
  }
}

TEST_CASE("a checker notices money that the provider charged and nobody booked") {
  const scenario what = small_network(false);
  outcome seen = play(what);
  seen.books.at("gpt-4.1-mini").output += 1;
  CHECK(check(what, seen).size() == 1);
  seen.books.at("gpt-4.1-mini").output -= 2;
  CHECK(check(what, seen).size() == 2);
}

TEST_CASE("a failing seed names the command that plays it again") {
  seed_verdict verdict;
  verdict.wrong = {"something"};
  const std::string text = failure_text(7, sim_level::connections, verdict);
  CHECK(text.find("sim_engine --level connections --seed 7") != std::string::npos);
}
