#include "engine/load/health.hpp"

#include <fmt/format.h>

namespace parley::load {
namespace {

constexpr double late_sec = 0.005;
constexpr double unsent_share = 0.005;
constexpr double busy = 0.8, exhausted = 0.9;
constexpr double idle = 0.5;  // late with this little work of its own: others take the processor

}  // namespace

load_health judge_health(const health_inputs& in) {
  load_health out;
  out.cpu_share = in.cpu_share;
  out.lag_p50 = static_cast<double>(in.lag->quantile(0.5)) / 1e6;
  out.lag_p99 = static_cast<double>(in.lag->quantile(0.99)) / 1e6;
  out.lag_max = static_cast<double>(in.lag->max()) / 1e6;
  const bool late = out.lag_p99 > late_sec;
  const std::string facts = fmt::format(
      "its own lag was {:.1f} ms at p99 and it used {:.0f} % of a "
      "core",
      1000 * out.lag_p99, 100 * out.cpu_share);
  const bool missing = static_cast<double>(in.unsent) > unsent_share * static_cast<double>(in.due);
  if (missing && !in.at_limit) {
    out.verdict = "bottleneck";
    out.reason = fmt::format(
        "the client could not send {} requests that were due; {}. Ask for "
        "less, or spread the load over several machines and merge the results",
        in.unsent, facts);
  } else if (late && (out.cpu_share > exhausted || out.lag_p99 > in.latency_p50 / 10)) {
    out.verdict = "bottleneck";
    out.reason = fmt::format(
        "the client was late by itself: {}. Latencies include that lag; {}", facts,
        out.cpu_share < idle ? "other programs take its processor: stop them, or measure elsewhere"
                             : "ask for less or give the client a core of its own");
  } else if (late || out.cpu_share > busy) {
    out.verdict = "strained";
    out.reason = fmt::format("the client was near its own limit: {}", facts);
  } else {
    out.verdict = "ok";
  }
  return out;
}

}  // namespace parley::load
