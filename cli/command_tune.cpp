#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/exit_code.hpp"
#include "cli/load_files.hpp"
#include "cli/options.hpp"
#include "cli/program.hpp"
#include "cli/provider_setup.hpp"
#include "config/toml_edit.hpp"
#include "engine/load/tuning.hpp"
#include "output/run_logger.hpp"

namespace parley::cli {
namespace fs = std::filesystem;
namespace {

struct tune_options {
  std::string from = "latest";
  std::string loads = "loads";
  std::string run;  ///< a run instead of a load test
  std::string runs = "runs";
  std::string file = "parley.toml";
  std::string model;
  bool write = false;
  bool json = false;
};

result<std::vector<load::limit_proposal>> proposals_of(const tune_options& o) {
  if (!o.run.empty()) {
    const auto folder = find_run(o.runs, o.run);
    if (!folder) return folder.error();
    const auto calls = read_timed_calls(*folder);
    if (!calls) return calls.error();
    return load::propose_limits(*calls);
  }
  auto record = read_load(o.loads, o.from);
  if (!record) {
    failure why = record.error();
    if (why.code == failure_code::not_found)
      why.message += "; measure first with `parley load --sweep`, or name a run with --from-run";
    return why;
  }
  auto proposal = load::propose_limits(*record);
  if (!proposal) return proposal.error();
  return std::vector<load::limit_proposal>{std::move(*proposal)};
}

void print(const load::limit_proposal& p, console& con) {
  const std::size_t width = std::max<std::size_t>(con.width(), 40) - 1;
  con.out_line(con.paint(ink::bold, fmt::format("[limits.\"{}\"]", p.model)));
  for (const load::proposed_limit& limit : p.limits) {
    for (const std::string& line : wrap("# " + limit.evidence + ".", width))
      con.out_line(con.paint(ink::dim, line.starts_with('#') ? line : "# " + line));
    con.out_line(limit.known ? fmt::format("{} = {}", limit.key, limit.value)
                             : fmt::format("# {} stays as it is", limit.key));
  }
  for (const std::string& caution : p.cautions)
    for (const std::string& line : wrap("note: " + caution, width)) con.err_line(line);
}

json::value as_json(const std::vector<load::limit_proposal>& all) {
  json::array out;
  for (const load::limit_proposal& p : all) {
    json::object limits;
    for (const auto& limit : p.limits)
      limits[limit.key] = {{"value", limit.known ? json::value(limit.value) : json::value(nullptr)},
                           {"evidence", limit.evidence}};
    json::array cautions;
    for (const auto& text : p.cautions) cautions.push_back(json::value(text));
    out.push_back({{"model", p.model}, {"limits", std::move(limits)}, {"cautions", cautions}});
  }
  return out;
}

/// The file's text with all proposals in it. A missing file is an empty one.
result<std::string> edited(const fs::path& file, const std::vector<load::limit_proposal>& all) {
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  for (const load::limit_proposal& p : all)
    // From the last: each new one goes right below the heading.
    for (auto at = p.limits.rbegin(); at != p.limits.rend(); ++at) {
      const load::proposed_limit& limit = *at;
      if (!limit.known) continue;
      auto changed = edit_toml(std::move(text), {"limits", p.model, limit.key, limit.value,
                                                 limit.evidence + " (parley tune)"});
      if (!changed)
        return fail(changed.error().code,
                    fmt::format("{}: {}", file.string(), changed.error().message));
      text = std::move(*changed);
    }
  return text;
}

int write(const tune_options& o, const std::vector<load::limit_proposal>& all, console& con) {
  auto text = edited(o.file, all);
  if (!text) {
    con.error(text.error().message);
    return exit_usage;
  }
  std::error_code ec;
  const auto mode = fs::status(o.file, ec).permissions();
  const bool existed = fs::exists(o.file, ec);
  if (auto written = write_file(o.file, *text); !written) {
    con.error(written.error().message);
    return exit_provider;
  }
  if (existed) fs::permissions(o.file, mode, ec);  // the new file has the old one's
  con.err_line("Written to " + o.file + "; everything else in it is as it was.");
  return exit_ok;
}

int tune_with(const tune_options& o, console& con) {
  auto all = proposals_of(o);
  if (!all) {
    con.error(all.error().message);
    return exit_usage;
  }
  if (!o.model.empty())
    for (load::limit_proposal& p : *all) p.model = o.model;
  if (!o.model.empty() && all->size() > 1) {
    con.error("--model renames one model, and this run asked several: leave it out");
    return exit_usage;
  }
  if (o.json)
    con.out_line(pretty_json(as_json(*all)));
  else
    for (const load::limit_proposal& p : *all) print(p, con);
  return o.write ? write(o, *all, con) : exit_ok;
}

}  // namespace

void register_tune(CLI::App& app, program_context& context, chosen_action& chosen) {
  auto options = std::make_shared<tune_options>();
  CLI::App* command = app.add_subcommand(
      "tune", "Propose [limits] for the configuration from a load test or a recorded run");
  command->add_option("result", options->from, "load.json, its folder, or an id in --loads")
      ->capture_default_str();
  command->add_option("--loads", options->loads, "Folder of load tests")
      ->type_name("DIR")
      ->capture_default_str();
  command->add_option("--from-run", options->run, "Use the journal of this run instead")
      ->type_name("RUN");
  command->add_option("--runs", options->runs, "Folder of runs")
      ->type_name("DIR")
      ->capture_default_str();
  command->add_option("--model", options->model, "Model to write the limits for, if another")
      ->type_name("NAME");
  command->add_flag("--write", options->write,
                    "Put the numbers into the configuration file; comments stay");
  command->add_option("--config", options->file, "Configuration file to write")
      ->type_name("FILE")
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print one JSON document");
  command->callback([&context, &chosen, options] {
    chosen = [&context, options] { return tune_with(*options, context.con); };
  });
}

}  // namespace parley::cli
