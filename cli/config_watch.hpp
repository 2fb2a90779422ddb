// Watches the configuration files of a run and hands over settings that changed.
// Must not know: what a change does.
#pragma once

#include <functional>

#include "base/clock.hpp"
#include "config/loader.hpp"

namespace parley::cli {

struct config_watch_events {
  /// A valid new configuration, and what somebody changed in it since the last one.
  std::function<void(const loaded_config&, const std::vector<setting_change>&)> changed;
  /// The files cannot be used as they are now; the old settings stay in force.
  std::function<void(const std::vector<config_problem>&)> refused;
};

/// Looks at the files' modification times once a second and reads them again when one changed,
/// appeared or went. Runs until cancelled. `sources` and `events` are the caller's; `current` is
/// loaded_config::said of what is in force.
asio::awaitable<void> watch_config(clock_source& clock, const config_sources& sources,
                                   settings current, const config_watch_events& events);

}  // namespace parley::cli
