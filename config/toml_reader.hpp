// Turns the text of one TOML file into assignments, and everything wrong with it into problems.
// Must not know: which file wins over which.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/loader.hpp"
#include "config/value.hpp"

namespace parley {

inline constexpr std::size_t config_file_bytes = 1 << 20;

/// One source says that one setting has one value. The key exists; the value may still be wrong.
struct assignment {
  std::string key;
  raw_value value;
  std::string origin;  ///< "project file parley.toml:12", as effective_setting has it
  std::string where;   ///< "parley.toml:12:5", begins a problem's line
  int strength = 0;    ///< of the source: 1 user file, 2 project file, 3 environment, 4 flag
};

struct toml_content {
  std::vector<assignment> assignments;
  std::vector<config_problem> problems;
};

/// `file` is how messages name it, `kind` begins the origins: "project file". Tables are flattened:
/// [limits."gpt-4.1"] in_flight becomes "limits.gpt-4.1.in_flight", quoted or not.
toml_content read_toml(std::string_view text, const std::string& file, const std::string& kind);

/// "unknown setting 'loop.max_iteration'; did you mean 'loop.max_iterations'?"
std::string unknown_setting(const std::string& key);
/// "unknown section [agents.jugde]; did you mean [agents.judge]?"
std::string unknown_section(const std::string& name);

}  // namespace parley
