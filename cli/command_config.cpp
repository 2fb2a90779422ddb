#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/json.hpp"
#include "cli/completion_model.hpp"
#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "cli/program.hpp"
#include "cli/table.hpp"
#include "config/registry.hpp"

namespace parley::cli {
namespace {

struct config_options {
  common_options common;
  bool origin = false;
  std::string prefix;
};

/// Numbers and booleans as such; texts and durations as text, without TOML's quotes.
json::value typed_value(const effective_setting& s) {
  const auto read = parse_json(s.value);  // our TOML values are JSON values too
  return read ? *read : json::value(s.value);
}

json::value effective_json(const loaded_config& config, const std::string& prefix) {
  json::array rows;
  for (const effective_setting& s : config.effective) {
    if (!s.key.starts_with(prefix)) continue;
    rows.push_back({{"key", s.key},
                    {"value", typed_value(s)},
                    {"type", s.type},
                    {"origin", s.origin},
                    {"live", s.live}});
  }
  return rows;
}

int show(const config_options& options, program_context& context) {
  console& con = context.con;
  const auto config = load_settings(options.common, context.machine, con);
  if (!config) return exit_usage;
  if (options.common.json && !effective_json(*config, options.prefix).as_array().empty()) {
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
    con.error("no setting begins with '" + options.prefix + "'; `parley config show` lists all");
    return exit_usage;
  }
  for (const std::string& line : out.render(con)) con.out_line(line);
  return exit_ok;
}

/// What `row` is now, by name where it is a setting of models or segments.
std::vector<const effective_setting*> in_force(const loaded_config& config, const setting_row& row,
                                               const std::string& name) {
  std::vector<const effective_setting*> out;
  for (const effective_setting& s : config.effective) {
    const auto match = find_row(s.key);
    if (match && match->row == &row && (name.empty() || match->name == name)) out.push_back(&s);
  }
  return out;
}

std::string default_of(const setting_row& row, const std::string& name) {
  settings defaults = settings::defaults();
  if (row.is_family()) ensure_entry(defaults, row.family(), name);
  return row.get(defaults, name);
}

void explain_text(const setting_row& row, const std::string& name, const loaded_config& config,
                  console& con) {
  const setting_info& info = row.info;
  con.out_line(con.paint(ink::bold, name.empty() ? info.key : row.key_for(name)));
  con.out_line("  " + info.doc);
  con.out_line(fmt::format("  type {}{}{}", info.type, info.range.empty() ? "" : ", ", info.range));
  for (const effective_setting* s : in_force(config, row, name)) {
    const auto match = find_row(s->key);
    const std::string usual = default_of(row, match->name);
    const std::string of = match->name == name ? "" : match->name + ": ";
    con.out_line(s->origin == "default"
                     ? fmt::format("  {}now {}, the default", of, s->value)
                     : fmt::format("  {}now {} ({}), default {}", of, s->value, s->origin, usual));
  }
  if (!info.environment.empty()) con.out_line("  environment " + info.environment);
  if (info.live) con.out_line("  may be changed in the file while a run goes");
}

json::value explain_json(const setting_row& row, const std::string& name,
                         const loaded_config& config) {
  json::array now;
  for (const effective_setting* s : in_force(config, row, name))
    now.push_back({{"key", s->key}, {"value", typed_value(*s)}, {"origin", s->origin}});
  return {{"key", row.info.key},     {"doc", row.info.doc},   {"type", row.info.type},
          {"range", row.info.range}, {"live", row.info.live}, {"now", std::move(now)}};
}

int explain(const config_options& options, program_context& context) {
  console& con = context.con;
  const auto config = load_settings(options.common, context.machine, con);
  if (!config) return exit_usage;
  const setting_row* row = nullptr;
  std::string name;
  std::vector<std::string> keys;
  for (const setting_row& each : setting_rows()) {
    keys.push_back(each.info.key);
    if (each.info.key == options.prefix) row = &each;
  }
  if (const auto match = find_row(options.prefix); match && row == nullptr) {
    row = match->row;
    name = match->name;
  }
  if (row == nullptr) {
    const auto near = nearest_name(options.prefix, keys);
    con.error("unknown setting '" + options.prefix + "'; " +
              (near ? "did you mean '" + *near + "'?" : "`parley config show` lists all"));
    return exit_usage;
  }
  if (options.common.json)
    con.out_line(pretty_json(explain_json(*row, name, *config)));
  else
    explain_text(*row, name, *config, con);
  return exit_ok;
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
  offer_words(*show_command->add_option("prefix", show_options->prefix,
                                        "Only settings that begin with this"),
              setting_keys());
  add_common(*show_command, show_options->common);

  auto [explain_command, explain_options] =
      add("explain", "What one setting means, what it is now, and who set it", explain);
  offer_words(
      *explain_command->add_option("key", explain_options->prefix, "e.g. loop.max_iterations")
           ->required(),
      setting_keys());
  add_common(*explain_command, explain_options->common);

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
