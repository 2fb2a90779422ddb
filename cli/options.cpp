#include "cli/options.hpp"

#include <CLI/CLI.hpp>

namespace parley::cli {

void add_common(CLI::App& command, common_options& options) {
  command
      .add_option("--config", options.config_file, "Configuration file instead of ./parley.toml")
      ->type_name("FILE");
  command
      .add_option("--set", options.sets,
                  "Set one setting, e.g. --set conversation.max_turns=2 (repeatable)")
      ->type_name("KEY=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  command.add_option("--color", options.color, "auto, always or never")->type_name("WHEN");
  command.add_flag("--json", options.json,
                   "Print the result as one JSON document on standard output");
}

void add_setting_flag(CLI::App& command, common_options& options, const std::string& flag,
                      const std::string& key, const std::string& help,
                      const std::string& value_name) {
  if (value_name.empty()) {
    command.add_flag_callback(
        flag, [&options, flag, key] { options.flags.push_back({key, "true", flag}); }, help);
    return;
  }
  command
      .add_option_function<std::string>(
          flag,
          [&options, flag, key](const std::string& value) {
            options.flags.push_back({key, value, flag});
          },
          help)
      ->type_name(value_name);
}

namespace {

/// Adds those of `defaults` that no source sets.
void put_under(const std::vector<config_sources::flag>& defaults, config_sources& sources) {
  const config_outcome without = load_config(sources);
  if (!without.config) return;  // its problems are told when it is loaded for good
  for (const config_sources::flag& own : defaults)
    for (const effective_setting& s : without.config->effective)
      if (s.key == own.key && s.origin == "default")
        sources.flags.insert(sources.flags.begin(), own);
}

}  // namespace

config_sources sources_of(const common_options& options, const config_sources& machine) {
  config_sources sources = machine;
  if (!options.config_file.empty()) sources.explicit_file = options.config_file;
  const auto add = [&](const std::vector<config_sources::flag>& flags) {
    sources.flags.insert(sources.flags.end(), flags.begin(), flags.end());
  };
  add(options.presets);
  for (const std::string& pair : options.sets) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos) continue;  // load_settings() has complained
    sources.flags.push_back({pair.substr(0, equals), pair.substr(equals + 1), "--set"});
  }
  // Named flags come last: they are the more deliberate of the two.
  add(options.flags);
  if (!options.color.empty()) sources.flags.push_back({"display.color", options.color, "--color"});
  if (!options.defaults.empty()) put_under(options.defaults, sources);
  return sources;
}

std::optional<loaded_config> load_settings(const common_options& options,
                                           const config_sources& machine, console& con) {
  const config_sources sources = sources_of(options, machine);
  for (const std::string& pair : options.sets)
    if (pair.find('=') == std::string::npos || pair.front() == '=') {
      con.error("--set " + pair + ": expected KEY=VALUE, e.g. --set run.seed=7");
      return std::nullopt;
    }
  config_outcome outcome = load_config(sources);
  for (const config_problem& problem : outcome.problems) con.error(problem.text);
  if (!outcome.problems.empty() || !outcome.config) {
    con.err_line(
        "`parley config show --origin` lists every setting and who set it; "
        "`parley config explain KEY` says what one means.");
    return std::nullopt;
  }
  con.configure(outcome.config->values.display.color, outcome.config->values.display.progress);
  return std::move(outcome.config);
}

}  // namespace parley::cli
