#include "cli/options.hpp"

#include <CLI/CLI.hpp>

#include "cli/completion_model.hpp"
#include "config/registry.hpp"

namespace parley::cli {

std::vector<std::string> setting_keys(const std::string& end) {
  std::vector<std::string> keys;
  for (const setting_info& s : setting_registry())
    if (s.key.find('<') == std::string::npos) keys.push_back(s.key + end);
  return keys;
}

void add_common(CLI::App& command, common_options& options) {
  constexpr const char* group = "Settings and display";
  command.add_option("--config", options.config_file, "Settings file instead of ./parley.toml")
      ->type_name("FILE")
      ->group(group);
  CLI::Option* set =
      command.add_option("--set", options.sets, "One setting, e.g. run.seed=7 (repeatable)");
  set->type_name("KEY=VALUE")->take_all()->allow_extra_args(false)->group(group);
  offer_words(*set, setting_keys("="));
  CLI::Option* color = command.add_option("--color", options.color, "auto, always or never");
  offer_words(*color->type_name("WHEN")->group(group), {"auto", "always", "never"});
  command.add_flag("--json", options.json, "Print the result as one JSON document")->group(group);
}

CLI::Option* add_setting_flag(CLI::App& command, common_options& options, const std::string& flag,
                              const std::string& key, const std::string& help,
                              const std::string& value_name) {
  if (value_name.empty()) {
    return command.add_flag_callback(
        flag, [&options, flag, key] { options.flags.push_back({key, "true", flag}); }, help);
  }
  CLI::Option* option = command
                            .add_option_function<std::string>(
                                flag,
                                [&options, flag, key](const std::string& value) {
                                  options.flags.push_back({key, value, flag});
                                },
                                help)
                            ->type_name(value_name);
  if (const auto row = find_row(key); row && !row->row->info.choices.empty()) {
    std::vector<std::string> words = row->row->info.choices;
    std::erase(words, "");
    offer_words(*option, words);
  }
  return option;
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
      con.error(
          {"found " + pair + ", expected KEY=VALUE, e.g. --set run.seed=7", "usage", "--set"});
      return std::nullopt;
    }
  config_outcome outcome = load_config(sources);
  for (const config_problem& problem : outcome.problems) {
    const auto colon = problem.text.find(": ");  // "parley.toml:12:5: unknown setting ..."
    con.error({problem.text.substr(colon + 2), "invalid_config", problem.text.substr(0, colon)});
  }
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
