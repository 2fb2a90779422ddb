// Chosen situations, each named for what the engine must do in it.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "engine/cost.hpp"
#include "test/sim/checkers.hpp"

using namespace parley;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

outcome play_checked(const scenario& what) {
  outcome seen = play(what);
  for (const auto& complaint : check(what, seen)) FAIL_CHECK(complaint);
  REQUIRE(seen.finished);
  return seen;
}

std::string all_notices(const outcome& seen) {
  std::string out;
  for (const auto& notice : seen.events.notices) out += notice + "\n";
  return out;
}

}  // namespace

TEST_CASE("a run without faults talks to everybody, judges everybody and compares") {
  const outcome seen = play_checked(plain_scenario(30));
  const run_record& run = seen.record;
  REQUIRE(run.iterations.size() == 3);
  CHECK(run.version == "sim");
  for (const iteration_record& it : run.iterations) {
    CHECK(it.conversations.size() == 30);
    CHECK(it.report.all.n == 30);
    CHECK(it.plan_source == "planner");
    CHECK(it.makespan_ratio >= 1);
  }
  CHECK(run.iterations[0].proposal);
  CHECK_FALSE(run.iterations[2].proposal);  // nothing comes after the last
  CHECK(run.history[0].author == "planner");
  CHECK(run.history[1].author == "tuner");
  CHECK(run.history[1].reason == run.iterations[0].proposal->rationale);
  REQUIRE(run.comparison);
  CHECK(run.comparison->rows.back().n == 30);
  CHECK(run.comparison->rows.back().nps_change.mean > 0);  // the script improves
  CHECK(run.cost > 0);
  CHECK(run.cost_known);
}

TEST_CASE("judging starts while others still talk") {
  scenario what = plain_scenario(40);
  what.config.loop.max_iterations = 1;
  what.config.loop.min_iterations = 1;
  what.config.conversation.max_open = 8;
  const outcome seen = play_checked(what);
  REQUIRE(seen.log.first_judge_call);
  CHECK(*seen.log.first_judge_call < *seen.log.last_talk_call);
}

TEST_CASE("a full judge queue holds permits, so that intake slows by itself") {
  scenario what = plain_scenario(60);
  what.config.loop.max_iterations = 1;
  what.config.loop.min_iterations = 1;
  what.config.conversation.max_open = 5;
  what.config.conversation.judge_queue = 2;
  what.config.conversation.judges = 1;
  const outcome seen = play_checked(what);
  CHECK(seen.log.most_judging == 1);
  CHECK(seen.events.most_in_progress <= 5 + 2 + 1);
  CHECK(seen.events.most_in_progress > 5);  // the queue was used
  CHECK(seen.record.iterations[0].report.all.n == 60);
}

TEST_CASE("a planner that never gives a plan leaves the baseline in force, and says so") {
  scenario what = plain_scenario(8);
  what.script.planner_garbage = true;
  const outcome seen = play_checked(what);
  REQUIRE(seen.record.iterations.size() == 3);
  CHECK_THAT(seen.record.iterations[0].plan_source, StartsWith("baseline; the planner's was not"));
  CHECK_THAT(seen.record.iterations[1].plan_source, StartsWith("last plan kept"));
  CHECK(seen.record.iterations[1].used == seen.record.iterations[0].used);
  CHECK(seen.record.history[0].author == "baseline");
  CHECK_THAT(all_notices(seen), ContainsSubstring("the planner gave no usable plan"));
  const auto planner = static_cast<std::size_t>(agent_role::planner);
  CHECK(seen.record.spend[planner].calls == 6);  // asked twice in each iteration, and paid for
}

TEST_CASE("a tuner that gives nothing usable changes nothing, and says so") {
  scenario what = plain_scenario(8);
  what.script.tuner_garbage = true;
  const outcome seen = play_checked(what);
  for (const iteration_record& it : seen.record.iterations) CHECK_FALSE(it.proposal);
  CHECK_THAT(all_notices(seen), ContainsSubstring("the tuner gave no usable proposal"));
}

TEST_CASE("iterate asks the tuner after its only iteration, and goes on from a plan") {
  scenario what = plain_scenario(8);
  what.config.loop.max_iterations = 1;
  what.config.loop.min_iterations = 1;
  what.tune_after_last = true;
  what.first_iteration = 4;
  what.script.planner_garbage = true;
  plan start;
  start.prompt_seed = "Go on from here.";
  start.tone = "directo";
  start.template_name = "escalar";
  start.objectives = {"reduce churn"};
  start.max_turns = 2;
  what.start_plan = start;
  const outcome seen = play(what);
  REQUIRE(seen.record.iterations.size() == 1);
  CHECK(seen.record.iterations[0].iteration == 4);
  CHECK(seen.record.iterations[0].used == start);
  CHECK(seen.record.iterations[0].proposal);
  CHECK(seen.record.stopped == stop_reason::max_iterations);
}

TEST_CASE("a refused key ends the run before anybody is talked to") {
  scenario what = plain_scenario(20);
  what.script.fatal_at_call = 1;
  what.script.fatal = failure_code::authentication;
  const outcome seen = play_checked(what);
  CHECK(seen.record.stopped == stop_reason::provider_failure);
  CHECK(seen.record.stop_code == failure_code::authentication);
  CHECK_THAT(seen.record.stop_detail, ContainsSubstring("the account is closed"));
  CHECK(seen.record.iterations.empty());
  CHECK(seen.log.calls == 1);
}

TEST_CASE("a balance that runs out in mid-run sends no further call and keeps what was done") {
  scenario what = plain_scenario(30);
  what.config.conversation.max_open = 6;
  what.script.fatal_at_call = 60;
  const outcome seen = play_checked(what);
  CHECK(seen.record.stopped == stop_reason::provider_failure);
  CHECK(seen.record.stop_code == failure_code::balance_exhausted);
  CHECK(seen.log.after_fatal == 0);
  REQUIRE(seen.record.iterations.size() == 1);
  CHECK(seen.record.iterations[0].report.all.n > 0);
  CHECK(seen.record.iterations[0].conversations.size() < 30);
}

TEST_CASE("an unreachable server ends the run; one that fails later does not") {
  scenario what = plain_scenario(6);
  what.script.fatal = failure_code::connect_failed;
  what.script.fatal_at_call = 1;
  CHECK(play_checked(what).record.stop_code == failure_code::connect_failed);
}

TEST_CASE("a provider that fails every conversation ends the run with an example") {
  scenario what = plain_scenario(10);
  what.script.failed = 1;
  const outcome seen = play_checked(what);
  CHECK(seen.record.stopped == stop_reason::provider_failure);
  CHECK_THAT(seen.record.stop_detail, ContainsSubstring("None of 10 conversations"));
  CHECK_THAT(seen.record.stop_detail, ContainsSubstring("scripted: 500"));
}

TEST_CASE("malformed judgements leave customers unscored, never at zero") {
  scenario what = plain_scenario(40);
  what.script.malformed = 0.4;
  what.config.loop.max_iterations = 1;
  what.config.loop.min_iterations = 1;
  const outcome seen = play_checked(what);
  const cohort_summary& all = seen.record.iterations[0].report.all;
  CHECK(all.unscored > 0);
  CHECK(all.invalid > 0);
  CHECK(all.n + all.unscored + all.invalid == 40);
  for (const judgement& verdict : seen.record.iterations[0].judgements)
    if (!verdict.value) CHECK(verdict.reasks == 1);
}

TEST_CASE("stop() lets nobody else in, and judges those who talk") {
  scenario what = plain_scenario(60);
  what.config.conversation.max_open = 6;
  what.stop_at = 8;
  const outcome seen = play_checked(what);
  CHECK(seen.record.stopped == stop_reason::interrupted);
  REQUIRE(seen.record.iterations.size() == 1);
  const auto& it = seen.record.iterations[0];
  CHECK(it.conversations.size() > 0);
  CHECK(it.conversations.size() < 60);
  CHECK(it.report.all.n == it.conversations.size());
  CHECK_THAT(seen.record.stop_detail, ContainsSubstring("Stopped on request in iteration 1"));
}

TEST_CASE("the second stop() cancels what is in flight and keeps its row") {
  scenario what = plain_scenario(60);
  what.config.conversation.max_open = 6;
  what.stop_at = 8;
  what.second_stop_at = 8.2;
  const outcome seen = play_checked(what);
  CHECK(seen.record.stopped == stop_reason::interrupted);
  CHECK(seen.log.cancelled > 0);
  const auto& it = seen.record.iterations[0];
  const std::size_t cut = it.report.all.failed + it.report.all.unscored;
  CHECK(cut == static_cast<std::size_t>(seen.log.cancelled));
}

TEST_CASE("stop() before the first customer ends the run without an iteration") {
  scenario what = plain_scenario(10);
  what.stop_at = 0.001;
  const outcome seen = play_checked(what);
  CHECK(seen.record.stopped == stop_reason::interrupted);
  CHECK(seen.record.iterations.empty());
}

TEST_CASE("a deadline that cannot hold all is kept by leaving customers out, fairly") {
  scenario what = plain_scenario(200);
  what.config.loop.max_iterations = 2;
  what.config.loop.min_iterations = 2;
  what.config.loop.iteration_deadline = std::chrono::seconds(60);
  what.script.calls_per_second = 8;
  const outcome seen = play_checked(what);
  REQUIRE(seen.record.iterations.size() == 2);
  for (const iteration_record& it : seen.record.iterations) {
    CHECK(it.report.refused_for_deadline > 0);
    CHECK(it.conversations.size() + it.report.refused_for_deadline == 200);
    CHECK(it.report.all.n == it.conversations.size());  // all that were let in are judged
    CHECK(it.conversations.size() > 20);                // and the time was used
    for (const cohort_summary& c : it.report.cohorts) CHECK(c.customers > 0);
  }
  CHECK_THAT(all_notices(seen), ContainsSubstring("were not let in"));
}

TEST_CASE("a request budget ends intake before it is passed by much") {
  scenario what = plain_scenario(100);
  what.config.loop.max_requests = 200;
  const outcome seen = play_checked(what);
  CHECK(seen.record.stopped == stop_reason::request_budget);
  CHECK(total_requests(seen.record.spend) > 120);
  CHECK(total_requests(seen.record.spend) < 240);
  CHECK_THAT(seen.record.stop_detail, ContainsSubstring("loop.max_requests"));
}

TEST_CASE("a cost limit that cannot be kept is refused before a call is paid") {
  scenario what = plain_scenario(5);
  what.config.loop.max_cost = 1;
  what.config.agents[static_cast<std::size_t>(agent_role::judge)].model = "mystery";
  const outcome seen = play(what);
  CHECK(seen.record.stopped == stop_reason::cost_budget);
  CHECK_THAT(seen.record.stop_detail, ContainsSubstring("price of mystery is unknown"));
  CHECK(seen.log.calls == 0);
}

TEST_CASE("a live change is applied, recorded and told; with it the run goes on") {
  scenario what = plain_scenario(40);
  what.config.conversation.max_open = 10;
  what.narrow_at = 5;
  const outcome seen = play_checked(what);
  CHECK(seen.events.settings_changed == 2);
  std::vector<std::string> keys;
  for (const iteration_record& it : seen.record.iterations)
    for (const config_change& change : it.config_changes) keys.push_back(change.key);
  CHECK(keys == std::vector<std::string>{"conversation.max_open", "conversation.judges"});
  CHECK(seen.record.iterations.size() == 3);
}

TEST_CASE("a loop whose prompts stop helping converges") {
  scenario what = plain_scenario(50);
  what.config.loop.max_iterations = 8;
  what.script.improvement = 0;
  const outcome seen = play_checked(what);
  CHECK(seen.record.stopped == stop_reason::converged);
  CHECK(seen.record.iterations.size() == 3);
}

TEST_CASE("after the faults have stopped every later iteration is clean") {
  scenario what = plain_scenario(20);
  what.script.failed = 0.2;
  what.script.malformed = 0.1;
  what.script.faults_until = 10;
  what.config.conversation.max_open = 4;
  const outcome seen = play_checked(what);
  REQUIRE(seen.record.iterations.size() == 3);
  CHECK(seen.record.iterations[0].report.all.failed > 0);
  CHECK(seen.record.iterations[2].report.all.n == 20);
}

TEST_CASE("while a run is paused nothing is asked, and its deadline waits") {
  scenario what = plain_scenario(40);
  what.config.loop.max_iterations = 1;
  what.config.loop.min_iterations = 1;
  what.config.loop.iteration_deadline = std::chrono::seconds(120);
  what.config.conversation.max_open = 10;
  const outcome straight = play_checked(what);
  what.pause_at = 5;
  what.pause_for = 36'000;
  const outcome paused = play_checked(what);
  CHECK(paused.log.while_held == 0);
  REQUIRE(paused.record.iterations.size() == 1);
  CHECK(paused.record.iterations[0].report.all.n == 40);
  // Calls in flight end while the engine's time stands still: it takes no longer than unpaused.
  CHECK(paused.record.wall_sec <= straight.record.wall_sec);
  CHECK_THAT(all_notices(paused), ContainsSubstring("Paused"));
}

TEST_CASE("stop() ends a pause: what is open ends and is judged") {
  scenario what = plain_scenario(40);
  what.config.conversation.max_open = 10;
  what.pause_at = 3;
  what.pause_for = 1e6;
  what.stop_at = 100;
  const outcome seen = play_checked(what);
  CHECK(seen.record.stopped == stop_reason::interrupted);
  REQUIRE(seen.record.iterations.size() == 1);
  const auto& it = seen.record.iterations[0];
  CHECK(it.conversations.size() >= 10);
  CHECK(it.report.all.n == it.conversations.size());
}

TEST_CASE("twenty thousand conversations are open at once in one process", "[large]") {
  scenario what = plain_scenario(20'000);
  what.config.loop.max_iterations = 1;
  what.config.loop.min_iterations = 1;
  what.config.loop.iteration_deadline = std::chrono::hours(24);
  what.config.conversation.max_open = 20'000;
  what.config.conversation.max_turns = 1;
  what.script.median_latency = 600;
  what.script.latency_sigma = 0.1;
  const outcome seen = play_checked(what);
  CHECK(seen.log.most_talking == 20'000);
  CHECK(seen.record.iterations[0].report.all.n == 20'000);
}
