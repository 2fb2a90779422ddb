// What is different from when a run was begun: settings, profiles, prompts, the program. Pure.
// Must not know: files, where either side came from.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "agents/prompt_library.hpp"
#include "config/loader.hpp"
#include "output/store/read_run.hpp"

namespace parley::cli {

struct run_change {
  std::string what;  ///< "loop.max_cost", "profile C0007", "prompt judge", "parley"
  std::string before, after;
  /// Cannot change what is said or how it is counted: taken over without asking.
  bool harmless = false;
};

/// The run's inputs as they are now, in the journal's form.
run_beginning beginning_of(const loaded_config& config, const prompt_library& prompts);

std::vector<run_change> changes_since(const run_head& begun, const run_beginning& now,
                                      std::span<const customer_profile> profiles,
                                      const std::string& version);

/// "loop.max_cost: 2 → 5", one line each.
std::vector<std::string> change_lines(std::span<const run_change> changes);

}  // namespace parley::cli
