// Plays the whole loop on a virtual clock, one seed after the other, and checks each run.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>

#include "test/sim/checkers.hpp"

namespace {

using namespace parley;
using namespace parley::test;

// A seed passes when its run holds all checks and a second one, with the profiles in another order,
// leaves the same bytes.
std::vector<std::string> try_seed(std::uint64_t seed, bool talkative) {
  scenario what = draw_scenario(seed);
  const outcome first = play(what);
  std::vector<std::string> wrong = check(what, first);
  what.reverse_profiles = true;
  const outcome second = play(what);
  if (stable_text(first.record) != stable_text(second.record))
    wrong.push_back("the same seed gave another record");
  if (talkative) {
    fmt::print("{}\n  ended: {} after {} iterations, {:.1f} s: {}\n", what.text(),
               to_string(first.record.stopped), first.record.iterations.size(),
               first.record.wall_sec, first.record.stop_detail);
    for (const auto& notice : first.events.notices) fmt::print("  notice: {}\n", notice);
  }
  return wrong;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Simulated runs of the engine with seeded faults");
  std::uint64_t first = 1;
  std::uint64_t seeds = 300;
  std::optional<std::uint64_t> only;
  bool talkative = false;
  app.add_option("--first", first, "first seed");
  app.add_option("--seeds", seeds, "how many seeds");
  app.add_option("--seed", only, "just this one, with its story");
  app.add_flag("--verbose", talkative, "tell every run");
  CLI11_PARSE(app, argc, argv);
  if (only) {
    first = *only;
    seeds = 1;
    talkative = true;
  }

  std::uint64_t failed = 0;
  for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
    const auto wrong = try_seed(seed, talkative);
    if (wrong.empty()) continue;
    ++failed;
    fmt::print("seed {} FAILED: {}\n", seed, draw_scenario(seed).text());
    for (const auto& line : wrong) fmt::print("  - {}\n", line);
    fmt::print("  replay: {} --seed {}\n", argv[0], seed);
    std::fflush(stdout);
  }
  fmt::print("{} of {} seeds passed\n", seeds - failed, seeds);
  return failed == 0 ? 0 : 1;
}
