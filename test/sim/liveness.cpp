#include "test/sim/liveness.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parley::test {
namespace {

constexpr double more = 1.25;  // of a faultless run: other delays are drawn, other replies
/// Seconds until a run knows that the faults are over: the breaker's longest pause, and the longest
/// wait before a retry.
double recovery(const settings& config) {
  constexpr double breaker_s = 60;
  return breaker_s + std::chrono::duration<double>(config.retry.max_delay).count();
}

std::optional<double> faults_end(const scenario& what) {
  if (what.stop_at || what.pause_at || what.narrow_at) return {};
  const loop_settings& loop = what.config.loop;
  if (loop.max_requests > 0 || loop.max_tokens > 0 || loop.max_cost > 0) return {};
  if (what.network) {
    if (what.network->calm() || what.network->may_end_the_run) return {};
    return what.network->faults_until;
  }
  const provider_script& script = what.script;
  // A stalled call is held until its deadline, which is the run's own.
  if (script.stalled > 0 || script.fatal_at_call > 0 || script.faults_until > 1e6) return {};
  return script.faults_until;
}

scenario without_faults(scenario what) {
  if (what.network) {
    what.network->faults.clear();
    what.network->refused = what.network->cut = 0;
  }
  what.script.faults_until = 0;
  return what;
}

bool ended_by_deadline(const std::string& why) {
  return why.find("deadline_exceeded") != std::string::npos;
}

/// Customers who were let in after `calm_s` and failed, though nothing was in their way.
void check_late_ones(const outcome& seen, time_point calm, std::vector<std::string>& out) {
  for (const iteration_record& it : seen.record.iterations) {
    for (const auto& talk : it.conversations) {
      const auto first =
          seen.log.first_call.find(fmt::format("{}/{}", it.iteration, talk.customer_id));
      if (first == seen.log.first_call.end() || first->second < calm) continue;
      if (talk.end == conversation_end::failed && !ended_by_deadline(talk.detail))
        out.push_back(fmt::format("iteration {}: {} was let in after the faults and failed: {}",
                                  it.iteration, talk.customer_id, talk.detail));
    }
  }
}

}  // namespace

std::vector<std::string> check_liveness(const scenario& what, const outcome& seen) {
  std::vector<std::string> out;
  const auto until = faults_end(what);
  if (!until || !seen.finished || !seen.began_at) return out;
  const double faultless = play(without_faults(what)).record.wall_sec;
  const double most = *until + recovery(what.config) + more * faultless;
  if (seen.record.wall_sec > most)
    out.push_back(
        fmt::format("the run took {:.1f} s: faults until {:.1f} s, and {:.1f} s without "
                    "any; {:.1f} s at most",
                    seen.record.wall_sec, *until, faultless, most));
  const auto grace = std::chrono::duration<double>(*until + recovery(what.config));
  check_late_ones(seen, *seen.began_at + std::chrono::duration_cast<duration>(grace), out);
  return out;
}

}  // namespace parley::test
