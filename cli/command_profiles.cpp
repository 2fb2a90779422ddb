#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <system_error>

#include "base/json.hpp"
#include "cli/exit_code.hpp"
#include "cli/program.hpp"
#include "cli/provider_setup.hpp"
#include "cli/run_flags.hpp"
#include "cli/table.hpp"
#include "output/format.hpp"
#include "output/run_logger.hpp"
#include "profiles/demo.hpp"
#include "profiles/generator.hpp"
#include "profiles/loader.hpp"

namespace parley::cli {
namespace {

struct profiles_options {
  std::string folder;  ///< empty: the built-in samples
  bool json = false;
  std::size_t count = 0;
  std::uint64_t seed = 1;
  std::string out = "profiles";
  bool force = false;  ///< write into a folder that has profiles already
};

std::optional<loaded_profiles> read(const profiles_options& options, console& con) {
  if (options.folder.empty()) return demo_profiles();
  auto loaded = load_profiles(options.folder);
  if (loaded) return std::move(*loaded);
  refuse(loaded.error(), con);
  return std::nullopt;
}

/// Nothing: there is no folder, or nothing in it; told.
std::optional<loaded_profiles> read_some(const profiles_options& options, console& con) {
  auto loaded = read(options, con);
  if (!loaded || loaded->files > 0) return loaded;
  con.error("no *.json files in " + options.folder +
            "; `parley profiles generate 50 --out DIR` makes samples");
  return std::nullopt;
}

void tell_problems(const loaded_profiles& loaded, console& con) {
  warn_of_unknown(loaded, con);
  for (const profile_problem& p : loaded.problems) con.err_line(p.text());
}

int verdict(const loaded_profiles& loaded, console& con) {
  if (loaded.problems.empty()) return exit_ok;
  con.error(
      fmt::format("{} problem{}, {} of {} files are valid; correct the others, or leave them "
                  "out of a run with --skip-invalid",
                  loaded.problems.size(), loaded.problems.size() == 1 ? "" : "s",
                  loaded.profiles.size(), loaded.files));
  return exit_usage;
}

json::array unknown_json(const loaded_profiles& loaded) {
  json::array out;
  for (const unknown_member& u : loaded.unknown)
    out.push_back({{"pointer", u.pointer},
                   {"nearest", u.nearest.empty() ? json::value(nullptr) : json::value(u.nearest)},
                   {"file", u.file},
                   {"files", u.files}});
  return out;
}

json::object counts_json(const std::vector<customer_profile>& profiles) {
  const auto counts = count_by_cohort(profiles);
  json::object out;
  for (cohort c : all_cohorts) out[to_string(c)] = counts[index_of(c)];
  return out;
}

int validate(const profiles_options& options, console& con) {
  const auto loaded = read_some(options, con);
  if (!loaded) return exit_usage;
  const bool good = loaded->problems.empty() && !loaded->profiles.empty();
  if (options.json) {
    json::array problems;
    for (const profile_problem& p : loaded->problems)
      problems.push_back(
          {{"file", p.file}, {"pointer", p.pointer}, {"found", p.found}, {"expected", p.expected}});
    con.out_line(pretty_json({{"files", loaded->files},
                              {"valid", loaded->profiles.size()},
                              {"cohorts", counts_json(loaded->profiles)},
                              {"problems", std::move(problems)},
                              {"unknown_members", unknown_json(*loaded)}}));
    return good ? exit_ok : exit_usage;
  }
  tell_problems(*loaded, con);
  con.out_line(cohort_count_text(loaded->profiles));
  return verdict(*loaded, con);
}

/// Means over the customers of one cohort that state the value.
struct cohort_means {
  std::size_t customers = 0, tickets = 0, with_messages = 0;
  double nps = 0, churn = 0, price = 0;
  std::size_t nps_n = 0, churn_n = 0;
};

cohort_means means_of(const std::vector<customer_profile>& profiles, std::optional<cohort> only) {
  cohort_means m;
  for (const customer_profile& p : profiles) {
    if (only && p.cohort != *only) continue;
    ++m.customers;
    m.tickets += p.history.tickets.size();
    if (!p.history.messages.empty()) ++m.with_messages;
    m.price += p.purchase.price;
    if (p.history.past_nps) m.nps += *p.history.past_nps, ++m.nps_n;
    if (p.risk.churn_est) m.churn += *p.risk.churn_est, ++m.churn_n;
  }
  return m;
}

std::string mean_text(double sum, std::size_t n, int decimals) {
  return n == 0 ? "–" : decimal_text(sum / static_cast<double>(n), decimals);
}

int summary(const profiles_options& options, console& con) {
  const auto loaded = read_some(options, con);
  if (!loaded) return exit_usage;
  tell_problems(*loaded, con);
  if (options.json) {
    con.out_line(pretty_json({{"files", loaded->files},
                              {"valid", loaded->profiles.size()},
                              {"cohorts", counts_json(loaded->profiles)}}));
    return loaded->problems.empty() ? exit_ok : exit_usage;
  }
  table out;
  out.column("cohort");
  for (const char* heading :
       {"customers", "past NPS", "churn %", "tickets each", "with messages", "mean price"})
    out.column(heading, table::align::right);
  const auto add = [&](std::optional<cohort> c) {
    const cohort_means m = means_of(loaded->profiles, c);
    out.row({cell(c ? std::string(label(*c)) : "all", c ? ink::plain : ink::bold),
             cell(std::to_string(m.customers)), cell(mean_text(m.nps, m.nps_n, 1)),
             cell(mean_text(100 * m.churn, m.churn_n, 1)),
             cell(mean_text(static_cast<double>(m.tickets), m.customers, 1)),
             cell(std::to_string(m.with_messages)),
             cell(m.customers == 0
                      ? "–"
                      : count_text(std::llround(m.price / static_cast<double>(m.customers))))});
  };
  for (cohort c : all_cohorts) add(c);
  out.rule();
  add(std::nullopt);
  for (const std::string& line : out.render(con)) con.out_line(line);
  return verdict(*loaded, con);
}

bool holds_profiles(const std::filesystem::path& folder) {
  std::error_code ignored;  // what cannot be read cannot be written to either, and that is told
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    if (is_profile_file(entry.path())) return true;
  return false;
}

int generate(const profiles_options& options, console& con) {
  std::error_code problem;
  std::filesystem::create_directories(options.out, problem);
  if (problem) {
    con.error("cannot create " + options.out + ": " + problem.message() +
              "; choose another folder with --out");
    return exit_usage;
  }
  if (!options.force && holds_profiles(options.out)) {
    con.error(options.out +
              " holds *.json files already: choose another folder with --out, or "
              "--force to write among them");
    return exit_usage;
  }
  const auto profiles = generate_profiles(options.count, options.seed);
  for (const customer_profile& p : profiles) {
    const auto path = std::filesystem::path(options.out) / (p.customer_id + ".json");
    if (auto written = write_file(path, profile_to_json(p)); !written)
      return refuse(written.error(), con);
  }
  if (options.json)
    con.out_line(pretty_json({{"folder", options.out},
                              {"count", profiles.size()},
                              {"seed", options.seed},
                              {"cohorts", counts_json(profiles)}}));
  else
    con.out_line(
        fmt::format("{} -> {}/ (seed {})", cohort_count_text(profiles), options.out, options.seed));
  return exit_ok;
}

}  // namespace

void register_profiles(CLI::App& app, program_context& context, chosen_action& chosen) {
  CLI::App* group =
      app.add_subcommand("profiles", "Check, summarise or generate customer profiles");
  group->require_subcommand(1);
  const auto add = [&](const char* name, const char* help,
                       int (*work)(const profiles_options&, console&)) {
    auto options = std::make_shared<profiles_options>();
    CLI::App* command = group->add_subcommand(name, help);
    command->add_flag("--json", options->json, "Print the result as JSON");
    command->callback([&context, &chosen, options, work] {
      chosen = [&context, options, work] { return work(*options, context.con); };
    });
    return std::pair(command, options);
  };
  for (auto [command, options] :
       {add("validate", "Check every file of a folder and list all problems", validate),
        add("summary", "Customers and averages by cohort", summary)})
    command->add_option("folder", options->folder, "Folder of *.json files (default: the samples)")
        ->type_name("DIR");

  auto [command, options] =
      add("generate", "Write made-up profiles, the same for the same seed", generate);
  command->add_option("count", options->count, "How many, up to a million")
      ->required()
      ->check(CLI::Range(1, 1'000'000).description(""));
  command->add_option("--seed", options->seed, "Seed")->capture_default_str();
  command->add_option("--out", options->out, "Folder to write to")
      ->capture_default_str()
      ->type_name("DIR");
  command->add_flag("--force", options->force, "Write into a folder that has profiles already");
}

}  // namespace parley::cli
