// The settings that a recorded run works with.
// Must not know: what is done with them.
#pragma once

#include "config/loader.hpp"
#include "output/store/read_run.hpp"

namespace parley::cli {

/// What the journal says: no files, no environment, no flags. Settings that this program does not
/// know any more are left out.
config_sources recorded_sources(const run_head& head);

/// The same, read. Errors: invalid_config.
result<settings> recorded_settings(const run_head& head);

}  // namespace parley::cli
