// parley plan: what a run would take, without a call.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/end_time.hpp"
#include "cli/exit_code.hpp"
#include "cli/outcomes_source.hpp"
#include "cli/plan_text.hpp"
#include "cli/program.hpp"
#include "cli/provider_setup.hpp"
#include "cli/run_flags.hpp"
#include "cli/run_session.hpp"
#include "config/clock_time.hpp"
#include "engine/calibrated.hpp"
#include "engine/cost.hpp"
#include "engine/forecast/learn.hpp"
#include "output/run_folder.hpp"
#include "sim/service/latency.hpp"

namespace parley::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_runs = 10;              // of the newest, that are learnt from
constexpr std::size_t most_calls = 20'000;         // of each of them
constexpr double our_overhead = 0.002;             // seconds a call, over loopback
constexpr double prompt_tokens_a_second = 20'000;  // that a simulated model reads

struct plan_options {
  common_options common;
  bool no_history = false;
};

/// The newest runs of this provider and language, oldest first.
std::vector<run_samples> earlier_runs(const settings& config, const std::string& provider) {
  std::vector<run_samples> out;
  const fs::path output = config.run.output;
  const auto names = list_runs(output);
  for (auto name = names.rbegin(); name != names.rend() && out.size() < most_runs; ++name) {
    auto samples = read_samples(output / *name, most_calls);
    if (!samples || samples->provider != provider || samples->language != config.run.language)
      continue;
    out.push_back(std::move(*samples));
  }
  std::reverse(out.begin(), out.end());
  return out;
}

/// The simulated provider says itself how fast it is and what it allows.
void tell_simulated(forecast::prior& belief, const settings& config) {
  const sim::service::model_speeds speeds(config.sim.latency);
  for (std::size_t i = 0; i < belief.roles.size(); ++i) {
    const std::string& model = config.agents[i].model;
    const auto* entry = sim::service::find_model(model);
    if (!entry) continue;  // its calls will be refused; the forecast cannot know
    const sim_latency its = speeds.of(*entry);
    forecast::model_speed speed;
    speed.first_token = std::chrono::duration<double>(its.first_token).count();
    speed.first_spread = its.first_token_spread;
    speed.tokens_per_second = its.tokens_per_second;
    speed.speed_spread = its.speed_spread;
    speed.stragglers = its.stragglers;
    speed.straggler_factor = its.straggler_factor;
    forecast::set_speed(belief.roles[i], speed, config.sim.time_scale, our_overhead);
    belief.roles[i].input_seconds = config.sim.time_scale / prompt_tokens_a_second;
    forecast::service_limits& limits = belief.limits[model];
    limits.requests_per_minute = static_cast<double>(config.sim.requests_per_minute);
    limits.tokens_per_minute = static_cast<double>(config.sim.tokens_per_minute);
    limits.burst_seconds = config.sim.burst_seconds;
    limits.refund = config.sim.refund_output;
    limits.shown = config.sim.show_limits;
  }
}

forecast::prior belief_of(const settings& config, const std::string& provider,
                          std::span<const run_samples> runs) {
  const bool simulated = provider == "sim";
  forecast::prior belief =
      simulated ? forecast::simulated_prior() : forecast::generic_prior(config.run.language);
  if (simulated) tell_simulated(belief, config);
  belief.talk.planned_turns = config.conversation.max_turns;
  const auto limits = belief.limits;
  belief = forecast::learn(std::move(belief), runs, config, config.sim.time_scale);
  if (simulated) belief.limits = limits;  // as they will be, not as they were
  return belief;
}

int plan_run(const plan_options& options, program_context& context) {
  console& con = context.con;
  auto config = load_settings(options.common, context.machine, con);
  if (!config) return exit_usage;
  const auto now = wall_clock_now();
  fix_end_time(*config, now);
  const settings& values = config->values;
  const auto provider = provider_name(values);
  if (!provider) return refuse(provider.error(), con);
  session_inputs inputs;
  if (!read_profiles(values, con, inputs)) return exit_usage;
  auto prompts = prompt_library::load(values.run.language, values.run.prompts);
  if (!prompts) return refuse(prompts.error(), con);
  const auto outcomes = outcomes_of(values);
  if (!outcomes) return refuse(outcomes.error(), con);
  std::vector<run_samples> runs;
  if (!options.no_history) runs = earlier_runs(values, *provider);
  const forecast::prior belief = belief_of(values, *provider, runs);
  forecast::play_inputs base{values, inputs.profiles, *prompts, belief};
  base.seed = values.run.seed;
  base.iterations = values.loop.max_iterations;
  if (const auto until = parse_clock_time(values.loop.until, now)) base.until = *until - now;
  const forecast::forecast found = forecast::make_forecast(base);

  plan_subject what;
  what.customers = inputs.profiles.size();
  what.provider = *provider;
  what.known_from = belief.source;
  what.currency = run_record{}.currency;
  const auto unpriced = unpriced_model(values);
  what.prices_known = !unpriced;
  what.unpriced = unpriced.value_or("");
  if (*outcomes) what.outcomes = calibrated((*outcomes)->evidence, values.scoring).forecast();
  if (options.common.json) {
    con.out_line(plan_json(what, found));
    return exit_ok;
  }
  for (const std::string& line : plan_lines(what, found)) con.out_line(line);
  return exit_ok;
}

}  // namespace

void register_plan(CLI::App& app, program_context& context, chosen_action& chosen) {
  auto options = std::make_shared<plan_options>();
  CLI::App* command = app.add_subcommand(
      "plan", "What a run would take: calls, tokens, cost, time, what binds; without a call");
  add_run_flags(*command, options->common);
  command->add_flag("--no-history", options->no_history,
                    "Do not learn from earlier runs in the output folder");
  command->footer(
      "Takes the flags of `parley run`. The engine itself runs on a virtual clock, with latencies\n"
      "and lengths that earlier runs had; with none, with guesses that are built in.\n"
      "  parley plan --profiles customers --max-iterations 3\n"
      "  parley plan --max-cost 2                 how far two dollars go\n"
      "  parley plan --json | jq .total.seconds.expected");
  command->callback([&context, &chosen, options] {
    chosen = [&context, options] { return plan_run(*options, context); };
  });
}

}  // namespace parley::cli
