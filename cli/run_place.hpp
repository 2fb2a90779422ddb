// Where a run works: a new folder, or that of an unfinished run that goes on. Finds, locks,
// compares, opens.
// Must not know: providers, the engine.
#pragma once

#include "agents/prompt_library.hpp"
#include "cli/console.hpp"
#include "cli/run_changes.hpp"
#include "cli/run_session.hpp"
#include "output/open_run.hpp"
#include "output/run_lock.hpp"
#include "output/run_logger.hpp"

namespace parley::cli {

struct run_place {
  run_logger logger;
  run_lock lock;
  std::optional<opened_store> store;  ///< nothing: --journal none
  recorded_calls known;
  past_run past;  ///< of a new run: when it was started, nothing else
  bool goes_on = false;
};

/// What the place is needed for. References are the caller's.
struct place_request {
  const prompt_library& prompts;
  std::string provider;              ///< "sim" or "openai"
  std::string outcomes_digest = {};  ///< of the real outcomes; empty: none
};

/// For `parley resume`: continues `inputs.resume`. Else an unfinished run of the same command,
/// profiles and provider in the output folder, unless a new one is asked for. Changes since then
/// are named on the console. `inputs` takes over what a run that goes on was begun with. Errors:
/// what prevents it, worded for people.
result<run_place> settle_place(place_request request, session_inputs& inputs, console& con);

}  // namespace parley::cli
