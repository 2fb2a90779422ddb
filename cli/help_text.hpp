// Help as it fits a terminal of 80 columns.
// Must not know: commands and options.
#pragma once

#include <string>
#include <string_view>

namespace parley::cli {

/// Breaks the descriptions of options and commands within 80 columns, under where they begin, and
/// makes one blank line of several. Examples stay in one line: they are there to be copied.
std::string fit_help(std::string_view help);

}  // namespace parley::cli
