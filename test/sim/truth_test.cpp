// Whole runs of the loop on the virtual clock: what they promote, and what they may claim.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/json.hpp"
#include "base/task_group.hpp"
#include "engine/run.hpp"
#include "output/run_logger.hpp"
#include "output/run_money.hpp"
#include "profiles/generator.hpp"
#include "test/sim/played_provider.hpp"
#include "test/support/sim_clock.hpp"

using namespace parley;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const prompt_library& prompts() {
  static const prompt_library loaded = prompt_library::load("es", {}).value();
  return loaded;
}

struct notices final : run_observer {
  std::string all;
  void notice(const std::string& text) override { all += text + "\n"; }
};

struct scene {
  std::string family = "W1";
  std::uint64_t seed = 7;
  std::size_t customers = 300;
  int iterations = 5;
  double latency_scale = 1;
  double baseline_share = 0;
  bool gate = true;
};

struct ended {
  run_record record;
  json::value truth;
  std::string notices;
  const json::object& part(std::string_view name) const {
    return truth.as_object().at(name).as_object();
  }
};

asio::awaitable<void> keep(run& engine, run_record& out) {
  run_record done = co_await engine.execute();
  out = std::move(done);
}

ended play(const scene& what) {
  asio::io_context context;
  sim_clock clock(context);
  played_provider provider(clock, what.family, what.seed, what.latency_scale);
  notices heard;
  settings config = settings::defaults();
  config.run.seed = what.seed;
  config.loop.max_iterations = what.iterations;
  config.truth.resamples = 300;
  config.truth.baseline_share = what.baseline_share;
  config.truth.gate = what.gate;
  run_inputs inputs{config, generate_profiles(what.customers, 3), prompts(), provider, clock,
                    heard};
  inputs.run_id = "x";
  inputs.provider_name = "sim";
  run engine(std::move(inputs));
  ended out;
  task_group runner(context.get_executor());
  runner.spawn(keep(engine, out.record));
  clock.run();
  REQUIRE(runner.size() == 0);
  out.notices = heard.all;
  if (!out.record.truth.empty()) out.truth = parse_json(out.record.truth).value();
  return out;
}

double number(const json::value& value) {
  return value.to_number<double>();
}

}  // namespace

TEST_CASE("a run promotes on customers it was not tuned on, and measures on others again") {
  const ended done = play({});
  INFO(done.notices);
  CHECK_THAT(done.notices, ContainsSubstring("customers to search on"));
  CHECK(done.truth.at("promoted").as_bool());
  const json::object& measured = done.part("measurement");
  CHECK(measured.at("complete").as_bool());
  CHECK(number(measured.at("low")) > 0);
  CHECK(number(measured.at("n")) <= 95);  // the report customers, none of the others
  for (const json::value& row : measured.at("rows").as_array())
    CHECK(done.part("customers").at(row.at("customer_id").as_string()).as_string() == "report");
  CHECK(done.part("judge").at("repeats").as_int64() > 20);
  CHECK(done.part("judge").at("anchor_looks").as_array().size() ==
        done.record.iterations.size() - 1);
  CHECK_FALSE(done.part("fidelity").at("persona_variance").is_null());
  CHECK(run_to_json(run_from_json(run_to_json(done.record)).value()) == run_to_json(done.record));
}

TEST_CASE("rules that stand keep their bytes and ids, and the base is not touched") {
  const ended done = play({});
  const plan& first = done.record.iterations.front().used;
  for (const iteration_record& one : done.record.iterations) {
    CHECK(one.used.prompt_seed == first.prompt_seed);
    CHECK(one.used.max_turns == first.max_turns);
    for (const cohort_rule& rule : one.used.cohort_rules)
      for (const iteration_record& other : done.record.iterations)
        for (const cohort_rule& same : other.used.cohort_rules)
          if (same.id == rule.id) CHECK(same == rule);
  }
}

TEST_CASE(
    "a run's decisions and numbers are the same bytes for the same seed, whatever the latency") {
  scene what;
  what.customers = 60;
  what.iterations = 3;
  const ended first = play(what);
  what.latency_scale = 0.1;
  const ended second = play(what);
  CHECK(first.record.truth == second.record.truth);
}

TEST_CASE("every call of a run has its purpose: iterations, judging again, the last measurement") {
  const ended done = play({});
  const json::value purposes = cost_by_purpose_json(done.record);
  std::int64_t all = 0, work = 0;
  for (const role_spend& one : done.record.spend) all += one.calls + one.failures;
  for (const iteration_record& one : done.record.iterations)
    for (std::size_t role = 0; role < one.checks.size(); ++role)
      work += one.report.spend[role].calls + one.report.spend[role].failures -
              one.checks[role].calls - one.checks[role].failures;
  CHECK(purposes.at("iterations").at("calls").as_int64() == work);
  const std::int64_t again = purposes.at("judged_again").at("calls").as_int64();
  const std::int64_t last = purposes.at("last_measurement").at("calls").as_int64();
  CHECK(again > 100);
  CHECK(last > 2 * 90);
  CHECK(work + again + last == all);
}

TEST_CASE("where no message has any effect, a run promotes nothing") {
  scene what;
  what.family = "W0";
  const ended done = play(what);
  INFO(done.notices);
  CHECK_FALSE(done.truth.at("promoted").as_bool());
  if (!done.truth.at("measurement").is_null())
    CHECK(number(done.part("measurement").at("low")) <= 0);
}

TEST_CASE("where there is nothing to gain, a run stops well before its budget and says so") {
  int said = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    scene what;
    what.family = "W0";
    what.seed = seed;
    what.customers = 120;
    what.iterations = 20;
    const ended done = play(what);
    INFO(seed << ": " << done.record.stop_detail << "\n" << done.notices);
    CHECK(done.record.stopped == stop_reason::converged);
    CHECK(done.record.iterations.size() <= 10);
    CHECK_FALSE(done.truth.at("promoted").as_bool());
    said += done.record.stop_detail.find("Nothing to gain here") != std::string::npos;
  }
  INFO(said);
  CHECK(said == 6);
}

TEST_CASE("too few customers: the run says so, goes on, and claims nothing") {
  scene what;
  what.customers = 12;
  what.iterations = 3;
  const ended done = play(what);
  CHECK_THAT(done.notices, ContainsSubstring("12 customers are too few"));
  CHECK_FALSE(done.truth.at("promoted").as_bool());
  CHECK(done.truth.at("measurement").is_null());
  CHECK(done.record.iterations.size() == 3);
}

TEST_CASE("a handful of report customers gets the wider interval, and no crash") {
  scene what;
  what.customers = 36;
  what.iterations = 3;
  for (what.seed = 1; what.seed <= 6; ++what.seed) {
    const ended done = play(what);
    if (done.truth.at("measurement").is_null()) continue;
    const json::object& measured = done.part("measurement");
    if (number(measured.at("n")) < 12) CHECK(measured.at("interval").as_string() == "t");
  }
}

TEST_CASE("an A/B test keeps its arms and checks their sizes") {
  scene what;
  what.baseline_share = 0.5;
  what.iterations = 3;
  const ended done = play(what);
  const json::array& sides = done.truth.at("ab_test").as_array();
  REQUIRE(sides.size() == 2);
  for (const json::value& one : sides) {
    CHECK_FALSE(one.at("ratio_alarm").as_bool());
    CHECK(number(one.at("baseline")) > 140);
    CHECK(number(one.at("new_prompt")) > 140);
    CHECK(number(one.at("change").at("low")) < number(one.at("change").at("high")));
  }
  CHECK_THAT(json::serialize(done.truth.at("said")), ContainsSubstring("A/B in iteration 3"));
  CHECK_THAT(done.notices, ContainsSubstring("150 customers keep hearing the first prompt"));
}

TEST_CASE("without the gate the loop tunes on everybody and claims nothing") {
  scene what;
  what.customers = 40;
  what.iterations = 2;
  what.gate = false;
  const ended done = play(what);
  CHECK(done.record.truth.empty());
  CHECK(done.record.iterations.size() == 2);
}
