#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/exit_code.hpp"
#include "cli/load_commands.hpp"
#include "cli/load_files.hpp"
#include "cli/options.hpp"
#include "cli/provider_setup.hpp"
#include "cli/table.hpp"
#include "engine/load/compare.hpp"
#include "engine/load/merge.hpp"
#include "engine/load/requirement.hpp"

namespace parley::cli {
namespace {

struct compare_options {
  std::string before, after;
  std::string out = "loads";
  std::vector<std::string> requirements;
  bool fail_if_worse = false;
  bool json = false;
};

std::string change_text(const load::figure_difference& d, double value) {
  const std::string text = load::figure_text(std::abs(value), d.unit);
  return (value < 0 ? "−" : "+") + text;
}

void print(const load::load_difference& difference, const load_record& before,
           const load_record& after, console& con) {
  con.out_line(fmt::format("before  {}  {}", before.id, before.base_url));
  con.out_line(fmt::format("after   {}  {}", after.id, after.base_url));
  for (const load::step_difference& step : difference.steps) {
    con.out_line("");
    con.out_line(con.paint(ink::bold, step.step));
    table t;
    t.column("figure");
    for (const char* name : {"before", "after", "change, 95 % interval"})
      t.column(name, table::align::right);
    t.column("");
    for (const load::figure_difference& d : step.figures) {
      const bool unknown = d.says == load::finding::unknown;
      const ink how = d.says == load::finding::better  ? ink::good
                      : d.says == load::finding::worse ? ink::bad
                                                       : ink::dim;
      const std::string change =
          unknown ? "–" : change_text(d, d.change.low) + " to " + change_text(d, d.change.high);
      const auto shown = [&](const std::optional<double>& value) {
        return cell(value ? load::figure_text(*value, d.unit) : "–");
      };
      t.row({cell(d.figure), shown(d.before), shown(d.after), cell(change),
             cell(std::string(to_string(d.says)), how)});
    }
    for (const std::string& line : t.render(con)) con.out_line("  " + line);
  }
  if (difference.steps.empty())
    con.warning("the results have no step in common: only steps of the same name compare");
  for (const std::string& name : difference.unmatched) con.warning("only in one result: " + name);
  for (const std::string& text : difference.cautions) con.warning(printable_line(text));
}

json::value or_null(const std::optional<double>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

json::value as_json(const load::load_difference& difference, const load_record& before,
                    const load_record& after) {
  json::array steps;
  for (const auto& step : difference.steps) {
    json::object figures;
    for (const auto& d : step.figures)
      figures[d.figure] = {{"before", or_null(d.before)},
                           {"after", or_null(d.after)},
                           {"change_low", d.change.low},
                           {"change_high", d.change.high},
                           {"says", to_string(d.says)}};
    steps.push_back({{"step", step.step}, {"figures", std::move(figures)}});
  }
  json::array cautions, unmatched;
  for (const auto& text : difference.cautions) cautions.push_back(json::value(text));
  for (const auto& text : difference.unmatched) unmatched.push_back(json::value(text));
  return {{"before", before.id},
          {"after", after.id},
          {"confidence", 0.95},
          {"steps", std::move(steps)},
          {"unmatched", std::move(unmatched)},
          {"cautions", std::move(cautions)}};
}

int compare_with(const compare_options& o, console& con) {
  const auto refuse = [&](const failure& why) {
    con.error(why.message);
    return exit_usage;
  };
  const auto before = read_load(o.out, o.before);
  if (!before) return refuse(before.error());
  const auto after = read_load(o.out, o.after);
  if (!after) return refuse(after.error());
  std::vector<load::requirement> wanted;
  for (const std::string& text : o.requirements) {
    auto parsed = load::parse_requirement(text);
    if (!parsed) return refuse(parsed.error());
    wanted.push_back(std::move(*parsed));
  }
  const auto difference = load::compare_loads(*before, *after);
  if (o.json)
    con.out_line(pretty_json(as_json(difference, *before, *after)));
  else
    print(difference, *before, *after, con);
  int code = difference.steps.empty() ? exit_usage : exit_ok;
  for (const load::requirement& one : wanted) {
    const load_requirement checked = load::check(one, *after);
    if (!checked.met) code = exit_gate_failed;
    if (!o.json)
      con.out_line((checked.met ? "met      " : "NOT met  ") + checked.text + ": " + checked.found);
  }
  for (const auto& step : difference.steps)
    for (const auto& d : step.figures)
      if (o.fail_if_worse && d.says == load::finding::worse) code = exit_gate_failed;
  return code;
}

struct merge_options {
  std::vector<std::string> parts;
  std::string out = "loads";
  std::string id = "merged";
};

int merge_with(const merge_options& o, console& con) {
  std::vector<load_record> parts;
  for (const std::string& name : o.parts) {
    auto part = read_load(o.out, name);
    if (!part) {
      con.error(part.error().message);
      return exit_usage;
    }
    parts.push_back(std::move(*part));
  }
  auto merged = load::merge_loads(parts);
  if (!merged) {
    con.error(merged.error().message);
    return exit_usage;
  }
  const auto folder = make_load_folder(o.out, o.id);
  if (!folder) {
    con.error(folder.error().message);
    return exit_provider;
  }
  if (auto written = write_load(*folder, *merged, true, "", 0); !written) {
    con.error(written.error().message);
    return exit_provider;
  }
  con.out_line((*folder / "report.html").string());
  return exit_ok;
}

}  // namespace

void register_load_compare(CLI::App& load, program_context& context, chosen_action& chosen) {
  auto options = std::make_shared<compare_options>();
  CLI::App* compare = load.add_subcommand(
      "compare", "Two results side by side: differences with 95 % intervals, step by step");
  compare->add_option("before", options->before, "load.json, its folder, or an id")->required();
  compare->add_option("after", options->after, "The other one")->required();
  compare->add_option("--out", options->out, "Folder in which ids are looked for")
      ->type_name("DIR")
      ->capture_default_str();
  compare
      ->add_option("--require", options->requirements,
                   "Exit with 1 unless the second result keeps it, e.g. 'p95.e2e<4s'")
      ->type_name("FIGURE<VALUE")
      ->take_all()
      ->allow_extra_args(false);
  compare->add_flag("--fail-if-worse", options->fail_if_worse,
                    "Exit with 1 when any figure is shown to be worse");
  compare->add_flag("--json", options->json, "Print one JSON document");
  compare->callback([&context, &chosen, options] {
    chosen = [&context, options] { return compare_with(*options, context.con); };
  });

  auto parts = std::make_shared<merge_options>();
  CLI::App* merge = load.add_subcommand(
      "merge", "Add up results of the same test that ran on several machines at once");
  merge->add_option("results", parts->parts, "Two or more load.json, folders or ids")->required();
  merge->add_option("--out", parts->out, "Folder for the merged result")
      ->type_name("DIR")
      ->capture_default_str();
  merge->add_option("--id", parts->id, "Name of the merged result")
      ->type_name("NAME")
      ->capture_default_str();
  merge->callback([&context, &chosen, parts] {
    chosen = [&context, parts] { return merge_with(*parts, context.con); };
  });
}

}  // namespace parley::cli
