// What one iteration of an earlier run leaves to the run that goes on from it.
// Must not know: flags, the journal, how the run is played.
#pragma once

#include "engine/run.hpp"

namespace parley::cli {

/// `last` is an iteration of `run`.
earlier_iteration take_up(const run_record& run, const iteration_record& last);

/// Reads that run again. Errors: not_found with what is missing, and those of load_run.
result<earlier_iteration> take_up(const std::filesystem::path& output_folder,
                                  const std::string& run_id, int iteration);

}  // namespace parley::cli
