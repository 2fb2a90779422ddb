// The benchmark of optimisers: families of worlds, many seeds, five methods, what each truly gained
// and what it said it had gained.
// Must not know: terminals, files.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/bench_summary.hpp"

namespace parley::cli {

struct optimise_options {
  std::vector<sim::world_family> families;  ///< in the order in which they are played
  bool harm = true;                         ///< also hold harmful edits before the promotion gate
  std::size_t runs = 200;                   ///< seeds of each family, 1..100000
  std::uint64_t first = 1;                  ///< the first seed
  bool references = true;                   ///< false: parley alone
  std::size_t budget = 3000;                ///< conversations of each method in a run
  std::size_t customers = 400;              ///< of each run
  std::size_t truth = 5000;                 ///< customers on whom the truth is taken
  std::size_t threads = 0;                  ///< 0: as many as the machine has
};

/// All ten.
std::vector<sim::world_family> all_families();
/// From words such as "W0", "harm", "all", several of them, also "W0,W9"; nothing names everything.
/// Returns the word that is none, or nothing when all were understood.
std::optional<std::string> choose_families(const std::vector<std::string>& words,
                                           optimise_options& out);

struct harm_summary {
  std::size_t harmful = 0, caught = 0;  ///< edits that truly harm one cohort; kept from it
};
std::vector<bench_line> lines_of(const harm_summary& harm);

/// What is told while it plays; each may be empty. Never from two threads at once.
struct bench_listener {
  std::function<void(const std::string& family, std::size_t done, std::size_t runs)> progress;
  std::function<void(const family_summary&)> family;
  std::function<void(const harm_summary&)> harm;
};

/// Plays everything and returns its lines.
std::vector<bench_line> bench_optimisers(const optimise_options& options,
                                         const bench_listener& listener);

}  // namespace parley::cli
