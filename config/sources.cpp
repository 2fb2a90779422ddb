// Where a machine keeps its settings.
#include <cstdlib>

#include "config/loader.hpp"

extern char** environ;

namespace parley {
namespace fs = std::filesystem;
namespace {

/// XDG base directory specification 0.8: relative paths are to be ignored.
std::optional<fs::path> config_home() {
  if (const char* xdg = std::getenv("XDG_CONFIG_HOME"); xdg && fs::path(xdg).is_absolute())
    return fs::path(xdg);
  if (const char* home = std::getenv("HOME"); home && fs::path(home).is_absolute())
    return fs::path(home) / ".config";
  return std::nullopt;
}

}  // namespace

config_sources standard_sources() {
  config_sources sources;
  if (const auto home = config_home()) sources.user_file = *home / "parley" / "parley.toml";
  sources.project_file = "parley.toml";
  for (char** entry = environ; entry && *entry; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos && text.starts_with("PARLEY_"))
      sources.environment.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return sources;
}

}  // namespace parley
