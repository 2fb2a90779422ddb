// parley bench: measures parley itself, without a key and without a network.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <memory>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "cli/bench_markdown.hpp"
#include "cli/bench_table.hpp"
#include "cli/exit_code.hpp"
#include "cli/program.hpp"

namespace parley::cli {
namespace {

struct bench_flags {
  optimise_options options;
  std::vector<std::string> families;
  bool own_only = false;
  std::string json_file;
  std::string markdown_file;
};

json::value as_json(const std::vector<bench_line>& lines, const optimise_options& options) {
  json::array results;
  for (const bench_line& line : lines)
    results.push_back(
        json::object{{"case", line.which},
                     {"metric", line.metric},
                     {"value", line.value},
                     {"target", line.target ? json::value(*line.target) : json::value(nullptr)},
                     {"ok", line.met()}});
  return json::object{{"name", "optimise"},          {"measured_at", utc_timestamp_now()},
                      {"first_seed", options.first}, {"runs", options.runs},
                      {"budget", options.budget},    {"customers", options.customers},
                      {"truth", options.truth},      {"results", std::move(results)}};
}

// One line that is written over on a terminal, every tenth of a family elsewhere.
void show_progress(const std::string& family, std::size_t done, std::size_t runs, console& con) {
  if (con.animated())
    con.err_raw(fmt::format("\r\x1b[K{}: {} of {} runs{}", family, done, runs,
                            done == runs ? "\r\x1b[K" : ""));
  else if (done % std::max<std::size_t>(1, runs / 10) == 0)
    con.err_line(fmt::format("{}: {} of {} runs", family, done, runs));
}

bool write_file(const std::string& name, const std::string& text, console& con) {
  if (name.empty()) return true;
  std::ofstream file(name);
  file << text;
  if (file.flush()) return true;
  con.error(fmt::format("cannot write '{}'; is there such a folder, and room on the disk?", name));
  return false;
}

int bench(bench_flags& flags, program_context& context) {
  console& con = context.con;
  optimise_options& options = flags.options;
  if (const auto unknown = choose_families(flags.families, options)) {
    con.error(fmt::format("--family: there is no world '{}'; use W0 to W9, harm or all", *unknown));
    return exit_usage;
  }
  options.references = !flags.own_only;
  bench_listener listener;
  listener.progress = [&](const std::string& family, std::size_t done, std::size_t runs) {
    show_progress(family, done, runs, con);
  };
  const auto print = [&](const std::vector<std::string>& text) {
    for (const std::string& line : text) con.out_line(line);
    con.flush_out();  // hours may lie between two families
  };
  std::vector<family_summary> families;
  listener.family = [&](const family_summary& done) {
    families.push_back(done);
    print(family_text(done, con));
  };
  listener.harm = [&](const harm_summary& done) { print(harm_text(done)); };
  const auto lines = bench_optimisers(options, listener);
  print(target_text(lines, con));
  const std::string all = pretty_json(as_json(lines, options)) + "\n";
  if (!write_file(flags.json_file, all, con)) return exit_usage;
  if (!write_file(flags.markdown_file, markdown_of(families), con)) return exit_usage;
  const bool all_met =
      std::all_of(lines.begin(), lines.end(), [](const bench_line& line) { return line.met(); });
  return all_met ? exit_ok : exit_gate_failed;
}

}  // namespace

void register_bench(CLI::App& app, program_context& context, chosen_action& chosen) {
  CLI::App* group = app.add_subcommand("bench", "Measure parley itself on the simulated worlds");
  group->require_subcommand(1);
  CLI::App* optimise = group->add_subcommand(
      "optimise",
      "Play optimisers on hidden worlds whose truth is known: what each truly\n"
      "gained, what it reported, how often it was wrong.\n\n"
      "Every method gets the same customers and as many conversations: a random\n"
      "template, the best single template (sequential halving), greedy acceptance\n"
      "(keeps an edit whose sum on 24 customers is larger) and parley's own search.\n"
      "The truth is taken on customers whom no method meets.\n\n"
      "  value    true reward, 0 to 1\n"
      "  gain     over the baseline\n"
      "  score    0 is the random template, 1 the oracle: the best message by cohort\n"
      "  regret   what the oracle gains more\n"
      "  reports  the gain that the method itself claims\n"
      "  changed  runs that gave up the baseline; vain: for no true gain\n"
      "  worse    runs that ended truly worse than the baseline");
  auto flags = std::make_shared<bench_flags>();
  optimise_options& options = flags->options;
  optimise->add_option("--family", flags->families,
                       "Worlds to play: W0 (no message has any effect) to W9, harm (edits that "
                       "help three cohorts and harm the fourth), all; several with commas. "
                       "Default: all");
  optimise->add_option("--runs", options.runs, "Seeds of each family")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  optimise->add_option("--first", options.first, "The first seed; the others follow it")
      ->capture_default_str();
  optimise->add_flag("--own-only", flags->own_only,
                     "Play parley's search alone: no oracle, templates or greedy acceptance");
  optimise->add_option("--budget", options.budget, "Conversations of each method in a run")
      ->check(CLI::Range(100, 1'000'000))
      ->capture_default_str();
  optimise->add_option("--customers", options.customers, "Customers of each run")
      ->check(CLI::Range(16, 100'000))
      ->capture_default_str();
  optimise
      ->add_option("--truth", options.truth,
                   "Other customers, on whom the truth is taken: fewer are faster, and make "
                   "the intervals look worse than they are")
      ->check(CLI::Range(240, 1'000'000))
      ->capture_default_str();
  optimise->add_option("--threads", options.threads, "0: one for each core")->capture_default_str();
  optimise->add_option("--json", flags->json_file, "Also write all figures to this file");
  optimise->add_option("--markdown", flags->markdown_file,
                       "Also write the tables of docs/benchmarks.md to this file");
  optimise->callback([&context, &chosen, flags] {
    chosen = [&context, flags] { return bench(*flags, context); };
  });
}

}  // namespace parley::cli
