// Everything around one load test: target (embedded or remote), signals, display, files.
// Must not know: flags.
#pragma once

#include "cli/load_options.hpp"
#include "engine/load/workload.hpp"

namespace parley::cli {

/// Runs the test to its end, writes its files and prints the summary. Returns an exit_code.
int run_load(const load_options& options, load_request request, load::load_shape shape,
             std::unique_ptr<load::workload> asks, settings config, console& con);

}  // namespace parley::cli
