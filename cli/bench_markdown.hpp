// The families' results as the two tables of docs/benchmarks.md.
// Must not know: terminals, files.
#pragma once

#include <span>
#include <string>

#include "cli/bench_optimise.hpp"

namespace parley::cli {

/// First what each method truly gains, then what greedy and parley say, and how often they err.
/// Families that were played without the other methods have dashes there.
std::string markdown_of(std::span<const family_summary> families);

}  // namespace parley::cli
