// The subcommands of `parley load`.
// Must not know: what they do.
#pragma once

#include "cli/program.hpp"

namespace parley::cli {

void register_load_compare(CLI::App& load, program_context& context, chosen_action& chosen);

}  // namespace parley::cli
