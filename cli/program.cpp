#include "cli/program.hpp"

#include <CLI/CLI.hpp>

#include "cli/exit_code.hpp"

namespace parley::cli {
namespace {

constexpr const char* description =
    "parley finds the outreach message that makes each kind of customer stay.\n"
    "It reads customer profiles, lets an agent talk to a simulated customer for each of them, has "
    "a\n"
    "judge score every conversation, and tunes the prompt from what it learnt, round by round.";

constexpr const char* footer =
    "Examples:\n"
    "  parley demo                                  watch the whole loop on 52 sample customers\n"
    "  parley run --profiles my/ --provider openai  your customers, a real model\n"
    "  parley profiles validate my/                 check profile files\n"
    "  parley report latest                         make the last run's report again\n"
    "  parley config show --origin                  every setting, and who set it\n"
    "\n"
    "Exit codes: 0 ok, 1 a stated requirement was not met, 2 usage or configuration, 3 provider "
    "or\n"
    "runtime failure, 4 authentication, 5 stopped by a budget, 6 stopped before the end, finished\n"
    "work is saved.\n"
    "Environment: OPENAI_API_KEY, PARLEY_<SECTION>_<SETTING>, NO_COLOR.";

// CLI11 says "The following argument was not expected: x"; people want to know what to do next.
int usage_error(const CLI::App& app, const CLI::ParseError& error, console& con) {
  con.error(error.what());
  const CLI::App* deepest = &app;
  for (auto chosen = deepest->get_subcommands(); !chosen.empty();
       chosen = deepest->get_subcommands())
    deepest = chosen.front();
  std::string name = "parley";
  if (deepest != &app) name += " " + deepest->get_name();
  if (deepest->get_parent() != nullptr && deepest->get_parent() != &app)
    name = "parley " + deepest->get_parent()->get_name() + " " + deepest->get_name();
  con.err_line("Run `" + name + " --help` for usage.");
  return exit_usage;
}

}  // namespace

int run_program(const std::vector<std::string>& arguments, program_context& context) {
  // Answered before the command line machinery is built: scripts ask for it often.
  if (arguments.size() == 1 && (arguments[0] == "--version" || arguments[0] == "version")) {
    context.con.out_line("parley " + version());
    return exit_ok;
  }
  CLI::App app(description, "parley");
  app.footer(footer);
  app.set_version_flag("--version", "parley " + version(), "Print the version");
  app.require_subcommand(0, 1);
  app.failure_message(CLI::FailureMessage::simple);
  chosen_action chosen;
  register_run(app, context, chosen);
  register_iterate(app, context, chosen);
  register_resume(app, context, chosen);
  register_replay(app, context, chosen);
  register_profiles(app, context, chosen);
  register_report(app, context, chosen);
  register_config(app, context, chosen);
  register_doctor(app, context, chosen);
  register_sim(app, context, chosen);
  register_bench(app, context, chosen);
  register_completion(app, context, chosen);
  try {
    // CLI11 takes the arguments in reverse.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    const CLI::App* deepest = &app;
    for (auto sub = deepest->get_subcommands(); !sub.empty(); sub = deepest->get_subcommands())
      deepest = sub.front();
    context.con.out(deepest->help());
    return exit_ok;
  } catch (const CLI::CallForVersion&) {
    context.con.out_line("parley " + version());
    return exit_ok;
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error, context.con);
  }
  if (!chosen) {
    context.con.out(app.help());
    return exit_ok;
  }
  return chosen();
}

}  // namespace parley::cli
