// Reads settings from their four sources and remembers where each value came from.
// Precedence: flags > environment > project file > user file > defaults.
// Must not know: what a setting does; the terminal.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.hpp"
#include "base/nearest_name.hpp"
#include "config/settings.hpp"

namespace parley {

/// One setting's description, from the registry that parsing, `config show`, the environment and
/// config/parley.toml all share.
struct setting_info {
  std::string key;          ///< dotted: "loop.max_iterations", "limits.gpt-4.1.in_flight"
  std::string type;         ///< "integer" | "number" | "text" | "true/false" | "duration"
  std::string range;        ///< for people: "1..1000"; may be empty
  std::string doc;          ///< one line
  std::string environment;  ///< "PARLEY_LOOP_MAX_ITERATIONS"; empty for per-model settings
  bool live = false;        ///< may change while a run goes
  std::vector<std::string> choices = {};  ///< every value there is; empty: not a closed set
};
const std::vector<setting_info>& setting_registry();

/// One thing wrong with a configuration, already worded for people:
/// "parley.toml:12:5: unknown setting 'loop.max_iteration'; did you mean 'loop.max_iterations'?"
struct config_problem {
  std::string text;
};

struct effective_setting {
  std::string key;
  std::string value;   ///< as TOML would write it
  std::string origin;  ///< "default", "user file PATH:LINE", "project file PATH:LINE",
                       ///< "environment PARLEY_...", "flag --set" or "flag --seed"; and
                       ///< "follows KEY" where another setting pushed it
  bool live = false;
  std::string type;  ///< as setting_info has it
};

/// Where to look. Tests give their own; `standard_sources()` gives the machine's.
struct config_sources {
  std::optional<std::filesystem::path> user_file;     ///< read when it exists
  std::optional<std::filesystem::path> project_file;  ///< ./parley.toml, read when it exists
  std::optional<std::filesystem::path>
      explicit_file;  ///< --config FILE: replaces project_file, must exist
  std::vector<std::pair<std::string, std::string>> environment;  ///< only PARLEY_* are looked at
  /// (key, value as text, the flag that said it), e.g. {"run.seed", "7", "--seed"}.
  struct flag {
    std::string key;
    std::string value;
    std::string said_by;
  };
  std::vector<flag> flags;
  /// What a run that goes on was begun with, below everything that is said now.
  std::vector<flag> recorded;
};
config_sources standard_sources();  ///< ~/.config/parley/parley.toml (XDG), ./parley.toml, environ

struct loaded_config {
  settings values;
  /// What was said, before bounds that nobody set follow those that somebody did. Compare this to
  /// learn what was changed: lowering loop.max_iterations is one change, not two.
  settings said;
  std::vector<effective_setting> effective;  ///< every setting, registry order, then models by name
  std::vector<std::filesystem::path> files;  ///< that were read
};

/// All problems of all sources at once; any problem means no settings.
struct config_outcome {
  std::optional<loaded_config> config;
  std::vector<config_problem> problems;
};
config_outcome load_config(const config_sources& sources);

/// What differs between two sets of settings: (key, old, new). `live` says whether a running
/// engine may take it.
struct setting_change {
  std::string key;
  std::string before;
  std::string after;
  bool live = false;
};
std::vector<setting_change> diff_settings(const settings& before, const settings& after);

/// The documented default file, config/parley.toml, as compiled in.
std::string_view default_config_text();

/// "500ms", "30s", "5m", "1h30m", or a bare number of seconds. Errors: invalid_config.
result<std::chrono::milliseconds> parse_duration(std::string_view text);
std::string duration_text(std::chrono::milliseconds value);

}  // namespace parley
