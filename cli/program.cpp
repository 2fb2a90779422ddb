#include "cli/program.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "base/nearest_name.hpp"
#include "cli/exit_code.hpp"
#include "cli/help_text.hpp"

namespace parley::cli {
namespace {

constexpr const char* description =
    "parley finds the outreach message that makes each kind of customer stay.\n"
    "It reads customer profiles, lets an agent talk to a simulated customer for each\n"
    "of them, has a judge score every conversation, and tunes the prompt from what it\n"
    "learnt, round by round.";

constexpr const char* footer =
    "Examples:\n"
    "  parley demo                                  the whole loop on 52 samples\n"
    "  parley run --profiles my/ --provider openai  your customers, a real model\n"
    "  parley profiles validate my/                 check profile files\n"
    "  parley report latest                         show the last run again\n"
    "  parley load --sweep --slo ttft:500ms,e2e:5s  what an endpoint can do\n"
    "  parley config show --origin                  every setting, and who set it\n"
    "\n"
    "`parley COMMAND --help` shows a command's options and examples.\n"
    "Exit codes: 0 ok, 1 a stated requirement was not met, 2 usage or configuration,\n"
    "3 provider or runtime failure, 4 authentication, 5 stopped by a budget,\n"
    "6 stopped before the end, finished work is saved.\n"
    "Environment: OPENAI_API_KEY, PARLEY_<SECTION>_<SETTING>, NO_COLOR.";

/// What stands below a command's options: how it is used, not what all commands have in common.
std::string examples_of(const std::string& path) {
  static const std::map<std::string, std::string> examples = {
      {"parley run",
       "  parley run                                the samples, simulated: no key\n"
       "  parley run --profiles my/ --max-cost 5    a key makes it openai\n"
       "  parley run --base-url http://127.0.0.1:8000/v1 --api chat"},
      {"parley demo",
       "  parley demo\n"
       "  parley demo --language en --max-iterations 2"},
      {"parley iterate",
       "  parley iterate --profiles my/   a fresh start: iteration 1\n"
       "  parley iterate --iter 2         the next one of the latest run\n"
       "  parley iterate --from RUN       the next one of that run"},
      {"parley profiles",
       "  parley profiles validate my/\n"
       "  parley profiles generate 50 --out my/"},
      {"parley profiles validate",
       "  parley profiles validate my/          every problem, with file and place\n"
       "  parley profiles validate my/ --json"},
      {"parley profiles summary", "  parley profiles summary my/"},
      {"parley profiles generate", "  parley profiles generate 50 --seed 7 --out my/"},
      {"parley report",
       "  parley report                     the latest run\n"
       "  parley report RUN --json          its figures for a program"},
      {"parley label",
       "  parley label                            20 conversations of the latest run\n"
       "  parley label RUN --of gain              pairs, for the reported gain\n"
       "  parley label RUN --rater ana            a second opinion of the same ones\n"
       "  parley label RUN --export-csv sheet.csv\n"
       "  parley label RUN --import sheet.csv     when it is filled in\n"
       "Each answer is saved at once; the same command goes on. `parley report` shows\n"
       "what it comes to, docs/truth.md says what may be claimed."},
      {"parley export",
       "  parley export csv                          all tables of the latest run\n"
       "  parley export parquet --out tables/        for DuckDB, pandas, Spark\n"
       "  parley export jsonl RUN --what scores --out - | jq .nps_expected\n"
       "  parley export csv --what calls,transcripts --redact\n"
       "  parley export sqlite --out run.sqlite      a copy of run.db to give away\n"
       "Everything comes from run.db alone, also while the run goes. docs/exports.md names\n"
       "every table and column."},
      {"parley config",
       "  parley config show --origin       what holds, and who set it\n"
       "  parley config explain loop.max_iterations\n"
       "  parley config default > parley.toml"},
      {"parley config show", "  parley config show loop --origin  the settings of one section"},
      {"parley config explain", "  parley config explain limits.gpt-4.1.in_flight"},
      {"parley config default", "  parley config default > parley.toml"},
      {"parley doctor",
       "  parley doctor --provider openai   before the first paid run\n"
       "It takes the options of `parley run`: put them in to check that run."},
      {"parley sim",
       "  parley sim --listen 127.0.0.1:4020 --rpm 500\n"
       "  parley run --base-url https://127.0.0.1:4020/v1 --ca-file FILE"},
      {"parley load",
       "  parley load --concurrency 64 --duration 30s    the simulated provider\n"
       "  parley load --sweep --slo ttft:500ms,e2e:5s    the highest good rate\n"
       "  parley load --rate 20 --arrivals poisson --workload conversations\n"
       "  parley load --base-url http://127.0.0.1:8000/v1 --api chat --model M --steps 1,2,4\n"
       "  parley load --rate 50 --require 'p95.e2e<4s' --require 'good>99%'\n"
       "Latencies count from when a request was due; docs/load_testing.md says all."},
      {"parley load compare", "  parley load compare before/ after/ --fail-if-worse"},
      {"parley load merge", "  parley load merge a/ b/ --id both"},
      {"parley tune",
       "  parley load --sweep --slo e2e:5s   measure first\n"
       "  parley tune --write                into ./parley.toml; all else there stays\n"
       "  parley tune --from-run latest      from the calls of a recorded run"},
      {"parley bench optimise",
       "  parley bench optimise --family all --runs 200 --json all.json --markdown all.md\n"
       "  parley bench optimise --family W1 --runs 20   a minute\n"
       "  parley bench optimise --family W0 --runs 3000 --own-only\n"
       "Exits with 1 when a target is missed; docs/benchmarks.md has the targets."},
      {"parley completion",
       "  eval \"$(parley completion bash)\"\n"
       "  source <(parley completion zsh)\n"
       "  parley completion fish | source"}};
  const auto found = examples.find(path);
  return found == examples.end() ? "" : "Examples:\n" + found->second;
}

std::string path_of(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return (parent == nullptr ? "" : path_of(*parent) + " ") + command.get_name();
}

void add_examples(CLI::App& app) {
  for (CLI::App* sub : app.get_subcommands([](CLI::App*) { return true; })) {
    sub->footer(examples_of(path_of(*sub)));
    add_examples(*sub);
  }
}

const CLI::App& chosen_command(const CLI::App& app) {
  const CLI::App* deepest = &app;
  for (auto chosen = deepest->get_subcommands(); !chosen.empty();
       chosen = deepest->get_subcommands())
    deepest = chosen.front();
  return *deepest;
}

std::vector<std::string> command_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(sub->get_name());
  return names;
}

// CLI11 says "The following argument was not expected: x"; people want to know what they meant.
std::string what_is_wrong(const CLI::App& command, const CLI::ParseError& error) {
  const auto commands = command_names(command);
  const auto extras = command.remaining();
  const bool needs_command = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  if (needs_command && !commands.empty() && extras.empty())
    return fmt::format("expected a command after `{}`; one of {}", path_of(command),
                       fmt::join(commands, ", "));
  const bool has_extras = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  if (extras.empty() || (!has_extras && commands.empty())) return error.what();
  std::string first = extras.front();
  const bool is_flag = first.starts_with('-');
  first = first.substr(0, first.find('='));
  std::vector<std::string> known = commands;
  if (is_flag) {
    known.clear();
    for (const CLI::Option* option : command.get_options())
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  }
  std::string text = is_flag            ? "unknown option "
                     : commands.empty() ? "unexpected argument "
                                        : "unknown command ";
  text += first;
  if (const auto near = nearest_name(first, known)) text += "; did you mean " + *near + "?";
  return text;
}

int usage_error(const CLI::App& app, const CLI::ParseError& error, console& con) {
  const CLI::App& command = chosen_command(app);
  con.error({what_is_wrong(command, error), "usage", {}});
  con.err_line("Run `" + path_of(command) + " --help` for usage.");
  return exit_usage;
}

int run_command_line(const std::vector<std::string>& arguments, program_context& context) {
  CLI::App app(description, "parley");
  app.footer(footer);
  app.set_version_flag("--version", "parley " + version(), "Print the version");
  app.require_subcommand(0, 1);
  app.failure_message(CLI::FailureMessage::simple);
  chosen_action chosen;
  register_run(app, context, chosen);
  register_plan(app, context, chosen);
  register_iterate(app, context, chosen);
  register_resume(app, context, chosen);
  register_replay(app, context, chosen);
  register_profiles(app, context, chosen);
  register_report(app, context, chosen);
  register_export(app, context, chosen);
  register_cache(app, context, chosen);
  register_config(app, context, chosen);
  register_doctor(app, context, chosen);
  register_sim(app, context, chosen);
  register_optimise(app, context, chosen);
  register_label(app, context, chosen);
  register_outcomes(app, context, chosen);
  register_bench(app, context, chosen);
  register_load(app, context, chosen);
  register_tune(app, context, chosen);
  register_completion(app, context, chosen);
  add_examples(app);
  try {
    // CLI11 takes the arguments in reverse.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    const CLI::App& command = chosen_command(app);
    context.con.out(fit_help(command.help(&command == &app ? "" : path_of(*command.get_parent()))));
    return exit_ok;
  } catch (const CLI::CallForVersion&) {
    context.con.out_line("parley " + version());
    return exit_ok;
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error, context.con);
  }
  if (!chosen) {
    context.con.out(fit_help(app.help()));
    return exit_ok;
  }
  return chosen();
}

}  // namespace

int run_program(const std::vector<std::string>& arguments, program_context& context) {
  // Answered before the command line machinery is built: scripts ask for it often.
  if (arguments.size() == 1 && (arguments[0] == "--version" || arguments[0] == "version")) {
    context.con.out_line("parley " + version());
    return exit_ok;
  }
  if (std::find(arguments.begin(), arguments.end(), "--json") != arguments.end())
    context.con.promise_json();
  const int exit = run_command_line(arguments, context);
  context.con.conclude(exit);
  return exit;
}

}  // namespace parley::cli
