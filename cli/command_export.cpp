// parley export: a run's calls, transcripts, scores and reports for other programs.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/completion_model.hpp"
#include "cli/exit_code.hpp"
#include "cli/export_session.hpp"
#include "cli/options.hpp"
#include "cli/program.hpp"
#include "cli/provider_setup.hpp"
#include "output/exports/export_table.hpp"
#include "output/run_logger.hpp"

namespace parley::cli {
namespace {

struct export_options {
  common_options common;
  export_wish wish;
  std::string run = "latest";
  std::string key_file;
};

int do_export(export_options& options, program_context& context) {
  const auto config = load_settings(options.common, context.machine, context.con);
  if (!config) return exit_usage;
  const auto folder = find_run(config->values.run.output, options.run);
  if (!folder) return refuse(folder.error(), context.con);
  if (!options.key_file.empty()) {
    options.wish.key_file = options.key_file;
    options.wish.redact = true;
  }
  options.wish.json = options.common.json;
  return export_run(options.wish, *folder, context.con);
}

}  // namespace

void register_export(CLI::App& app, program_context& context, chosen_action& chosen) {
  auto options = std::make_shared<export_options>();
  CLI::App* command = app.add_subcommand(
      "export", "Write a run's calls, transcripts, scores and reports for other programs");
  CLI::Option* format =
      command->add_option("format", options->wish.format, "csv, json, jsonl, sqlite or parquet");
  format->required()->type_name("FORMAT");
  offer_words(*format, {"csv", "json", "jsonl", "sqlite", "parquet"});
  command->add_option("run", options->run, "Run id, folder, or latest")
      ->capture_default_str()
      ->type_name("RUN");
  std::vector<std::string> names{"all"};
  for (const export_table& each : export_tables()) names.emplace_back(each.name);
  std::string list = "Tables, with commas between:";
  for (const std::string& name : names) list += " " + name;
  CLI::Option* what = command->add_option("--what", options->wish.what, list);
  offer_words(*what->type_name("TABLES")->capture_default_str(), names);
  command
      ->add_option("--out", options->wish.out,
                   "Folder, or - for standard output, or for one table a file whose name ends in "
                   "the format; default: RUN/export")
      ->type_name("DIR");
  command->add_flag("--redact", options->wish.redact,
                    "Pseudonyms instead of names and free text; equal texts get equal ones, so "
                    "that tables still join; default folder: RUN/export-redacted");
  command
      ->add_option("--redact-key", options->key_file,
                   "Secret of the pseudonyms, at least 16 bytes, instead of RUN/redact.key: the "
                   "same file gives the same pseudonyms in every run")
      ->type_name("FILE");
  add_setting_flag(*command, options->common, "--runs", "run.output", "Folder of the runs", "DIR");
  add_common(*command, options->common);
  command->callback([&context, &chosen, options] {
    chosen = [&context, options] { return do_export(*options, context); };
  });
}

}  // namespace parley::cli
