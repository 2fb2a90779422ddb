#include <CLI/CLI.hpp>
#include <memory>

#include "cli/exit_code.hpp"
#include "cli/program.hpp"
#include "cli/run_flags.hpp"
#include "cli/run_session.hpp"

namespace parley::cli {
namespace {

int run_with(const common_options& options, const resume_flags& how, const char* command,
             program_context& context) {
  auto config = load_settings(options, context.machine, context.con);
  if (!config) return exit_usage;
  session_inputs inputs;
  inputs.command = command;
  how.apply(inputs);
  if (!read_profiles(config->values, context.con, inputs)) return exit_usage;
  inputs.sources = sources_of(options, context.machine);
  inputs.config = std::move(*config);
  inputs.json = options.json;
  return run_session(std::move(inputs), context.con);
}

}  // namespace

void register_run(CLI::App& app, program_context& context, chosen_action& chosen) {
  auto options = std::make_shared<common_options>();
  CLI::App* run = app.add_subcommand(
      "run", "Run the loop: talk to every customer, judge, tune, repeat until the gain stops");
  auto how = std::make_shared<resume_flags>();
  add_run_flags(*run, *options);
  add_resume_flags(*run, *how);
  run->callback([&context, &chosen, options, how] {
    chosen = [&context, options, how] { return run_with(*options, *how, "run", context); };
  });

  auto demo_options = std::make_shared<common_options>();
  CLI::App* demo = app.add_subcommand(
      "demo", "The loop on 52 sample customers against the embedded simulated provider");
  add_run_flags(*demo, *demo_options, customers_from::samples);
  demo_options->presets = {{"run.provider", "sim", "parley demo"},
                           {"run.profiles", "", "parley demo"}};
  demo_options->defaults = {{"loop.max_iterations", "4", "parley demo"}};
  auto demo_how = std::make_shared<resume_flags>();
  add_resume_flags(*demo, *demo_how);
  demo->callback([&context, &chosen, demo_options, demo_how] {
    chosen = [&context, demo_options, demo_how] {
      return run_with(*demo_options, *demo_how, "demo", context);
    };
  });
}

}  // namespace parley::cli
