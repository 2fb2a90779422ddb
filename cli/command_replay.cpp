// parley replay: writes a run's files again from its journal alone.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/exit_code.hpp"
#include "cli/labelled_run.hpp"
#include "cli/options.hpp"
#include "cli/program.hpp"
#include "cli/summary.hpp"
#include "output/open_run.hpp"
#include "output/reproducible.hpp"
#include "output/run_lock.hpp"
#include "output/run_logger.hpp"
#include "output/store/schema.hpp"

namespace parley::cli {
namespace {

struct replay_options {
  common_options common;
  std::string run = "latest";
  bool csv = false;
};

bool was_on(const run_beginning& how, std::string_view key) {
  for (const auto& each : how.settings)
    if (each.key == key) return each.value == "true";
  return false;
}

result<std::filesystem::path> write_files(const run_record& run, run_logger& logger) {
  for (std::size_t i = 0; i < run.iterations.size(); ++i)
    if (auto done = logger.iteration(run.iterations[i], run.history[i]); !done) return done.error();
  return logger.finish(run);
}

int replay(const replay_options& options, program_context& context) {
  console& con = context.con;
  const auto config = load_settings(options.common, context.machine, con);
  if (!config) return exit_usage;
  const auto refuse = [&](const failure& why, int code) {
    con.error(why.message);
    return code;
  };
  const auto folder = find_run(config->values.run.output, options.run);
  if (!folder) return refuse(folder.error(), exit_usage);
  const auto lock = run_lock::take(*folder);
  if (!lock) return refuse(lock.error(), exit_usage);
  auto db = open_journal_file(*folder / journal_name, open_mode::read_write);
  if (!db) return refuse(db.error(), exit_usage);
  const auto head = read_head(*db);
  if (!head) return refuse(head.error(), exit_usage);
  auto run = read_record(*db);
  if (!run) return refuse(run.error(), exit_usage);
  if (was_on(head->how, "run.reproducible")) leave_out_times(*run);
  auto people = people_document(*folder);
  if (!people) return refuse(people.error(), exit_usage);
  run->people = std::move(*people);
  auto logger = run_logger::reopen(*folder, options.csv || was_on(head->how, "run.csv"));
  if (!logger) return refuse(logger.error(), exit_provider);
  const auto page = write_files(*run, *logger);
  if (!page) return refuse(page.error(), exit_provider);
  if (options.common.json) {
    con.out_line(run_summary_json(*run, *folder, *page));
    return exit_ok;
  }
  con.out_line(fmt::format("{} iteration{} written again from {}", run->iterations.size(),
                           run->iterations.size() == 1 ? "" : "s",
                           (*folder / journal_name).string()));
  if (!head->ended) con.out_line("The run is not finished: `parley resume` goes on with it.");
  return exit_ok;
}

}  // namespace

void register_replay(CLI::App& app, program_context& context, chosen_action& chosen) {
  auto options = std::make_shared<replay_options>();
  CLI::App* command =
      app.add_subcommand("replay", "Write a run's files again from its journal, without any call");
  command->add_option("run", options->run, "Run id, folder, or latest")->capture_default_str();
  command->add_flag("--csv", options->csv, "CSV files too, although the run wrote none");
  add_setting_flag(*command, options->common, "--out", "run.output", "Folder of the runs", "DIR");
  add_common(*command, options->common);
  command->callback([&context, &chosen, options] {
    chosen = [&context, options] { return replay(*options, context); };
  });
}

}  // namespace parley::cli
