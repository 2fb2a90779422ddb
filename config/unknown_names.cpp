// What to say about a name that the registry does not have.
#include <fmt/format.h>

#include <algorithm>

#include "config/registry.hpp"
#include "config/toml_reader.hpp"

namespace parley {
namespace {

/// "loop.max_iterations" -> {"loop", "max_iterations"}.
std::pair<std::string, std::string> split_last(const std::string& key) {
  const std::size_t dot = key.rfind('.');
  if (dot == std::string::npos) return {"", key};
  return {key.substr(0, dot), key.substr(dot + 1)};
}

/// The last parts of all settings of one section.
std::vector<std::string> leaves_of(const std::string& section) {
  std::vector<std::string> leaves;
  for (const setting_row& row : setting_rows()) {
    const auto [parent, leaf] = split_last(row.info.key);
    if (parent == section) leaves.push_back(leaf);
  }
  return leaves;
}

/// A model's or segment's own part goes back between the family and the leaf.
std::optional<std::string> nearest_in_family(const std::string& section, const std::string& leaf) {
  for (const setting_row& row : setting_rows()) {
    if (!row.is_family() || !section.starts_with(row.family() + ".")) continue;
    const std::string pattern = split_last(row.info.key).first;
    if (const auto near = nearest_name(leaf, leaves_of(pattern))) return section + "." + *near;
  }
  return std::nullopt;
}

std::optional<std::string> nearest_key(const std::string& key) {
  const auto [section, leaf] = split_last(key);
  if (const auto near = nearest_name(leaf, leaves_of(section))) return section + "." + *near;
  if (const auto near = nearest_in_family(section, leaf)) return near;
  // The right name in the wrong place, or in a misspelt section.
  std::vector<std::string> elsewhere, everywhere;
  for (const setting_row& row : setting_rows()) {
    if (row.is_family()) continue;
    everywhere.push_back(row.info.key);
    if (split_last(row.info.key).second == leaf) elsewhere.push_back(row.info.key);
  }
  if (const auto near = nearest_name(key, elsewhere)) return near;
  if (elsewhere.size() == 1) return elsewhere.front();
  return nearest_name(key, everywhere);
}

std::string list_of(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

}  // namespace

std::string unknown_setting(const std::string& key) {
  const std::string start = fmt::format("unknown setting '{}'", key.substr(0, 200));
  if (const auto near = nearest_key(key))
    return fmt::format("{}; did you mean '{}'?", start, *near);
  const auto [section, leaf] = split_last(key);
  const auto leaves = leaves_of(section);
  if (!leaves.empty()) return fmt::format("{}; [{}] has {}", start, section, list_of(leaves));
  for (const setting_row& row : setting_rows())
    if (row.is_family() && (section == row.family() || section.starts_with(row.family() + ".")))
      return fmt::format("{}; expected {}", start, row.info.key);
  return start + "; `parley config show` lists all settings";
}

std::string unknown_section(const std::string& name) {
  const std::string start = fmt::format("unknown section [{}]", name.substr(0, 200));
  if (const auto near = nearest_name(name, section_names()))
    return fmt::format("{}; did you mean [{}]?", start, *near);
  // Within a known section compare the last part alone: "agents.plan".
  const auto [parent, leaf] = split_last(name);
  std::vector<std::string> siblings, siblings_leaves;
  for (const std::string& section : section_names()) {
    const auto [other_parent, other] = split_last(section);
    if (other_parent != parent) continue;
    siblings.push_back(section);
    siblings_leaves.push_back(other);
  }
  if (const auto near = nearest_name(leaf, siblings_leaves))
    return fmt::format("{}; did you mean [{}{}{}]?", start, parent, parent.empty() ? "" : ".",
                       *near);
  return fmt::format("{}; sections are {}", start,
                     list_of(siblings.empty() ? section_names() : siblings));
}

}  // namespace parley
