// Plays the whole loop on a virtual clock, one seed after the other, and checks each run.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "test/sim/seeds.hpp"

namespace {

using namespace parley;
using namespace parley::test;

void tell(const scenario& what, const outcome& seen) {
  fmt::print("{}\n  ended: {} after {} iterations, {:.1f} s: {}\n", what.text(),
             to_string(seen.record.stopped), seen.record.iterations.size(), seen.record.wall_sec,
             seen.record.stop_detail);
  for (const auto& [model, books] : seen.books)
    fmt::print("  {}: {} granted, {} refused, {} faults\n", model, books.granted, books.refused,
               books.faults);
  for (const auto& notice : seen.events.notices) fmt::print("  notice: {}\n", notice);
}

/// An assertion ends the process: whoever sees that must be able to see it again.
volatile std::sig_atomic_t seed_now = 0, level_now = 0;
void tell_seed(int) {
  char line[200];
  const auto written = fmt::format_to_n(
      line, sizeof line,
      "seed {} ABORTED\n  replay: build/release/test/sim/sim_engine --level {} --seed {}\n",
      seed_now, to_string(static_cast<sim_level>(level_now)), seed_now);
  (void)!::write(STDERR_FILENO, line, static_cast<std::size_t>(written.out - line));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Simulated runs of the engine with seeded faults");
  std::uint64_t first = 1;
  std::uint64_t seeds = 300;
  std::optional<std::uint64_t> only;
  std::string level_name = "script";
  bool talkative = false;
  app.add_option("--level", level_name, "how much of production: script, provider, connections");
  app.add_option("--first", first, "first seed");
  app.add_option("--seeds", seeds, "how many seeds");
  app.add_option("--seed", only, "just this one, with its story");
  app.add_flag("--verbose", talkative, "tell every run");
  CLI11_PARSE(app, argc, argv);
  const auto level = sim_level_from(level_name);
  if (!level) {
    fmt::print(stderr, "--level {}: expected script, provider or connections\n", level_name);
    return 2;
  }
  if (only) {
    first = *only;
    seeds = 1;
    talkative = true;
  }

  std::uint64_t failed = 0;
  std::signal(SIGABRT, tell_seed);
  level_now = static_cast<int>(*level);
  for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
    seed_now = static_cast<std::sig_atomic_t>(seed);
    const seed_verdict verdict = try_seed(seed, *level);
    if (talkative) tell(draw_scenario(seed, *level), verdict.seen);
    if (verdict.wrong.empty()) continue;
    ++failed;
    fmt::print("{}", failure_text(seed, *level, verdict));
    std::fflush(stdout);
  }
  fmt::print("{} of {} seeds passed\n", seeds - failed, seeds);
  return failed == 0 ? 0 : 1;
}
