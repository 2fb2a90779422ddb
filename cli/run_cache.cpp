#include "cli/run_cache.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/program.hpp"
#include "output/format.hpp"

namespace parley::cli {
namespace {

/// Of the simulated provider: when it answers, not what.
constexpr std::string_view about_time[] = {
    "sim.time_scale",    "sim.requests_per_minute", "sim.tokens_per_minute", "sim.burst_seconds",
    "sim.refund_output", "sim.show_limits",         "sim.refuse_in_stream"};

bool decides_replies(const std::string& key) {
  return key.starts_with("sim.") && !key.starts_with("sim.latency") &&
         std::find(std::begin(about_time), std::end(about_time), key) == std::end(about_time);
}

}  // namespace

std::optional<cache_mode> cache_mode_from(std::string_view name) {
  if (name == "auto") return cache_mode::automatic;
  if (name == "on") return cache_mode::on;
  if (name == "off") return cache_mode::off;
  if (name == "read") return cache_mode::read;
  return std::nullopt;
}

std::filesystem::path cache_file(const settings& config) {
  return std::filesystem::path(config.run.output) / "cache.db";
}

bool uses_cache(cache_mode mode, const settings& config, const std::string& provider) {
  if (mode == cache_mode::automatic) return provider == "sim" && config.run.reproducible;
  return mode != cache_mode::off;
}

std::string cache_scope(const loaded_config& config, const std::string& provider) {
  if (provider != "sim")
    return fmt::format("{} {} {}", provider, config.values.openai.base_url,
                       config.values.openai.api);
  std::string out = "sim " + version();
  for (const effective_setting& each : config.effective)
    if (decides_replies(each.key)) out += fmt::format(" {}={}", each.key, each.value);
  return out;
}

std::string cache_sentence(const reply_cache& cache, std::int64_t calls,
                           const std::string& currency) {
  if (cache.hits() == 0) return {};
  return fmt::format(
      "{} of {} replies came from the cache: {} of the cost above were not paid. "
      "--cache off asks anew.",
      cache.hits(), std::max(calls, cache.hits()), money_text(cache.saved(), currency));
}

}  // namespace parley::cli
