#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/json.hpp"
#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/program.hpp"
#include "cli/table.hpp"

namespace parley::cli {
namespace {

struct config_options {
  common_options common;
  bool origin = false;
  std::string prefix;
};

json::value effective_json(const loaded_config& config, const std::string& prefix) {
  json::array rows;
  for (const effective_setting& s : config.effective) {
    if (!s.key.starts_with(prefix)) continue;
    rows.push_back({{"key", s.key}, {"value", s.value}, {"origin", s.origin}, {"live", s.live}});
  }
  return rows;
}

int show(const config_options& options, program_context& context) {
  console& con = context.con;
  const auto config = load_settings(options.common, context.machine, con);
  if (!config) return exit_usage;
  if (options.common.json) {
    con.out_line(pretty_json(effective_json(*config, options.prefix)));
    return exit_ok;
  }
  table out;
  out.column("setting");
  out.column("value");
  if (options.origin) out.column("origin");
  std::size_t shown = 0;
  for (const effective_setting& s : config->effective) {
    if (!s.key.starts_with(options.prefix)) continue;
    ++shown;
    const bool changed = s.origin != "default";
    std::vector<cell> cells = {cell(s.key), cell(s.value, changed ? ink::accent : ink::plain)};
    if (options.origin) cells.emplace_back(s.origin, changed ? ink::plain : ink::dim);
    out.row(std::move(cells));
  }
  if (shown == 0) {
    con.error("no setting begins with '" + options.prefix + "'");
    return exit_usage;
  }
  for (const std::string& line : out.render(con)) con.out_line(line);
  return exit_ok;
}

int explain(const config_options& options, program_context& context) {
  console& con = context.con;
  std::vector<std::string> keys;
  for (const setting_info& s : setting_registry()) {
    keys.push_back(s.key);
    if (s.key != options.prefix) continue;
    con.out_line(con.paint(ink::bold, s.key));
    con.out_line("  " + s.doc);
    con.out_line(fmt::format("  type {}{}{}", s.type, s.range.empty() ? "" : ", ", s.range));
    if (!s.environment.empty()) con.out_line("  environment " + s.environment);
    if (s.live) con.out_line("  may be changed in the file while a run goes");
    return exit_ok;
  }
  const auto near = nearest_name(options.prefix, keys);
  con.error("unknown setting '" + options.prefix + "'" +
            (near ? "; did you mean '" + *near + "'?" : ""));
  return exit_usage;
}

}  // namespace

void register_config(CLI::App& app, program_context& context, chosen_action& chosen) {
  CLI::App* group = app.add_subcommand("config", "Show and explain settings");
  group->require_subcommand(1);
  const auto add = [&](const char* name, const char* help,
                       int (*work)(const config_options&, program_context&)) {
    auto options = std::make_shared<config_options>();
    CLI::App* command = group->add_subcommand(name, help);
    command->callback([&context, &chosen, options, work] {
      chosen = [&context, options, work] { return work(*options, context); };
    });
    return std::pair(command, options);
  };
  auto [show_command, show_options] = add("show", "Every setting in force", show);
  show_command->add_flag("--origin", show_options->origin, "Say who set each value");
  show_command->add_option("prefix", show_options->prefix, "Only settings that begin with this");
  add_common(*show_command, show_options->common);

  auto [explain_command, explain_options] = add("explain", "What one setting means", explain);
  explain_command->add_option("key", explain_options->prefix, "e.g. loop.max_iterations")
      ->required();

  CLI::App* defaults =
      group->add_subcommand("default", "Print the documented default file, to start your own from");
  defaults->callback([&context, &chosen] {
    chosen = [&context] {
      context.con.out(default_config_text());
      return static_cast<int>(exit_ok);
    };
  });
}

}  // namespace parley::cli
