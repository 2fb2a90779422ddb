// parley resume: an unfinished run goes on with the settings it was begun with.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/exit_code.hpp"
#include "cli/program.hpp"
#include "cli/recorded_settings.hpp"
#include "cli/run_flags.hpp"
#include "cli/run_session.hpp"
#include "output/open_run.hpp"
#include "output/run_folder.hpp"
#include "output/run_logger.hpp"

namespace parley::cli {
namespace {

namespace fs = std::filesystem;

struct resume_options {
  common_options common;
  std::string run = "latest";
  bool accept_changes = false;
};

/// The settings of `head` under those that the command line says now. No files, no environment:
/// what they said then is in the journal.
config_sources sources_for(const run_head& head, const common_options& said) {
  config_sources out = recorded_sources(head);
  out.flags = sources_of(said, {}).flags;
  return out;
}

/// The folder's profiles as they are now; where they are gone, those of the journal.
bool profiles_for(const run_head& head, const settings& config, console& con,
                  session_inputs& inputs) {
  std::error_code ec;
  if (config.run.profiles.empty() || fs::exists(config.run.profiles, ec))
    return read_profiles(config, con, inputs);
  con.err_line(config.run.profiles + " is gone: the run goes on with its own copy of the profiles");
  inputs.profiles = head.record.profiles;
  inputs.profiles_source = head.record.profiles_source;
  return true;
}

/// `latest` leads to the last run that finished something; what goes on is the newest unfinished.
result<fs::path> run_to_resume(const fs::path& output, const std::string& name) {
  if (name != "latest") return find_run(output, name);
  const auto names = list_runs(output);
  for (auto each = names.rbegin(); each != names.rend(); ++each) {
    const fs::path folder = output / *each;
    const auto earlier = read_earlier(folder);
    if (earlier && (!earlier->head.ended || earlier->head.resumable)) return folder;
  }
  return fail(failure_code::not_found,
              "no unfinished run in " + output.string() + "; `parley run` begins one");
}

int resume(const resume_options& options, program_context& context) {
  console& con = context.con;
  const auto here = load_settings(options.common, context.machine, con);
  if (!here) return exit_usage;
  const auto refuse = [&](const failure& why) {
    con.error(why.message);
    return exit_usage;
  };
  const auto folder = run_to_resume(here->values.run.output, options.run);
  if (!folder) return refuse(folder.error());
  const auto earlier = read_earlier(*folder);
  if (!earlier) return refuse(earlier.error());
  session_inputs inputs;
  inputs.sources = sources_for(earlier->head, options.common);
  config_outcome config = load_config(inputs.sources);
  for (const config_problem& problem : config.problems) con.error(problem.text);
  if (!config.config) return exit_usage;
  con.configure(here->values.display.color, here->values.display.progress);
  if (!profiles_for(earlier->head, config.config->values, con, inputs)) return exit_usage;
  inputs.config = std::move(*config.config);
  inputs.command = earlier->head.how.command;
  inputs.accept_changes = options.accept_changes;
  inputs.json = options.common.json;
  inputs.resume = *folder;
  return run_session(std::move(inputs), con);
}

}  // namespace

void register_resume(CLI::App& app, program_context& context, chosen_action& chosen) {
  auto options = std::make_shared<resume_options>();
  CLI::App* command = app.add_subcommand(
      "resume", "Go on with an unfinished run: killed, interrupted, or stopped by a budget");
  command->add_option("run", options->run, "Run id or folder; latest: the newest unfinished run")
      ->capture_default_str();
  command->add_flag("--accept-changes", options->accept_changes,
                    "Go on although settings, profiles or prompts changed since");
  add_run_flags(*command, options->common, customers_from::anywhere);
  command->footer(
      "Nothing that was recorded is paid again. Flags change the run's settings from here on, "
      "e.g.\n"
      "  parley resume --max-cost 5          more money for a run that its budget stopped\n"
      "  parley resume 20261122-140305-1a2b  another than the newest");
  command->callback([&context, &chosen, options] {
    chosen = [&context, options] { return resume(*options, context); };
  });
}

}  // namespace parley::cli
