// What optimisers truly gain on hidden worlds, and what they claim: parley's own against greedy
// acceptance, templates and the oracle. Minutes. Options: --runs N --references N --family W1
#include "cli/bench_optimise.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "test/bench/report.hpp"

using namespace parley;
using namespace parley::bench;

int main(int argc, char** argv) {
  const arguments given = parse_arguments(argc, argv);
  cli::optimise_options options;
  for (std::size_t i = 0; i + 1 < given.rest.size(); i += 2) {
    const std::string& name = given.rest[i];
    const std::string& value = given.rest[i + 1];
    if (name == "--runs") options.runs = std::stoul(value);
    if (name == "--references") options.references = std::stoul(value);
    if (name == "--threads") options.threads = std::stoul(value);
    if (name == "--family") {
      const auto family = sim::world_family_from(value);
      if (family) options.families.push_back(*family);
    }
  }
  const auto lines = cli::bench_optimisers(
      options, [](const std::string& text) { fmt::print(stderr, "{}\n", text); });
  report out("optimise", given);
  for (const cli::bench_line& line : lines) {
    if (line.target)
      out.add(line.which, line.metric, line.value, *line.target,
              line.at_most ? goal::at_most : goal::at_least);
    else
      out.add(line.which, line.metric, line.value);
  }
  return out.finish();
}
