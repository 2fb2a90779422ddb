#include "cli/run_flags.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/text.hpp"
#include "cli/completion_model.hpp"
#include "cli/provider_setup.hpp"
#include "profiles/demo.hpp"
#include "profiles/loader.hpp"

namespace parley::cli {

void add_run_flags(CLI::App& command, common_options& options, customers_from source) {
  const char* group = "";
  const auto flag = [&](const char* name, const char* key, const char* help,
                        const char* value = "") {
    add_setting_flag(command, options, name, key, help, value)->group(group);
  };
  if (source == customers_from::anywhere) {
    group = "Customers and provider";
    flag("--profiles", "run.profiles", "Folder of customer profiles (default: 52 samples)", "DIR");
    flag("--skip-invalid", "run.skip_invalid", "Leave out bad profile files, do not stop");
    flag("--provider", "run.provider", "sim, or openai (default with a key or URL)", "NAME");
    flag("--api", "openai.api", "responses or chat (Chat Completions)", "NAME");
    flag("--base-url", "openai.base_url", "Server that speaks the OpenAI API", "URL");
    flag("--api-key-file", "openai.api_key_file", "File that holds the API key", "FILE");
    flag("--ca-file", "openai.ca_file", "Certificate authorities to trust (PEM)", "FILE");
  }
  group = "Results and prompts";
  flag("--out", "run.output", "Folder for results (default: runs)", "DIR");
  flag("--csv", "run.csv", "Write CSV files too");
  flag("--journal", "run.journal", "durable, fast, or none: what is kept for going on", "MODE");
  flag("--reproducible", "run.reproducible", "Leave measured times out of files");
  flag("--language", "run.language", "Language of the prompts: es or en", "LANG");
  flag("--prompts", "run.prompts", "Prompts that replace the built-in ones", "DIR");
  flag("--seed", "run.seed", "Seed of the engine's random choices", "N");
  flag("--baseline-share", "truth.baseline_share", "A/B: this share keeps the first prompt", "X");
  flag("--outcomes", "truth.outcomes", "Real outcomes calibrate the gain: file or run", "FILE");
  group = "Limits and budgets";
  flag("--max-iterations", "loop.max_iterations", "Stop after this many iterations", "N");
  flag("--time-budget", "loop.time_budget", "Stop the run after this long, e.g. 20m", "TIME");
  flag("--until", "loop.until", "Stop the run at this time, e.g. 18:30, 2026-11-22T18:30, +90m",
       "TIME");
  flag("--max-tokens", "loop.max_tokens", "Token budget of the whole run", "N");
  flag("--max-cost", "loop.max_cost", "Cost budget, at the configured prices", "X");
  flag("--max-requests", "loop.max_requests", "Request budget of the whole run", "N");
  flag("--max-turns", "conversation.max_turns", "Messages of ours in one conversation", "N");
  flag("--max-open", "conversation.max_open", "Conversations at once", "N");
  group = "Simulated provider";
  flag("--world", "sim.world", "Kind of hidden world: W0..W9", "W");
  flag("--world-seed", "sim.seed", "Seed of its hidden world", "N");
  flag("--time-scale", "sim.time_scale", "1 is real latency, 0 none", "X");
  group = "Settings and display";
  flag("--progress", "display.progress", "Live display: auto, always or never", "WHEN");
  add_common(command, options);
}

void resume_flags::apply(session_inputs& inputs) const {
  inputs.name = name;
  inputs.fresh = fresh;
  inputs.accept_changes = accept_changes;
  inputs.cache = cache_mode_from(cache).value_or(cache_mode::automatic);
}

void add_resume_flags(CLI::App& command, resume_flags& flags) {
  command
      .add_option("--name", flags.name,
                  "Name of the run's folder (default: made from the time); an unfinished run of "
                  "this name goes on")
      ->type_name("NAME");
  command.add_flag("--new", flags.fresh, "Begin a new run although an unfinished one could go on");
  command.add_flag("--accept-changes", flags.accept_changes,
                   "Go on although settings, profiles or prompts changed since");
  CLI::Option* cache = command.add_option(
      "--cache", flags.cache,
      "Replies of earlier runs: on, off, read, or auto (on only with --reproducible against the "
      "simulated provider)");
  cache->type_name("MODE")->check(CLI::IsMember({"auto", "on", "off", "read"}));
  offer_words(*cache, {"auto", "on", "off", "read"});
}

bool read_profiles(const settings& config, console& con, session_inputs& inputs) {
  loaded_profiles loaded;
  if (config.run.profiles.empty()) {
    loaded = demo_profiles();
    inputs.profiles_source = "built-in samples";
  } else {
    auto read = load_profiles(config.run.profiles);
    if (!read) {
      refuse(read.error(), con);
      return false;
    }
    loaded = std::move(*read);
    inputs.profiles_source = config.run.profiles;
  }
  warn_of_unknown(loaded, con);
  std::size_t bad_files = 0;
  std::string last_file;
  for (const profile_problem& problem : loaded.problems) {
    con.err_line(problem.text());
    if (problem.file != last_file) ++bad_files;
    last_file = problem.file;
  }
  if (bad_files > 0 && !config.run.skip_invalid) {
    con.error(
        fmt::format("{} of {} profile files cannot be used: correct them, or leave them out "
                    "with --skip-invalid",
                    bad_files, loaded.files));
    return false;
  }
  if (bad_files > 0)
    con.warning(
        fmt::format("{} of {} profile files left out (--skip-invalid)", bad_files, loaded.files));
  if (loaded.profiles.empty()) {
    con.error(
        fmt::format("no usable profiles in {}: expected *.json files as "
                    "docs/schemas/customer_profile.schema.json describes; `parley profiles "
                    "generate 50 --out DIR` makes samples",
                    inputs.profiles_source));
    return false;
  }
  inputs.profiles = std::move(loaded.profiles);
  for (const std::string& line :
       wrap(cohort_count_text(inputs.profiles) + " (" + inputs.profiles_source + ")",
            std::max<std::size_t>(con.width(), 20) - 1))
    con.err_line(line);
  return true;
}

void warn_of_unknown(const loaded_profiles& loaded, console& con) {
  constexpr std::size_t most_lines = 10;
  for (std::size_t i = 0; i < std::min(loaded.unknown.size(), most_lines); ++i)
    con.warning(loaded.unknown[i].text());
  if (loaded.unknown.size() > most_lines)
    con.warning(fmt::format("{} more members that profiles do not have",
                            loaded.unknown.size() - most_lines));
}

std::string cohort_count_text(const std::vector<customer_profile>& profiles) {
  const auto counts = count_by_cohort(profiles);
  std::string text =
      fmt::format("{} customer{}: ", profiles.size(), profiles.size() == 1 ? "" : "s");
  for (cohort c : all_cohorts)
    text += fmt::format("{}{} {}", c == all_cohorts.front() ? "" : " · ", counts[index_of(c)],
                        label(c));
  return text;
}

}  // namespace parley::cli
