#include "test/sim/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <set>
#include <stdexcept>

#include "base/task_group.hpp"
#include "engine/run.hpp"
#include "output/run_logger.hpp"
#include "profiles/generator.hpp"
#include "test/support/sim_clock.hpp"

namespace parley::test {
namespace {

class counting_observer final : public run_observer {
 public:
  explicit counting_observer(observed_events& seen) : seen_(seen) {}
  void run_started(const run_record&) override { ++seen_.runs_started; }
  void iteration_started(int, const plan&, std::size_t) override { ++seen_.iterations_started; }
  void turn_spoken(const conversation_record& so_far, const turn&) override {
    ++seen_.turns;
    in_progress_.insert(so_far.customer_id);
    seen_.most_in_progress = std::max(seen_.most_in_progress, in_progress_.size());
  }
  void conversation_ended(const conversation_record& record) override {
    ++seen_.conversations_ended;
    if (!record.scorable()) in_progress_.erase(record.customer_id);
  }
  void judged(const judgement& verdict, const customer_value*) override {
    ++seen_.judged;
    in_progress_.erase(verdict.customer_id);
  }
  void prompt_recorded(const prompt_version&) override { ++seen_.prompts_recorded; }
  void iteration_finished(const iteration_record&) override { ++seen_.iterations_finished; }
  void setting_changed(const config_change&) override { ++seen_.settings_changed; }
  void notice(const std::string& text) override { seen_.notices.push_back(text); }
  void run_finished(const run_record&) override { ++seen_.runs_finished; }

 private:
  observed_events& seen_;
  std::set<std::string> in_progress_;
};

const prompt_library& spanish_prompts() {
  static const prompt_library prompts = [] {
    auto loaded = prompt_library::load("es", {});
    if (!loaded) throw std::runtime_error(loaded.error().message);
    return std::move(*loaded);
  }();
  return prompts;
}

std::chrono::milliseconds ms(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

asio::awaitable<void> run_it(run& subject, clock_source& clock, outcome& out,
                             task_group& disturbances) {
  run_record record = co_await subject.execute();
  out.record = std::move(record);
  out.finished = true;
  out.ended_at = clock.now();
  disturbances.cancel();  // a stop that was planned for later has nothing left to stop
}

asio::awaitable<void> stop_later(run& subject, clock_source& clock, double after, outcome& out) {
  co_await clock.sleep_for(ms(after));
  if (!out.stopped_at) out.stopped_at = clock.now();
  subject.stop();
}

asio::awaitable<void> pause_later(run& subject, clock_source& clock, double after, double length) {
  co_await clock.sleep_for(ms(after));
  subject.pause();
  co_await clock.sleep_for(ms(length));
  subject.resume();
}

asio::awaitable<void> narrow_later(run& subject, clock_source& clock, double after,
                                   settings changed) {
  co_await clock.sleep_for(ms(after));
  const settings before = changed;
  changed.conversation.max_open = std::max(1, changed.conversation.max_open / 2);
  changed.conversation.judges += 1;
  auto applied = subject.apply(changed, diff_settings(before, changed));
  (void)applied;
}

}  // namespace

std::string scenario::text() const {
  std::string out = fmt::format(
      "seed {}: {} customers, {} iterations, deadline {} s, open {}, queue {}, judges {}, "
      "{:.1f} calls/s, latency {:.1f} s, faults {:.2f}/{:.2f}/{:.2f}/{:.2f} until {:.0f} s",
      seed, customers, config.loop.max_iterations, config.loop.iteration_deadline.count(),
      config.conversation.max_open, config.conversation.judge_queue, config.conversation.judges,
      script.calls_per_second, script.median_latency, script.malformed, script.role_flip,
      script.failed, script.stalled, std::min(script.faults_until, 1e6));
  if (network) out += network->text();
  if (script.planner_garbage) out += ", planner garbage";
  if (script.tuner_garbage) out += ", tuner garbage";
  if (script.fatal_at_call) out += fmt::format(", fatal at call {}", script.fatal_at_call);
  if (stop_at) out += fmt::format(", stop at {:.1f} s", *stop_at);
  if (second_stop_at) out += fmt::format(" and {:.1f} s", *second_stop_at);
  if (narrow_at) out += fmt::format(", limits changed at {:.1f} s", *narrow_at);
  if (pause_at) out += fmt::format(", paused at {:.1f} s for {:.0f} s", *pause_at, pause_for);
  if (config.quota.hedge > 0) out += fmt::format(", second calls {:.2f}", config.quota.hedge);
  if (config.loop.max_requests) out += fmt::format(", {} requests", config.loop.max_requests);
  if (config.loop.max_tokens) out += fmt::format(", {} tokens", config.loop.max_tokens);
  if (config.loop.max_cost > 0) out += fmt::format(", cost {:.3f}", config.loop.max_cost);
  if (config.loop.time_budget.count())
    out += fmt::format(", {} s in all", config.loop.time_budget.count());
  return out;
}

scenario plain_scenario(std::size_t customers, std::uint64_t seed) {
  scenario out;
  out.seed = seed;
  out.customers = customers;
  out.config = settings::defaults();
  out.config.run.seed = seed;
  out.config.loop.max_iterations = 3;
  out.config.loop.min_iterations = 3;
  out.script.seed = seed;
  return out;
}

scenario draw_scenario(std::uint64_t seed) {
  random_stream random(seed, "scenario", "draw");
  scenario out = plain_scenario(4 + random.below(60), seed);
  const auto maybe = [&](double p, double low, double high) {
    const double value = random.uniform(low, high);
    return random.chance(p) ? value : 0.0;
  };
  loop_settings& loop = out.config.loop;
  loop.max_iterations = 1 + static_cast<int>(random.below(4));
  loop.min_iterations = std::min(2, loop.max_iterations);
  if (random.chance(0.4)) loop.iteration_deadline = std::chrono::seconds(20 + random.below(100));
  if (random.chance(0.15)) loop.time_budget = std::chrono::seconds(30 + random.below(120));
  if (random.chance(0.15)) loop.max_requests = 50 + static_cast<std::int64_t>(random.below(800));
  if (random.chance(0.15))
    loop.max_tokens = 20'000 + static_cast<std::int64_t>(random.below(300'000));
  if (random.chance(0.15)) loop.max_cost = random.uniform(0.005, 0.2);
  talk_settings& talk = out.config.conversation;
  talk.max_open = 1 + static_cast<int>(random.below(40));
  talk.judge_queue = 1 + static_cast<int>(random.below(6));
  talk.judges = 1 + static_cast<int>(random.below(10));
  talk.max_turns = 1 + static_cast<int>(random.below(4));
  provider_script& script = out.script;
  script.median_latency = random.uniform(0.1, 2);
  script.latency_sigma = random.uniform(0, 0.8);
  script.calls_per_second = maybe(0.4, 1, 30);
  script.malformed = maybe(0.4, 0, 0.3);
  script.role_flip = maybe(0.3, 0, 0.3);
  script.failed = maybe(0.3, 0, 0.2);
  script.stalled = maybe(0.15, 0, 0.05);
  script.improvement = random.uniform(-0.2, 0.5);
  if (random.chance(0.3)) script.faults_until = random.uniform(1, 60);
  script.planner_garbage = random.chance(0.1);
  script.tuner_garbage = random.chance(0.1);
  if (random.chance(0.1)) {
    script.fatal_at_call = 1 + static_cast<int>(random.below(200));
    constexpr failure_code kinds[] = {failure_code::balance_exhausted, failure_code::authentication,
                                      failure_code::connect_failed};
    script.fatal = kinds[random.below(script.fatal_at_call == 1 ? 3 : 2)];
  }
  if (random.chance(0.15)) {
    out.stop_at = random.uniform(0, 40);
    if (random.chance(0.5)) out.second_stop_at = *out.stop_at + random.uniform(0, 5);
  }
  if (random.chance(0.15)) out.narrow_at = random.uniform(0, 20);
  if (random.chance(0.1)) {
    out.pause_at = random.uniform(0, 20);
    out.pause_for = random.uniform(0, 4000);
  }
  return out;
}

outcome play(const scenario& what) {
  outcome out;
  asio::io_context context;
  sim_clock clock(context);
  scripted_provider scripted(clock, what.script);
  std::unique_ptr<simulated_network> network;
  if (what.network) network = make_network(context, clock, what.config, *what.network);
  logging_provider provider(network ? network->llm() : scripted, clock);
  counting_observer observer(out.events);
  auto profiles = generate_profiles(what.customers, what.seed);
  if (what.reverse_profiles) std::reverse(profiles.begin(), profiles.end());
  {
    run_inputs inputs{
        what.config, std::move(profiles), spanish_prompts(), provider, clock, observer, "sim-run",
        "sim",       "generated"};
    inputs.tune_after_last = what.tune_after_last;
    inputs.start_plan = what.start_plan;
    inputs.first_iteration = what.first_iteration;
    inputs.version = "sim";
    run subject(std::move(inputs));
    task_group disturbances(context.get_executor());
    if (what.stop_at) disturbances.spawn(stop_later(subject, clock, *what.stop_at, out));
    if (what.second_stop_at)
      disturbances.spawn(stop_later(subject, clock, *what.second_stop_at, out));
    if (what.pause_at)
      disturbances.spawn(pause_later(subject, clock, *what.pause_at, what.pause_for));
    if (what.narrow_at)
      disturbances.spawn(narrow_later(subject, clock, *what.narrow_at, what.config));
    const time_point begun = clock.now();
    out.began_at = begun;
    task_group runner(context.get_executor());
    runner.spawn(run_it(subject, clock, out, disturbances));
    clock.run();
    if (what.second_stop_at && out.ended_at)
      out.second_stop_to_end =
          std::chrono::duration<double>(*out.ended_at - begun).count() - *what.second_stop_at;
    if (!out.finished) runner.cancel();  // let the group be empty, so that the check can speak
    clock.run();
    if (network) network->close();
    clock.run();
  }
  out.log = provider.log();
  out.drawn_talk = scripted.drawn_talk();
  out.drawn_judge = scripted.drawn_judge();
  if (network) out.books = network->books();
  out.left_in_flight = provider.in_flight();
  out.left_waiting = clock.waiting();
  return out;
}

std::string stable_text(run_record record) {
  record.started_at.clear();
  record.finished_at.clear();
  for (iteration_record& iteration : record.iterations) {
    iteration.started_at.clear();
    iteration.finished_at.clear();
    for (config_change& change : iteration.config_changes) change.at.clear();
  }
  return run_to_json(record);
}

}  // namespace parley::test
