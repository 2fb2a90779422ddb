// Any bytes as a configuration file, and as values of flags: settings or problems, never a crash.
#include <cstdlib>

#include "config/registry.hpp"
#include "config/toml_reader.hpp"

namespace {

/// A value that was accepted must show as text that is accepted again with the same result.
void check_round_trip(const parley::row_match& match, const parley::raw_value& value) {
  using namespace parley;
  settings once = settings::defaults();
  ensure_entry(once, match.row->is_family() ? match.row->family() : "", match.name);
  if (!match.row->set(once, match.name, value)) return;
  const std::string shown = match.row->get(once, match.name);
  if (shown.empty()) std::abort();
  const auto again = read_toml("value = " + shown, "again.toml", "file");
  // "value" is no setting; what matters is that the text is TOML at all.
  for (const auto& problem : again.problems)
    if (problem.text.find("not valid TOML") != std::string::npos) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parley;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const toml_content content = read_toml(text, "fuzz.toml", "project file");
  for (const assignment& each : content.assignments) {
    const auto match = find_row(each.key);
    if (!match) std::abort();  // an unknown name is a problem, not an assignment
    check_round_trip(*match, each.value);
  }
  config_sources sources;
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return 0;
  sources.flags.push_back(
      {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1)), "--set"});
  const config_outcome outcome = load_config(sources);
  if (outcome.config.has_value() != outcome.problems.empty()) std::abort();
  (void)parse_duration(text);
  return 0;
}
