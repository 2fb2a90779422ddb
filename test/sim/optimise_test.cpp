// Whole searches on the virtual clock, against models played from the hidden world.
#include <fmt/format.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "agents/planner_agent.hpp"
#include "engine/optimise_run.hpp"
#include "profiles/generator.hpp"
#include "test/sim/played_provider.hpp"
#include "test/support/sim_clock.hpp"

using namespace parley;
using namespace parley::test;

namespace {

const prompt_library& prompts() {
  static const prompt_library loaded = prompt_library::load("es", {}).value();
  return loaded;
}

struct scene {
  std::string family = "W1";
  std::uint64_t seed = 7;
  std::size_t customers = 160;
  int conversations = 1500;
  double latency_scale = 1;
  int fail_from = 0;
  std::optional<double> stop_at;  ///< seconds
};

struct ended_search {
  std::string champion;  ///< plan as JSON
  std::string numbers;
  bool complete = false;
  bool promoted = false;
  std::string why;
  truth::remeasurement report;
  search_conduct conduct;
  std::size_t rules_measured = 0;
  int calls = 0;
};

asio::awaitable<void> stop_later(optimise_run& run, clock_source& clock, double seconds) {
  co_await clock.sleep_for(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)));
  run.stop();
}

ended_search play(const scene& what) {
  asio::io_context context;
  sim_clock clock(context);
  played_provider provider(clock, what.family, what.seed, what.latency_scale);
  if (what.fail_from > 0) provider.fail_from(what.fail_from);
  settings config = settings::defaults();
  config.truth.conversations = what.conversations;
  config.truth.resamples = 300;
  config.run.seed = what.seed;
  optimise_inputs inputs{config, generate_profiles(what.customers, 3), prompts(), provider, clock};
  optimise_run run(std::move(inputs));
  task_group runner(context.get_executor());
  runner.spawn(run.execute());
  if (what.stop_at) runner.spawn(stop_later(run, clock, *what.stop_at));
  clock.run();
  REQUIRE(runner.size() == 0);
  ended_search out;
  out.champion = plan_to_json(run.search().plan_for(run.search().champion()));
  out.complete = run.ended().complete;
  out.why = out.complete ? run.search().why_ended() : run.ended().sentence;
  out.promoted = run.search().champion() != run.search().baseline();
  out.report = run.search().report();
  out.conduct = run.conduct();
  out.calls = provider.calls();
  for (const auto& e : run.search().effects_of_rules()) out.rules_measured += e.known;
  out.numbers = fmt::format("{} {} {} {} {}", out.report.gain.mean, out.report.interval.low,
                            out.report.interval.high, run.search().conversations(), out.why);
  return out;
}

}  // namespace

TEST_CASE("a search over the real prompts finds rules that help, and reports on fresh customers") {
  const ended_search done = play({});
  CHECK(done.complete);
  CHECK(done.promoted);
  REQUIRE(done.report.any);
  CHECK(done.report.promoted);
  CHECK(done.report.interval.low > 0);
  CHECK(done.rules_measured > 0);
  CHECK(done.conduct.held <= 1500);
  CHECK(10 * done.conduct.scored > 9 * done.conduct.held);
  CHECK(done.conduct.repeats.size() > 20);
}

TEST_CASE("a search is the same bytes for the same seed, whatever the latency") {
  scene what;
  what.customers = 60;
  what.conversations = 400;
  const ended_search first = play(what);
  what.latency_scale = 0.1;
  const ended_search second = play(what);
  CHECK(first.champion == second.champion);
  CHECK(first.numbers == second.numbers);
  CHECK(first.conduct.repeats == second.conduct.repeats);
}

TEST_CASE("where no message has any effect, nothing is promoted and money is left over") {
  scene what;
  what.family = "W0";
  const ended_search done = play(what);
  CHECK(done.complete);
  CHECK_FALSE(done.promoted);
  CHECK(done.conduct.held < 1500);
  if (done.report.any) CHECK(done.report.interval.low <= 0);
}

TEST_CASE("a lost provider ends the search, and nothing is claimed") {
  scene what;
  what.fail_from = 300;
  const ended_search done = play(what);
  CHECK_FALSE(done.complete);
  CHECK_FALSE(done.report.any);
  CHECK_THAT(done.why, Catch::Matchers::ContainsSubstring("balance"));
  CHECK(done.calls < 300 + 600);  // what was in flight, no more
}

TEST_CASE("a stop ends the search after what is in flight") {
  scene what;
  what.stop_at = 3;
  const ended_search done = play(what);
  CHECK_FALSE(done.complete);
  CHECK(done.why == "stopped on request");
  CHECK_FALSE(done.report.any);
}
