// A family's result as people read it: one table, methods below each other.
// Must not know: how runs are played.
#pragma once

#include <string>
#include <vector>

#include "cli/bench_optimise.hpp"
#include "cli/console.hpp"

namespace parley::cli {

/// What the family's world is like, in a few words.
std::string family_title(const std::string& family);

/// At most 80 columns wide.
std::vector<std::string> family_text(const family_summary& summary, const console& con);
std::vector<std::string> harm_text(const harm_summary& harm);
/// The lines that have a target, missed ones last.
std::vector<std::string> target_text(const std::vector<bench_line>& lines, const console& con);

}  // namespace parley::cli
