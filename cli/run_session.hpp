// Everything around one run: provider (embedded or remote), files, signals, watched configuration,
// display. The wiring of the whole program in one place.
// Must not know: flags.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/console.hpp"
#include "cli/options.hpp"
#include "cli/run_cache.hpp"
#include "engine/run.hpp"
#include "profiles/loader.hpp"

namespace parley::cli {

struct session_inputs {
  loaded_config config;
  config_sources sources;  ///< to read the files again when they change
  std::vector<customer_profile> profiles;
  std::string profiles_source;
  int first_iteration = 1;
  std::optional<earlier_iteration> earlier;  ///< to go on from
  bool tune_after_last = false;              ///< ask the tuner even when no iteration follows
  bool json = false;
  std::string command = "run";                  ///< "run", "demo", "iterate"
  std::string name;                             ///< of the run's folder; empty: made from the time
  bool fresh = false;                           ///< --new: no unfinished run is gone on with
  cache_mode cache = cache_mode::automatic;     ///< of replies
  bool accept_changes = false;                  ///< go on although inputs changed
  std::optional<std::filesystem::path> resume;  ///< this run goes on
};

/// Runs to the end and prints the summary. Returns an exit_code.
int run_session(session_inputs inputs, console& con);

}  // namespace parley::cli
