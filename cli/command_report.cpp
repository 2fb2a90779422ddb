#include <CLI/CLI.hpp>
#include <memory>

#include "cli/exit_code.hpp"
#include "cli/labelled_run.hpp"
#include "cli/options.hpp"
#include "cli/program.hpp"
#include "cli/provider_setup.hpp"
#include "cli/summary.hpp"
#include "output/read_journal.hpp"
#include "output/run_logger.hpp"
#include "output/store/read_run.hpp"

namespace parley::cli {
namespace {

struct report_options {
  common_options common;
  std::string run = "latest";
};

/// From the journal where there is one: it knows more than run.json, and survives it.
result<run_record> record_of(const std::filesystem::path& folder) {
  auto db = open_to_read(folder);
  if (!db) return load_run(folder);
  return read_record(*db);
}

int report(const report_options& options, program_context& context) {
  console& con = context.con;
  const auto config = load_settings(options.common, context.machine, con);
  if (!config) return exit_usage;
  const auto folder = find_run(config->values.run.output, options.run);
  if (!folder) return refuse(folder.error(), con);
  auto run = record_of(*folder);
  if (!run) {
    refuse(run.error(), con);
    return exit_usage;  // whatever is wrong with the file: it was named
  }
  if (auto people = people_document(*folder))
    run->people = std::move(*people);
  else  // the run itself could be read, from run.json if not from its journal
    con.warning("people's scores cannot be read: " + people.error().message);
  const auto page = *folder / "report.html";
  if (auto written = write_file(page, report_html(*run)); !written)
    return refuse(written.error(), con);
  if (options.common.json) {
    con.out_line(run_summary_json(*run, *folder, page));
    return exit_ok;
  }
  for (const std::string& line :
       run_summary(*run, con, std::min<std::size_t>(con.width(), 120), page))
    con.out_line(line);
  if (const std::string note = lost_sentence(run->lost, run->currency); !note.empty())
    con.err_line(note);
  return exit_ok;
}

}  // namespace

void register_report(CLI::App& app, program_context& context, chosen_action& chosen) {
  auto options = std::make_shared<report_options>();
  CLI::App* command =
      app.add_subcommand("report", "Show a finished run again and write its report page anew");
  command->add_option("run", options->run, "Run id, folder, or latest")
      ->capture_default_str()
      ->type_name("RUN");
  add_setting_flag(*command, options->common, "--out", "run.output", "Folder of the runs", "DIR");
  add_common(*command, options->common);
  command->callback([&context, &chosen, options] {
    chosen = [&context, options] { return report(*options, context); };
  });
}

}  // namespace parley::cli
