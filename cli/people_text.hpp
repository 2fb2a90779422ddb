// What people's scores say, for a terminal.
// Must not know: how the numbers were made.
#pragma once

#include <string>
#include <vector>

#include "cli/console.hpp"

namespace parley::cli {

/// Sentences, then tables of judge, corrected mean and difference. `document`: people.json; empty
/// when it is.
std::vector<std::string> people_lines(const std::string& document, const console& con,
                                      std::size_t width);

}  // namespace parley::cli
