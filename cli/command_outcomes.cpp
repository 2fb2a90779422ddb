// parley outcomes: what real customers did, beside what the simulation had said.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>
#include <sstream>

#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/program.hpp"
#include "cli/table.hpp"
#include "engine/calibrated.hpp"
#include "engine/truth/field.hpp"
#include "output/format.hpp"
#include "output/record_values.hpp"
#include "output/run_logger.hpp"

namespace parley::cli {
namespace {

constexpr std::size_t most_bytes = 64u << 20;
constexpr std::size_t most_problems_shown = 20;

struct outcomes_flags {
  common_options common;
  std::string file;
  std::string run = "latest";
  int before = 0, after = 0;  ///< 0: the run's first and last iteration
  double share = 0.5;
};

std::optional<std::string> read_file(const std::string& name, console& con) {
  std::ifstream in(name, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) {
    con.error(fmt::format("{}: cannot be read", name));
    return std::nullopt;
  }
  if (text.str().size() > most_bytes) {
    con.error(fmt::format("{}: larger than {} MiB", name, most_bytes >> 20));
    return std::nullopt;
  }
  return text.str();
}

std::optional<run_record> load(const outcomes_flags& flags, const settings& config, console& con,
                               std::filesystem::path& folder) {
  const auto found = find_run(config.run.output, flags.run);
  if (!found) {
    con.error(found.error().message);
    return std::nullopt;
  }
  folder = *found;
  auto run = load_run(folder);
  if (!run || run->iterations.empty()) {
    con.error(run ? folder.string() + " has no finished iteration" : run.error().message);
    return std::nullopt;
  }
  return std::move(*run);
}

std::vector<std::string> shown(const truth::field_report& report, const console& con) {
  std::vector<std::string> out;
  out.push_back(fmt::format("{} customers got prompt {}, {} got prompt {}", report.customers_before,
                            report.before, report.customers_after, report.after));
  if (report.ratio.alarm)
    out.push_back(fmt::format(
        "ALARM: these counts are not as planned (p {:.1e}): something besides chance decided who "
        "got which prompt, so the difference may not be the prompt's. Find out what first.",
        report.ratio.p));
  else
    out.push_back(fmt::format("The counts agree with the plan (p {:.2f}).", report.ratio.p));
  table metrics;
  metrics.column("real outcome");
  metrics.column(fmt::format("prompt {}", report.before));
  metrics.column(fmt::format("prompt {}", report.after));
  metrics.column("change");
  for (const truth::field_metric& m : report.metrics)
    metrics.row({cell(m.name), cell(interval_text(m.before, 3)), cell(interval_text(m.after, 3)),
                 cell(change_text(m.change, 3))});
  for (std::string& line : metrics.render(con)) out.push_back(std::move(line));
  if (report.calibration.empty()) {
    out.push_back("No real NPS beside a simulated one: the simulation is not calibrated.");
    return out;
  }
  out.push_back("");
  out.push_back(fmt::format("Simulated against real likelihood to recommend, same customers:"));
  table off;
  off.column("cohort");
  off.column("simulated − real");
  off.column(fmt::format("corrected mean, prompt {}", report.after));
  off.column("real scores", table::align::right);
  for (const truth::cohort_calibration& c : report.calibration)
    off.row({cell(std::string(label(c.cohort))), cell(change_text(c.bias, 2)),
             cell(interval_text(c.corrected.value, 2)), cell(std::to_string(c.bias.n))});
  for (std::string& line : off.render(con)) out.push_back(std::move(line));
  return out;
}

std::string as_json(const truth::field_report& report, const truth::field_evidence& evidence,
                    const calibrated& by) {
  json::object metrics, cohorts;
  for (const truth::field_metric& m : report.metrics)
    metrics[m.name] = json::object{{"before", estimate_json(m.before)},
                                   {"after", estimate_json(m.after)},
                                   {"change", estimate_json(m.change)}};
  for (const truth::cohort_calibration& c : report.calibration)
    cohorts[to_string(c.cohort)] = json::object{{"simulated_minus_real", estimate_json(c.bias)},
                                                {"corrected_nps", estimate_json(c.corrected.value)},
                                                {"trust_in_simulation", c.corrected.trust},
                                                {"effective_n", c.corrected.effective_n}};
  return pretty_json(json::object{{"format", "parley-outcomes"},
                                  {"format_version", 2},
                                  {"run_id", evidence.run_id},
                                  {"before", report.before},
                                  {"after", report.after},
                                  {"customers_before", report.customers_before},
                                  {"customers_after", report.customers_after},
                                  {"ratio_p", report.ratio.p},
                                  {"ratio_alarm", report.ratio.alarm},
                                  {"metrics", std::move(metrics)},
                                  {"calibration", std::move(cohorts)},
                                  {"reward", by.document(nullptr)},
                                  {"rows", truth::field_rows_json(evidence.rows)}});
}

int import_outcomes(outcomes_flags flags, program_context& context) {
  console& con = context.con;
  auto config = load_settings(flags.common, context.machine, con);
  if (!config) return exit_usage;
  std::filesystem::path folder;
  const auto run = load(flags, config->values, con, folder);
  if (!run) return exit_usage;
  const auto text = read_file(flags.file, con);
  if (!text) return exit_usage;
  const auto csv = read_csv(*text);
  if (!csv) {
    con.error(fmt::format("{}: {}", flags.file, csv.error().message));
    return exit_usage;
  }
  const truth::read_outcomes read = truth::outcomes_from(*csv, *run);
  if (!read.problems.empty()) {
    for (std::size_t i = 0; i < std::min(read.problems.size(), most_problems_shown); ++i)
      con.err_line(fmt::format("{}: {}", flags.file, read.problems[i]));
    con.error(
        fmt::format("{} problems in {}: nothing was imported", read.problems.size(), flags.file));
    return exit_usage;
  }
  if (flags.before == 0) flags.before = run->iterations.front().iteration;
  if (flags.after == 0) flags.after = run->iterations.back().iteration;
  const truth::field_report report = truth::compare_outcomes(
      read.rows, *run, flags.before, flags.after, flags.share, config->values.scoring.confidence);
  const truth::field_evidence evidence{run->run_id, truth::pairs_of(read.rows, *run)};
  const calibrated by(evidence, config->values.scoring);
  const std::string result = as_json(report, evidence, by);
  const auto written = write_file(folder / "outcomes.json", result + "\n");
  if (!written) {
    con.error(written.error().message);
    return exit_provider;
  }
  if (flags.common.json) {
    con.out_line(result);
    return exit_ok;
  }
  const std::size_t width = std::max<std::size_t>(con.width(), 40);
  for (const std::string& line : shown(report, con))
    for (const std::string& part :
         line.find("  ") == std::string::npos ? wrap(line, width) : std::vector{line})
      con.out_line(part);
  for (const std::string& line : wrap(by.forecast(), width)) con.out_line(line);
  con.out_line(fmt::format("Written: {}", (folder / "outcomes.json").string()));
  con.out_line(fmt::format("A later run calibrates by it: --outcomes {}",
                           (folder / "outcomes.json").string()));
  return exit_ok;
}

}  // namespace

void register_outcomes(CLI::App& app, program_context& context, chosen_action& chosen) {
  CLI::App* group = app.add_subcommand(
      "outcomes", "Real outcomes of prompts that were sent, beside what the simulation had said");
  group->require_subcommand(1);
  CLI::App* command = group->add_subcommand(
      "import",
      "Read a CSV file with the columns customer, prompt_version (the iteration whose prompt the "
      "customer got), and any of replied, nps, churned, value; compare two prompts and calibrate "
      "the simulation by cohort");
  auto flags = std::make_shared<outcomes_flags>();
  command->add_option("file", flags->file, "The CSV file")->required()->type_name("FILE");
  command->add_option("--run", flags->run, "Run whose customers and prompts these are")
      ->type_name("RUN")
      ->capture_default_str();
  command->add_option("--before", flags->before, "Prompt version to compare with (default: first)");
  command->add_option("--after", flags->after, "Prompt version that is new (default: last)");
  command->add_option("--share", flags->share, "Share of customers that were to get the new prompt")
      ->check(CLI::Range(0.01, 0.99))
      ->capture_default_str();
  add_setting_flag(*command, flags->common, "--out", "run.output", "Folder of the runs", "DIR");
  add_common(*command, flags->common);
  command->callback([&context, &chosen, flags] {
    chosen = [&context, flags] { return import_outcomes(*flags, context); };
  });
}

}  // namespace parley::cli
