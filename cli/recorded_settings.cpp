#include "cli/recorded_settings.hpp"

#include "base/json.hpp"
#include "config/registry.hpp"

namespace parley::cli {
namespace {

/// What a flag would say for a value as TOML writes it.
std::string flag_text(const std::string& toml) {
  if (!toml.starts_with('"')) return toml;
  const auto text = parse_json(toml);  // the escapes of both are the same
  return text && text->is_string() ? std::string(text->as_string()) : toml;
}

}  // namespace

config_sources recorded_sources(const run_head& head) {
  config_sources out;
  for (const auto& each : head.how.settings)
    if (find_row(each.key)) out.recorded.push_back({each.key, flag_text(each.value), "run.db"});
  return out;
}

result<settings> recorded_settings(const run_head& head) {
  config_outcome read = load_config(recorded_sources(head));
  if (!read.config)
    return fail(failure_code::invalid_config,
                "the run's recorded settings cannot be read: " +
                    (read.problems.empty() ? "" : read.problems.front().text));
  return std::move(read.config->values);
}

}  // namespace parley::cli
