#include "config/registry.hpp"

#include <algorithm>

namespace parley {

std::string setting_row::key_for(const std::string& name) const {
  const std::size_t open = info.key.find('<');
  if (open == std::string::npos) return info.key;
  return info.key.substr(0, open) + name + info.key.substr(info.key.find('>') + 1);
}

const std::vector<setting_row>& setting_rows() {
  static const std::vector<setting_row> table = [] {
    std::vector<setting_row> rows;
    add_run_rows(rows);
    add_agent_rows(rows);
    add_model_rows(rows);
    add_scoring_rows(rows);
    add_truth_rows(rows);
    add_net_rows(rows);
    add_local_rows(rows);
    return rows;
  }();
  return table;
}

const std::vector<setting_info>& setting_registry() {
  static const std::vector<setting_info> infos = [] {
    std::vector<setting_info> all;
    for (const setting_row& row : setting_rows()) all.push_back(row.info);
    return all;
  }();
  return infos;
}

namespace {

/// A name as it is in TOML: "gpt-4.1" may stand in quotes. Nothing when a quote is not closed.
std::optional<std::string> without_quotes(std::string_view name) {
  const auto is_quote = [](char c) { return c == '"' || c == '\''; };
  if (!is_quote(name.front()) && !is_quote(name.back())) return std::string(name);
  if (name.size() < 3 || name.front() != name.back()) return std::nullopt;
  return std::string(name.substr(1, name.size() - 2));
}

}  // namespace

std::optional<row_match> find_row(std::string_view key) {
  for (const setting_row& row : setting_rows()) {
    if (!row.is_family()) {
      if (row.info.key == key) return row_match{&row, ""};
      continue;
    }
    const std::string before = row.family() + ".";
    const std::string after = row.info.key.substr(row.info.key.find('>') + 1);
    if (key.size() > before.size() + after.size() && key.starts_with(before) &&
        key.ends_with(after)) {
      auto name =
          without_quotes(key.substr(before.size(), key.size() - before.size() - after.size()));
      if (!name) return std::nullopt;
      return row_match{&row, std::move(*name)};
    }
  }
  return std::nullopt;
}

const std::vector<std::string>& section_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    const auto add = [&](const std::string& name) {
      if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(name);
    };
    for (const setting_row& row : setting_rows()) {
      const std::string section =
          row.is_family() ? row.family() : row.info.key.substr(0, row.info.key.rfind('.'));
      if (const auto dot = section.find('.'); dot != std::string::npos) add(section.substr(0, dot));
      add(section);
    }
    return all;
  }();
  return names;
}

namespace {

template <class Map>
std::vector<std::string> keys_of(const Map& map) {
  std::vector<std::string> names;
  for (const auto& entry : map) names.push_back(entry.first);
  return names;
}

}  // namespace

std::vector<std::string> family_names(const settings& values, const std::string& family) {
  if (family == "limits") return keys_of(values.limits);
  if (family == "prices") return keys_of(values.prices);
  if (family == "sim.latency") return keys_of(values.sim.latency);
  return keys_of(values.scoring.segment_margin);
}

void ensure_entry(settings& values, const std::string& family, const std::string& name) {
  if (family == "limits" && !values.limits.contains(name)) {
    const model_limits start = values.limits_for(name);
    values.limits.emplace(name, start);
  } else if (family == "prices" && !values.prices.contains(name)) {
    const model_price* known = values.price_for(name);
    const model_price start = known ? *known : model_price{};
    values.prices.emplace(name, start);
  } else if (family == "sim.latency") {
    values.sim.latency.try_emplace(name);
  } else if (family == "scoring.segment_margin") {
    values.scoring.segment_margin.emplace(name, "");
  }
}

}  // namespace parley
