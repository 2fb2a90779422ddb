// The program as a function: arguments in, exit code out.
// Must not know: process globals beyond the console and the configuration sources it is given.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/console.hpp"
#include "config/loader.hpp"

namespace CLI {
class App;
}

namespace parley::cli {

/// What every subcommand gets.
struct program_context {
  console& con;
  config_sources machine;  ///< files and environment of this machine (tests give their own)
};

/// Runs one command line (without the program's name). Returns an exit_code.
int run_program(const std::vector<std::string>& arguments, program_context& context);

/// A subcommand: registers itself and, when chosen, puts its work into `chosen`.
using chosen_action = std::function<int()>;
void register_run(CLI::App& app, program_context& context, chosen_action& chosen);
void register_resume(CLI::App& app, program_context& context, chosen_action& chosen);
void register_cache(CLI::App& app, program_context& context, chosen_action& chosen);
void register_plan(CLI::App& app, program_context& context, chosen_action& chosen);
void register_replay(CLI::App& app, program_context& context, chosen_action& chosen);
void register_iterate(CLI::App& app, program_context& context, chosen_action& chosen);
void register_profiles(CLI::App& app, program_context& context, chosen_action& chosen);
void register_report(CLI::App& app, program_context& context, chosen_action& chosen);
void register_export(CLI::App& app, program_context& context, chosen_action& chosen);
void register_config(CLI::App& app, program_context& context, chosen_action& chosen);
void register_doctor(CLI::App& app, program_context& context, chosen_action& chosen);
void register_sim(CLI::App& app, program_context& context, chosen_action& chosen);
/// Below `sim`.
void register_oracle(CLI::App& sim_command, program_context& context, chosen_action& chosen);
void register_optimise(CLI::App& app, program_context& context, chosen_action& chosen);
void register_label(CLI::App& app, program_context& context, chosen_action& chosen);
void register_outcomes(CLI::App& app, program_context& context, chosen_action& chosen);
void register_bench(CLI::App& app, program_context& context, chosen_action& chosen);
void register_load(CLI::App& app, program_context& context, chosen_action& chosen);
void register_tune(CLI::App& app, program_context& context, chosen_action& chosen);
void register_completion(CLI::App& app, program_context& context, chosen_action& chosen);

/// The version that this program was built as, e.g. "0.1.0".
std::string version();

}  // namespace parley::cli
