// What optimisers truly gain on hidden worlds, and what they claim: parley's own against greedy
// acceptance, templates and the oracle. About an hour. Options: --family W1|harm|all --runs N
// --first SEED --budget N --customers N --truth N --threads N --own-only
#include <fmt/format.h>

#include <cstdio>

#include "cli/bench_optimise.hpp"
#include "test/bench/report.hpp"

using namespace parley;
using namespace parley::bench;

namespace {

bool understand(const std::vector<std::string>& words, cli::optimise_options& out,
                std::vector<std::string>& families) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--own-only") {
      out.references = false;
      continue;
    }
    if (i + 1 == words.size()) return false;
    const std::string& value = words[i + 1];
    if (words[i] == "--family")
      families.push_back(value);
    else if (words[i] == "--runs")
      out.runs = std::stoul(value);
    else if (words[i] == "--first")
      out.first = std::stoul(value);
    else if (words[i] == "--budget")
      out.budget = std::stoul(value);
    else if (words[i] == "--customers")
      out.customers = std::stoul(value);
    else if (words[i] == "--truth")
      out.truth = std::stoul(value);
    else if (words[i] == "--threads")
      out.threads = std::stoul(value);
    else
      return false;
    ++i;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const arguments given = parse_arguments(argc, argv);
  cli::optimise_options options;
  std::vector<std::string> families;
  if (!understand(given.rest, options, families)) {
    fmt::print(stderr, "error: see the options in the first lines of bench_optimise.cpp\n");
    return 2;
  }
  if (const auto unknown = cli::choose_families(families, options)) {
    fmt::print(stderr, "error: --family {}: use W0 to W9, harm or all\n", *unknown);
    return 2;
  }
  cli::bench_listener listener;
  listener.progress = [](const std::string& family, std::size_t done, std::size_t runs) {
    if (done % std::max<std::size_t>(1, runs / 10) == 0)
      fmt::print(stderr, "{}: {} of {} runs\n", family, done, runs);
  };
  report out("optimise", given);
  for (const cli::bench_line& line : cli::bench_optimisers(options, listener)) {
    if (line.target)
      out.add(line.which, line.metric, line.value, *line.target,
              line.at_most ? goal::at_most : goal::at_least);
    else
      out.add(line.which, line.metric, line.value);
  }
  return out.finish();
}
