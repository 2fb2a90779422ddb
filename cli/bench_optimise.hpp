// The benchmark of optimisers: families of worlds, many seeds, four methods, what each truly gained
// and what it said it had gained.
// Must not know: terminals, files.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/world/parameters.hpp"

namespace parley::cli {

struct optimise_options {
  std::vector<sim::world_family> families;  ///< empty: all ten
  std::size_t runs = 200;                   ///< seeds of each family, 1..100000
  std::size_t references = 20;  ///< of these also random, single template and oracle (slow)
  std::size_t budget = 3000;    ///< conversations of each method in a run
  std::size_t customers = 400;  ///< of each run
  std::size_t threads = 0;      ///< 0: as many as the machine has
};

/// One line of the result.
struct bench_line {
  std::string which;  ///< family, or a question of its own
  std::string metric;
  double value = 0;
  std::optional<double> target;
  bool at_most = true;  ///< which side of the target is good
  bool met() const { return !target || (at_most ? value <= *target : value >= *target); }
};

/// Plays everything; `progress` is told about each family as it ends, from the calling thread.
std::vector<bench_line> bench_optimisers(const optimise_options& options,
                                         const std::function<void(const std::string&)>& progress);

}  // namespace parley::cli
