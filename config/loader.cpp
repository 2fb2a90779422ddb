#include "config/loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "config/checks.hpp"
#include "config/registry.hpp"
#include "config/toml_reader.hpp"

namespace parley {
namespace fs = std::filesystem;
namespace {

/// Everything that the sources say, lowest precedence first.
class gatherer {
 public:
  void file(const fs::path& path, const std::string& kind, bool must_exist, int strength) {
    std::error_code ec;
    if (!fs::exists(path, ec) && !must_exist) return;
    if (!fs::exists(path, ec))
      return problem(path.string(), "no such file; give the path of a TOML file");
    if (fs::is_directory(path, ec))
      return problem(path.string(), "found a folder, expected a TOML file");
    std::ifstream in(path, std::ios::binary);
    std::string text(config_file_bytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!in && !in.eof()) return problem(path.string(), "cannot be read; check its permissions");
    text.resize(static_cast<std::size_t>(in.gcount()));
    toml_content content = read_toml(text, path.string(), kind);
    files.push_back(path);
    std::move(content.problems.begin(), content.problems.end(), std::back_inserter(problems));
    for (assignment& each : content.assignments) {
      each.strength = strength;
      take(std::move(each));
    }
  }

  void environment(const std::string& name, const std::string& value) {
    if (!name.starts_with("PARLEY_")) return;
    const std::string where = "environment " + name;
    std::vector<std::string> known;
    for (const setting_row& row : setting_rows()) {
      if (row.info.environment.empty()) continue;
      known.push_back(row.info.environment);
      if (row.info.environment == name)
        return take({row.info.key, untyped_text{value}, where, where, 3});
    }
    // Scripts have PARLEY_ variables of their own: only what looks like a setting is one.
    const auto near = nearest_name(name, known);
    const bool in_section = std::any_of(
        section_names().begin(), section_names().end(), [&](const std::string& section) {
          std::string prefix = "PARLEY_";
          for (char c : section) prefix += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
          return section.find('.') == std::string::npos && name.starts_with(prefix + "_");
        });
    if (!in_section) return;
    problem(where, near ? fmt::format("no setting has this name; did you mean {}?", *near)
                        : "no setting has this name; `parley config show` lists all settings");
  }

  void flag(const config_sources::flag& said) { named(said, "flag " + said.said_by, 4); }
  void recorded(const config_sources::flag& said) { named(said, said.said_by, 1); }

  /// A value is checked even where a stronger source overrides it: it is wrong all the same.
  void take(assignment said) {
    const auto match = find_row(said.key);
    settings scratch = defaults_;
    ensure_entry(scratch, match->row->is_family() ? match->row->family() : "", match->name);
    if (match->name.size() > 128 || (match->row->is_family() && has_control(match->name)))
      return problem(said.where, "expected a name of 1 to 128 printable characters");
    if (const auto set = match->row->set(scratch, match->name, said.value); !set)
      return problem(said.where, fmt::format("{}: {}", said.key, set.error().message));
    strongest[{match->name, match->row - setting_rows().data()}] = std::move(said);
  }

  void problem(const std::string& where, const std::string& text) {
    problems.push_back({fmt::format("{}: {}", where, text)});
  }

  /// By (model or segment, row): a shorter name comes before those it is a prefix of, which start
  /// from its values (see ensure_entry).
  std::map<std::pair<std::string, std::ptrdiff_t>, assignment> strongest;
  std::vector<config_problem> problems;
  std::vector<fs::path> files;

 private:
  void named(const config_sources::flag& said, const std::string& where, int strength) {
    if (!find_row(said.key)) return problem(where, unknown_setting(said.key));
    take({said.key, untyped_text{said.value}, where, where, strength});
  }

  static bool has_control(const std::string& name) {
    return std::any_of(name.begin(), name.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  }

  settings defaults_ = settings::defaults();
};

void apply(const gatherer& said, settings& values) {
  for (const auto& [place, each] : said.strongest) {
    const setting_row& row = setting_rows()[static_cast<std::size_t>(place.second)];
    if (row.is_family()) ensure_entry(values, row.family(), place.first);
    (void)row.set(values, place.first, each.value);  // checked when it was taken
  }
}

std::map<std::string, const assignment*> by_key(const gatherer& said) {
  std::map<std::string, const assignment*> all;
  for (const auto& [place, each] : said.strongest) all.emplace(each.key, &each);
  return all;
}

void check_together(gatherer& said, settings& values) {
  const auto assigned = by_key(said);
  set_keys keys;
  for (const auto& [key, each] : assigned) keys.emplace(key, each->strength);
  settle_bounds(values, keys);
  for (const broken_rule& rule : broken_rules(values, keys)) {
    std::string where = "settings";
    for (const std::string& key : rule.keys) {
      const auto it = assigned.find(key);
      if (it == assigned.end()) continue;
      where = it->second->where;
      break;
    }
    said.problem(where, rule.text);
  }
}

/// Plain settings in registry order, then each family's names with their settings.
std::vector<effective_setting> describe(const gatherer& said, const loaded_config& loaded) {
  const settings& values = loaded.values;
  std::vector<effective_setting> all;
  const auto assigned = by_key(said);
  const auto add = [&](const setting_row& row, const std::string& name) {
    const std::string key = row.key_for(name);
    const auto it = assigned.find(key);
    std::string origin = it == assigned.end() ? "default" : it->second->origin;
    std::string value = row.get(values, name);
    if (value != row.get(loaded.said, name)) origin = "follows " + followed_by(key);
    all.push_back({key, std::move(value), std::move(origin), row.info.live, row.info.type});
  };
  std::vector<std::string> families;
  for (const setting_row& row : setting_rows()) {
    if (!row.is_family())
      add(row, "");
    else if (families.empty() || families.back() != row.family())
      families.push_back(row.family());
  }
  for (const std::string& family : families)
    for (const std::string& name : family_names(values, family))
      for (const setting_row& row : setting_rows())
        if (row.is_family() && row.family() == family) add(row, name);
  return all;
}

}  // namespace

config_outcome load_config(const config_sources& sources) {
  gatherer said;
  for (const auto& each : sources.recorded) said.recorded(each);
  if (sources.user_file) said.file(*sources.user_file, "user file", false, 1);
  if (sources.explicit_file)
    said.file(*sources.explicit_file, "project file", true, 2);
  else if (sources.project_file)
    said.file(*sources.project_file, "project file", false, 2);
  for (const auto& [name, value] : sources.environment) said.environment(name, value);
  for (const auto& flag : sources.flags) said.flag(flag);

  loaded_config loaded;
  loaded.values = settings::defaults();
  apply(said, loaded.values);
  loaded.said = loaded.values;
  check_together(said, loaded.values);
  if (!said.problems.empty()) return {std::nullopt, std::move(said.problems)};
  loaded.effective = describe(said, loaded);
  loaded.files = std::move(said.files);
  return {std::move(loaded), {}};
}

}  // namespace parley
