#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <set>

#include "base/text.hpp"
#include "cli/earlier.hpp"
#include "cli/exit_code.hpp"
#include "cli/program.hpp"
#include "cli/provider_setup.hpp"
#include "cli/run_flags.hpp"
#include "cli/run_session.hpp"
#include "output/run_logger.hpp"

namespace parley::cli {
namespace {

struct iterate_options {
  common_options common;
  int iteration = 0;  ///< 0: the one after the last of the run it goes on from, or 1
  std::string from;
  resume_flags how;
};

bool refused(std::string text, console& con) {
  con.error({std::move(text), "usage", "--iter"});
  return false;
}

/// The record's iteration that number `wanted` goes on from; 0: whatever is the last.
const iteration_record* find_earlier(const run_record& run, int wanted, console& con) {
  const int last = run.iterations.back().iteration;
  const int before = wanted == 0 ? last : wanted - 1;
  for (const iteration_record& one : run.iterations)
    if (one.iteration == before) return &one;
  std::string next = fmt::format("the next one is {}", last + 1);
  if (before < run.iterations.front().iteration && run.continues)
    next += fmt::format(", and iteration {} is in run {} (--from {})", run.continues->iteration,
                        run.continues->run_id, run.continues->run_id);
  refused(
      fmt::format("iteration {} would go on from iteration {}, but run {} has {}; {}", wanted,
                  before, run.run_id,
                  run.iterations.size() == 1
                      ? fmt::format("iteration {} only", last)
                      : fmt::format("iterations {} to {}", run.iterations.front().iteration, last),
                  next),
      con);
  return nullptr;
}

bool go_on_from(const iterate_options& options, const settings& config, console& con,
                session_inputs& inputs, std::optional<run_record>& earlier) {
  const auto folder = find_run(config.run.output, options.from.empty() ? "latest" : options.from);
  if (!folder) {
    refuse({folder.error().code,
            folder.error().message + "; `parley iterate` alone starts with iteration 1"},
           con);
    return false;
  }
  auto run = load_run(*folder);
  if (!run) {
    refuse(run.error(), con);
    return false;
  }
  if (run->iterations.empty()) {
    con.error(folder->string() +
              " has no finished iteration to go on from; `parley iterate` alone starts with "
              "iteration 1");
    return false;
  }
  const iteration_record* last = find_earlier(*run, options.iteration, con);
  if (last == nullptr) return false;
  inputs.first_iteration = last->iteration + 1;
  inputs.earlier = take_up(*run, *last);
  earlier = std::move(*run);
  return true;
}

/// The earlier run's customers, unless a folder was named.
bool choose_customers(const settings& config, console& con, session_inputs& inputs,
                      const run_record* earlier) {
  if (earlier == nullptr || !config.run.profiles.empty()) return read_profiles(config, con, inputs);
  inputs.profiles = earlier->profiles;
  inputs.profiles_source = earlier->profiles_source;
  con.err_line(
      fmt::format("{} (as run {} had them)", cohort_count_text(inputs.profiles), earlier->run_id));
  return true;
}

std::string whose_customers(const session_inputs& inputs, const run_record& earlier) {
  std::set<std::string> known;
  for (const customer_profile& p : earlier.profiles) known.insert(p.customer_id);
  std::size_t both = 0;
  for (const customer_profile& p : inputs.profiles) both += known.contains(p.customer_id);
  if (both == inputs.profiles.size() && both == known.size())
    return fmt::format("the same {} customers", both);
  if (both == 0)
    return fmt::format("none of that run's {} customers, so the two cannot be compared",
                       known.size());
  return fmt::format("{} customers, {} of them among the {} of that run: only those are compared",
                     inputs.profiles.size(), both, known.size());
}

void say_what_begins(const session_inputs& inputs, const settings& config, console& con,
                     const run_record* earlier) {
  std::string text;
  if (earlier == nullptr) {
    text = "A fresh start: iteration 1, from the baseline.";
    if (find_run(config.run.output, "latest"))
      text += " To go on from an earlier run: --from latest.";
  } else {
    text = fmt::format(
        "Going on from run {}: iteration {}, with the plan and the proposal of its "
        "iteration {} and {}.",
        earlier->run_id, inputs.first_iteration, inputs.first_iteration - 1,
        whose_customers(inputs, *earlier));
    if (inputs.first_iteration <= earlier->iterations.back().iteration)
      text += fmt::format(" That run has an iteration {} already; it stays as it is.",
                          inputs.first_iteration);
  }
  for (const std::string& line : wrap(text, std::max<std::size_t>(con.width(), 20) - 1))
    con.err_line(line);
}

int iterate(const iterate_options& given, program_context& context) {
  const common_options& common = given.common;
  console& con = context.con;
  auto config = load_settings(common, context.machine, con);
  if (!config) return exit_usage;
  if (given.iteration == 1 && !given.from.empty())
    return refused(
               "iteration 1 starts from the baseline and goes on from no run; leave out --from "
               "or --iter 1",
               con),
           exit_usage;
  session_inputs inputs;
  inputs.command = "iterate";
  given.how.apply(inputs);
  std::optional<run_record> earlier;
  const bool goes_on = !given.from.empty() || given.iteration > 1;
  if (goes_on && !go_on_from(given, config->values, con, inputs, earlier)) return exit_usage;
  const run_record* before = earlier ? &*earlier : nullptr;
  if (!choose_customers(config->values, con, inputs, before)) return exit_usage;
  say_what_begins(inputs, config->values, con, before);
  inputs.tune_after_last = true;
  inputs.sources = sources_of(common, context.machine);
  inputs.config = std::move(*config);
  inputs.json = common.json;
  return run_session(std::move(inputs), con);
}

}  // namespace

void register_iterate(CLI::App& app, program_context& context, chosen_action& chosen) {
  auto options = std::make_shared<iterate_options>();
  options->common.presets = {{"loop.min_iterations", "1", "parley iterate"},
                             {"loop.max_iterations", "1", "parley iterate"}};
  CLI::App* command =
      app.add_subcommand("iterate", "One iteration: a fresh start, or the next of an earlier run");
  command->add_option("--iter", options->iteration, "Number of this iteration: 1, or the next one")
      ->check(CLI::Range(1, 1'000'000).description(""))
      ->type_name("N");
  command->add_option("--from", options->from, "Run to go on from: id, folder or latest")
      ->type_name("RUN");
  add_run_flags(*command, options->common);
  add_resume_flags(*command, options->how);
  command->callback([&context, &chosen, options] {
    chosen = [&context, options] { return iterate(*options, context); };
  });
}

}  // namespace parley::cli
