#include <CLI/CLI.hpp>
#include <memory>

#include "cli/exit_code.hpp"
#include "cli/program.hpp"
#include "cli/run_flags.hpp"
#include "cli/run_session.hpp"
#include "output/run_logger.hpp"

namespace parley::cli {
namespace {

struct iterate_options {
  common_options common;
  int iteration = 0;  ///< 0: one after the run it goes on from, or 1
  std::string from;
  resume_flags how;
};

/// The plan that comes after `run`: its last plan, with what the tuner proposed for the next.
plan next_plan(const run_record& run) {
  const iteration_record& last = run.iterations.back();
  plan next = last.used;
  if (last.proposal) {
    next.prompt_seed = last.proposal->prompt_seed;
    next.cohort_rules = last.proposal->cohort_rules;
  }
  return next;
}

bool go_on_from(const iterate_options& options, const settings& config, console& con,
                session_inputs& inputs) {
  const bool wanted = !options.from.empty() || options.iteration > 1;
  inputs.first_iteration = options.iteration > 0 ? options.iteration : 1;
  if (!wanted) return true;
  const auto folder = find_run(config.run.output, options.from.empty() ? "latest" : options.from);
  if (!folder) {
    con.error(folder.error().message +
              "; `parley iterate` without --iter starts from the baseline");
    return false;
  }
  const auto run = load_run(*folder);
  if (!run) {
    con.error(run.error().message);
    return false;
  }
  if (run->iterations.empty()) {
    con.error(folder->string() + " has no finished iteration to go on from");
    return false;
  }
  inputs.start_plan = next_plan(*run);
  if (options.iteration == 0) inputs.first_iteration = run->iterations.back().iteration + 1;
  con.err_line("going on from " + folder->string());
  return true;
}

int iterate(const iterate_options& given, program_context& context) {
  const common_options& common = given.common;
  auto config = load_settings(common, context.machine, context.con);
  if (!config) return exit_usage;
  session_inputs inputs;
  inputs.command = "iterate";
  given.how.apply(inputs);
  if (!go_on_from(given, config->values, context.con, inputs)) return exit_usage;
  if (!read_profiles(config->values, context.con, inputs)) return exit_usage;
  inputs.tune_after_last = true;
  inputs.sources = sources_of(common, context.machine);
  inputs.config = std::move(*config);
  inputs.json = common.json;
  return run_session(std::move(inputs), context.con);
}

}  // namespace

void register_iterate(CLI::App& app, program_context& context, chosen_action& chosen) {
  auto options = std::make_shared<iterate_options>();
  options->common.presets = {{"loop.min_iterations", "1", "parley iterate"},
                             {"loop.max_iterations", "1", "parley iterate"}};
  CLI::App* command = app.add_subcommand(
      "iterate", "One iteration, tuner included; --iter 2 goes on from the latest run");
  command->add_option("--iter", options->iteration, "Number of this iteration")
      ->check(CLI::Range(1, 1'000'000))
      ->type_name("N");
  command->add_option("--from", options->from, "Run to go on from: id, folder, or latest")
      ->type_name("RUN");
  add_run_flags(*command, options->common);
  add_resume_flags(*command, options->how);
  command->callback([&context, &chosen, options] {
    chosen = [&context, options] { return iterate(*options, context); };
  });
}

}  // namespace parley::cli
