#include "cli/config_watch.hpp"

#include <filesystem>

namespace parley::cli {
namespace {

constexpr std::chrono::seconds look_every{1};

using stamp = std::pair<std::filesystem::file_time_type, std::uintmax_t>;

// Time and size of each possible file; a missing one has neither.
std::vector<stamp> stamps_of(const config_sources& sources) {
  std::vector<stamp> out;
  for (const auto* file : {&sources.user_file, &sources.project_file, &sources.explicit_file}) {
    stamp seen{};
    if (*file) {
      std::error_code missing;
      const auto time = std::filesystem::last_write_time(**file, missing);
      if (!missing) seen = {time, std::filesystem::file_size(**file, missing)};
    }
    out.push_back(seen);
  }
  return out;
}

}  // namespace

asio::awaitable<void> watch_config(clock_source& clock, const config_sources& sources,
                                   settings current, const config_watch_events& events) {
  std::vector<stamp> seen = stamps_of(sources);
  for (;;) {
    co_await clock.sleep_for(look_every);
    std::vector<stamp> now = stamps_of(sources);
    if (now == seen) continue;
    seen = std::move(now);
    const config_outcome outcome = load_config(sources);
    if (!outcome.config) {
      events.refused(outcome.problems);
      continue;
    }
    const auto changes = diff_settings(current, outcome.config->said);
    if (changes.empty()) continue;
    current = outcome.config->said;
    events.changed(*outcome.config, changes);
  }
}

}  // namespace parley::cli
