#include "cli/end_time.hpp"

#include "config/clock_time.hpp"

namespace parley::cli {

void fix_end_time(loaded_config& config, std::chrono::system_clock::time_point now) {
  const auto when = parse_clock_time(config.values.loop.until, now);
  if (!when) return;
  config.values.loop.until = clock_time_text(*when);
  for (effective_setting& each : config.effective)
    if (each.key == "loop.until") each.value = '"' + config.values.loop.until + '"';
}

}  // namespace parley::cli
