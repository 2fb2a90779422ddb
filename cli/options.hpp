// Options that several subcommands share: configuration sources, output form, flags that set
// settings.
// Must not know: what a subcommand does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/console.hpp"
#include "config/loader.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace parley::cli {

struct common_options {
  std::string config_file;                     ///< --config
  std::vector<std::string> sets;               ///< --set KEY=VALUE
  std::vector<config_sources::flag> presets;   ///< the command's own choices; every flag wins
  std::vector<config_sources::flag> defaults;  ///< instead of the program's; every source wins
  std::vector<config_sources::flag> flags;     ///< from named flags such as --seed
  bool json = false;
  std::string color;
};

/// Every setting that is not one of a model's, with `end` behind it: for completion.
std::vector<std::string> setting_keys(const std::string& end = "");

/// --config, --set, --color and --json on a subcommand.
void add_common(CLI::App& command, common_options& options);

/// A flag that stands for one setting: `--seed 7` is `--set run.seed=7` with a better origin.
/// Without `value_name` it takes no value and means true.
CLI::Option* add_setting_flag(CLI::App& command, common_options& options, const std::string& flag,
                              const std::string& key, const std::string& help,
                              const std::string& value_name = "");

/// The machine's sources with this command line's file and flags added.
config_sources sources_of(const common_options& options, const config_sources& machine);

/// Reads all sources. Problems are printed, one a line; nothing: the command exits with exit_usage.
std::optional<loaded_config> load_settings(const common_options& options,
                                           const config_sources& machine, console& con);

}  // namespace parley::cli
