// Thousands of simulated runs with seeded faults at every level; a failing seed can be replayed.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "engine/cost.hpp"
#include "test/bench/report.hpp"
#include "test/sim/seeds.hpp"

using namespace parley;
using namespace parley::bench;
using namespace parley::test;

int main(int argc, char** argv) {
  const arguments given = parse_arguments(argc, argv);
  CLI::App app("Simulated runs with seeded faults, each checked and played twice");
  std::uint64_t first = 1, seeds = 2000;
  std::vector<std::string> levels{"script", "provider", "connections"};
  app.add_option("--first", first, "first seed");
  app.add_option("--seeds", seeds, "how many seeds at each level");
  app.add_option("--level", levels, "script, provider, connections; all three by default")
      ->check(CLI::IsMember({"script", "provider", "connections"}));
  std::vector<std::string> rest(given.rest.rbegin(), given.rest.rend());
  try {
    app.parse(rest);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem);
  }
  report out("soak", given);
  for (const std::string& name : levels) {
    const sim_level level = *sim_level_from(name);
    const auto begun = std::chrono::steady_clock::now();
    std::uint64_t failed = 0;
    std::int64_t requests = 0;
    double simulated = 0;
    for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
      const seed_verdict verdict = try_seed(seed, level);
      requests += 2 * total_requests(verdict.seen.record.spend);
      simulated += 2 * verdict.seen.record.wall_sec;
      if (verdict.wrong.empty()) continue;
      ++failed;
      fmt::print("{}", failure_text(seed, level, verdict));
      std::fflush(stdout);
    }
    const double took = seconds_since(begun);
    out.add(name, "seeds that failed", static_cast<double>(failed), 0, goal::at_most);
    out.add(name, "seeds a second", static_cast<double>(seeds) / took);
    out.add(name, "requests", static_cast<double>(requests));
    out.add(name, "simulated hours", simulated / 3600);
  }
  return out.finish();
}
