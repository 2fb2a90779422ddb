// Runs that are foreseen: the engine on the virtual clock, believing a prior.
#include "engine/forecast/forecast.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "engine/forecast/learn.hpp"
#include "profiles/generator.hpp"

using namespace parley;
using namespace parley::forecast;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Twenty customers of a provider of which nothing special is believed.
struct bench {
  bench() : prompts(prompt_library::load("es", {}).value()) {
    config.loop.max_iterations = 1;
    config.loop.min_iterations = 1;
  }
  play_inputs inputs() const {
    play_inputs out{config, profiles, prompts, belief};
    out.iterations = config.loop.max_iterations;
    return out;
  }
  played_run played() const { return play(inputs()); }

  settings config = settings::defaults();
  std::vector<customer_profile> profiles = generate_profiles(20, 3);
  prompt_library prompts;
  prior belief = generic_prior("es");
};

call_sample sample(agent_role role, const std::string& model) {
  call_sample out;
  out.role = role;
  out.model = model;
  out.input_bytes = 4000;
  out.input_tokens = 1000;
  out.cached_tokens = 250;
  out.output_tokens = 80;
  out.text_bytes = 400;
  out.first_token_sec = 0.2;
  out.latency_sec = 1;
  return out;
}

}  // namespace

TEST_CASE("a spread draws what its quantiles say") {
  std::vector<double> values;
  for (int i = 0; i <= 1000; ++i) values.push_back(1000 - i);
  const spread uniform = spread::of(std::move(values));
  CHECK_THAT(uniform.draw(0), WithinAbs(0, 1e-9));
  CHECK_THAT(uniform.draw(0.5), WithinAbs(500, 1e-9));
  CHECK_THAT(uniform.draw(0.42), WithinAbs(420, 1e-9));
  CHECK_THAT(uniform.draw(1), WithinAbs(1000, 1e-9));
  CHECK_THAT(uniform.mean(), WithinAbs(500, 1e-9));
  CHECK_THAT(uniform.times(2).plus(1).draw(0.5), WithinAbs(1001, 1e-9));
  // A log-normal's mean is exp(sigma^2 / 2) times its median.
  CHECK_THAT(spread::log_normal(10, 0.5).mean(), WithinRel(10 * std::exp(0.125), 0.02));
  CHECK_THAT(spread::of({7}).draw(0.3), WithinAbs(7, 1e-9));
}

TEST_CASE("a play follows from its seed") {
  const bench b;
  play_inputs in = b.inputs();
  const played_run first = play(in), again = play(in);
  REQUIRE(first.iterations.size() == 1);
  CHECK(first.iterations[0].customers == 20);
  CHECK(first.total().calls > 60);
  CHECK(first.total().seconds == again.total().seconds);
  CHECK(first.total().cost == again.total().cost);
  in.seed = 2;
  CHECK(play(in).total().seconds != first.total().seconds);
}

TEST_CASE("twice the latency is twice the time where latency binds") {
  bench b;
  const double before = b.played().total().seconds;
  for (role_prior& role : b.belief.roles) {
    role.first_token = role.first_token.times(2);
    role.token_seconds = role.token_seconds.times(2);
  }
  const played_run slow = b.played();
  CHECK_THAT(slow.total().seconds, WithinRel(2 * before, 0.1));
  CHECK(slow.iterations[0].binds == "path");
}

TEST_CASE("a limit that the provider enforces holds the run up, and is said to bind") {
  bench b;
  b.belief.limits["gpt-4.1-mini"] = {60, 0, 10, true, true};
  const played_run run = b.played();
  const amount took = run.total();
  CHECK(took.seconds >= took.calls - 10 - 1);  // one a second after a burst of ten
  CHECK(took.seconds < 1.2 * took.calls);
  CHECK(run.iterations[0].binds == "requests: gpt-4.1-mini");
}

TEST_CASE("a budget ends the played run where it would end the real one") {
  bench b;
  b.config.loop.max_cost = 0.02;
  b.config.loop.max_iterations = 3;
  const auto found = make_forecast(b.inputs());
  CHECK(found.stopped == stop_reason::cost_budget);
  CHECK(found.binds == "money");
  CHECK(found.total.cost.high <= 0.02);
  CHECK_FALSE(found.stop_detail.empty());
}

TEST_CASE("a forecast names the setting that holds the run up") {
  bench b;
  b.config.conversation.max_open = 2;
  const auto found = make_forecast(b.inputs());
  CHECK(found.binds == "open conversations");
  REQUIRE_FALSE(found.tried.empty());
  CHECK(found.tried[0].key == "conversation.max_open");
  CHECK(found.tried[0].after == "4");
  CHECK(found.tried[0].faster > 0.3);
  const amount_range& all = found.total;
  for (const range& one : {all.calls, all.input_tokens, all.output_tokens, all.cost, all.seconds}) {
    CHECK(one.low <= one.expected);
    CHECK(one.expected <= one.high);
    CHECK(one.low < one.high);
  }
}

TEST_CASE("iterations that repeat each other are not all played") {
  bench b;
  b.config.loop.max_iterations = 500;
  const auto found = make_forecast(b.inputs());
  CHECK(found.played_iterations < 40);
  CHECK(found.total.calls.expected > 400 * found.iterations[0].takes.calls.expected);
}

TEST_CASE("earlier runs are believed: lengths, shares, times, how conversations end, limits") {
  const settings config = settings::defaults();
  const std::string model = config.agent(agent_role::judge).model;
  run_samples run;
  run.provider = "openai";
  for (int i = 0; i < 50; ++i) run.calls.push_back(sample(agent_role::judge, model));
  for (int i = 0; i < 5; ++i) run.calls.push_back(sample(agent_role::planner, model));
  for (int i = 0; i < 50; ++i) run.calls.push_back(sample(agent_role::customer, "another"));
  for (int i = 0; i < 30; ++i)
    run.talks.push_back({i < 10 ? 1 : 2, i < 10 ? "silence" : "max_turns"});
  run.planned_turns = {2, 2, 2};
  run.limits[model] = {500, 30'000};
  const prior before = generic_prior("es");
  const prior after = learn(before, std::vector{run}, config, 1);
  const role_prior& judge = after.roles[static_cast<std::size_t>(agent_role::judge)];
  CHECK(judge.calls == 50);
  CHECK_THAT(judge.tokens_per_input_byte, WithinAbs(0.25, 1e-9));
  CHECK_THAT(judge.cached_share, WithinAbs(0.25, 1e-9));
  CHECK_THAT(judge.bytes_per_output_token, WithinAbs(5, 1e-9));
  CHECK_THAT(judge.first_token.draw(0.5), WithinAbs(0.2, 1e-9));
  CHECK_THAT(judge.token_seconds.draw(0.5), WithinAbs(0.01, 1e-9));
  for (const agent_role role : {agent_role::planner, agent_role::customer}) {
    INFO(to_string(role));  // too few, or of another model
    CHECK(after.roles[static_cast<std::size_t>(role)].calls == 0);
    CHECK(after.roles[static_cast<std::size_t>(role)].first_token.draw(0.5) ==
          before.roles[static_cast<std::size_t>(role)].first_token.draw(0.5));
  }
  CHECK_THAT(after.talk.silent[0], WithinAbs(1.0 / 3, 1e-9));
  CHECK(after.talk.silent[1] == 0);
  CHECK(after.talk.planned_turns == 2);
  CHECK(after.limits.at(model).requests_per_minute == 500);
  CHECK(after.latency_doubt < before.latency_doubt);
  CHECK(after.source.find("1 earlier run") != std::string::npos);
}

TEST_CASE("times of the simulated provider are taken at the coming run's scale") {
  const settings config = settings::defaults();
  run_samples run;
  run.provider = "sim";
  run.time_scale = 0.1;
  for (int i = 0; i < 20; ++i)
    run.calls.push_back(sample(agent_role::judge, config.agent(agent_role::judge).model));
  const auto judge = static_cast<std::size_t>(agent_role::judge);
  const prior real = learn(simulated_prior(), std::vector{run}, config, 1);
  CHECK_THAT(real.roles[judge].first_token.draw(0.5), WithinAbs(2, 1e-9));
  run.time_scale = 0;  // nothing was waited for
  const prior same = learn(simulated_prior(), std::vector{run}, config, 1);
  CHECK(same.roles[judge].first_token.draw(0.5) ==
        simulated_prior().roles[judge].first_token.draw(0.5));
}
