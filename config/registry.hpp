// The table of all settings: one row each, with its type, range, meaning, and how to set and show
// it.
// Must not know: TOML, the environment, flags, files.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/loader.hpp"
#include "config/settings.hpp"
#include "config/value.hpp"

namespace parley {

/// A key may hold one "<...>": "limits.<model>.in_flight" stands for that setting of every model.
/// The name that a concrete key has in this place goes to `set` and `get`; else it is empty.
struct setting_row {
  setting_info info;
  std::string expected;  ///< for messages: "a whole number from 1 to 1000"
  /// The entry for `name` must exist (see ensure_entry). Errors: invalid_config.
  std::function<result<void>(settings&, const std::string& name, const raw_value&)> set;
  std::function<std::string(const settings&, const std::string& name)> get;  ///< as TOML

  bool is_family() const { return info.key.find('<') != std::string::npos; }
  /// What stands before ".<...>": "limits", "scoring.segment_margin".
  std::string family() const { return info.key.substr(0, info.key.find('<') - 1); }
  std::string key_for(const std::string& name) const;
};

const std::vector<setting_row>& setting_rows();

struct row_match {
  const setting_row* row;
  std::string name;  ///< of the model or segment; everything between the family and the last part
};
/// The row of a concrete key. Nothing: no such setting.
std::optional<row_match> find_row(std::string_view key);

/// Sections as TOML heads them: "run", "agents", "agents.planner", "limits", ...
const std::vector<std::string>& section_names();

/// The names a family has in these settings, sorted: the models with limits, ...
std::vector<std::string> family_names(const settings& values, const std::string& family);

/// Makes a model's entry where there is none. It starts as what held for the model until then:
/// the entry of the longest name that is a prefix of it, else the defaults.
void ensure_entry(settings& values, const std::string& family, const std::string& name);

/// The rows by section, in the order of config/parley.toml.
void add_run_rows(std::vector<setting_row>& rows);
void add_agent_rows(std::vector<setting_row>& rows);
void add_model_rows(std::vector<setting_row>& rows);
void add_scoring_rows(std::vector<setting_row>& rows);
void add_truth_rows(std::vector<setting_row>& rows);
void add_net_rows(std::vector<setting_row>& rows);
void add_local_rows(std::vector<setting_row>& rows);

}  // namespace parley
