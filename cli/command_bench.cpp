// parley bench: measures parley itself, without a key and without a network.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>

#include "base/json.hpp"
#include "cli/bench_optimise.hpp"
#include "cli/exit_code.hpp"
#include "cli/program.hpp"

namespace parley::cli {
namespace {

struct bench_flags {
  optimise_options options;
  std::vector<std::string> families;
  std::string json_file;
};

json::value as_json(const std::vector<bench_line>& lines) {
  json::array results;
  for (const bench_line& line : lines)
    results.push_back(
        json::object{{"case", line.which},
                     {"metric", line.metric},
                     {"value", line.value},
                     {"target", line.target ? json::value(*line.target) : json::value(nullptr)},
                     {"ok", line.met()}});
  return json::object{{"name", "optimise"}, {"results", std::move(results)}};
}

int bench(bench_flags& flags, program_context& context) {
  for (const std::string& name : flags.families) {
    const auto family = sim::world_family_from(name);
    if (!family) {
      context.con.error(fmt::format("--family {}: there is no such world. Use W0 to W9.", name));
      return exit_usage;
    }
    flags.options.families.push_back(*family);
  }
  const auto lines =
      bench_optimisers(flags.options, [&](const std::string& text) { context.con.err_line(text); });
  bool all_met = true;
  for (const bench_line& line : lines) {
    all_met = all_met && line.met();
    const std::string target =
        !line.target ? ""
                     : fmt::format("  {} {:g}: {}", line.at_most ? "at most" : "at least",
                                   *line.target, line.met() ? "met" : "MISSED");
    context.con.out_line(
        fmt::format("{:<12} {:<40} {:>9.4f}{}", line.which, line.metric, line.value, target));
  }
  if (!flags.json_file.empty()) {
    std::ofstream file(flags.json_file);
    file << pretty_json(as_json(lines)) << '\n';
    if (!file) {
      context.con.error(fmt::format("cannot write {}", flags.json_file));
      return exit_usage;
    }
  }
  return all_met ? exit_ok : exit_gate_failed;
}

}  // namespace

void register_bench(CLI::App& app, program_context& context, chosen_action& chosen) {
  CLI::App* group = app.add_subcommand("bench", "Measure parley itself on the simulated worlds");
  group->require_subcommand(1);
  CLI::App* optimise = group->add_subcommand(
      "optimise",
      "Play optimisers on hidden worlds whose truth is known: what each truly gained, what it "
      "claimed, how often it was wrong");
  auto flags = std::make_shared<bench_flags>();
  optimise->add_option("--family", flags->families,
                       "Worlds to play, W0 (no message has any effect) to W9; default: all ten");
  optimise->add_option("--runs", flags->options.runs, "Seeds of each family")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  optimise
      ->add_option("--references", flags->options.references,
                   "Runs that also play the slow references: oracle, random template, best "
                   "single template")
      ->capture_default_str();
  optimise->add_option("--budget", flags->options.budget, "Conversations of each method in a run")
      ->check(CLI::Range(100, 1'000'000))
      ->capture_default_str();
  optimise->add_option("--customers", flags->options.customers, "Customers of each run")
      ->check(CLI::Range(16, 100'000))
      ->capture_default_str();
  optimise->add_option("--threads", flags->options.threads, "0: one for each core")
      ->capture_default_str();
  optimise->add_option("--json", flags->json_file, "Also write the lines to this file");
  optimise->callback([&context, &chosen, flags] {
    chosen = [&context, flags] { return bench(*flags, context); };
  });
}

}  // namespace parley::cli
