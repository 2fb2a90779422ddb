// How close runs come to the quota: makespan over its lower bound and 429s, in every regime.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "test/bench/quota_play.hpp"
#include "test/bench/report.hpp"

using namespace parley;
using namespace parley::bench;

namespace {

void add_rows(report& out, const quota_regime& what, const quota_outcome& seen) {
  if (what.most_ratio)
    out.add(what.name, "makespan / bound", seen.ratio(), *what.most_ratio, goal::at_most);
  if (what.most_refused)
    out.add(what.name, "429 share", seen.refused_share(), *what.most_refused, goal::at_most);
  if (what.least_used)
    out.add(what.name, "quota used", seen.used, *what.least_used, goal::at_least);
  if (what.storm_s > 0) {
    out.add(what.name, "first second / steady", seen.after_storm / std::max(1e-9, seen.steady_rate),
            1.2, goal::at_most);
    out.add(what.name, "makespan / bound", seen.ratio());
  }
  if (what.balance_ends_s > 0) {
    out.add(what.name, "calls after a round trip", static_cast<double>(seen.after_refusal), 0,
            goal::at_most);
    out.add(what.name, "stopped by the provider",
            seen.stopped == stop_reason::provider_failure ? 1 : 0, 1, goal::at_least);
  } else {
    out.add(what.name, "customers lost", static_cast<double>(seen.lost), 0, goal::at_most);
  }
}

void tell(const quota_regime& what, const quota_outcome& seen) {
  fmt::print(stderr,
             "{:<28} ratio {:6.3f}  {:7.2f} s / {:7.2f} s ({})  {} calls, {} refused ({:.3f} %), "
             "{} faults, used {:.3f}, lost {}, cpu {:.1f} s, wall {:.1f} s\n",
             what.name, seen.ratio(), seen.makespan, seen.bound, seen.term, seen.granted,
             seen.refused, 100 * seen.refused_share(), seen.faults, seen.used, seen.lost,
             seen.cpu_seconds, seen.wall_seconds);
  std::fflush(stderr);
}

bool wanted(const std::string& name, const std::string& only) {
  return only.empty() || name.find(only) != std::string::npos;
}

/// The big tier must also beat every fixed cap that somebody might have set.
void compare_with_caps(report& out, const quota_regime& big, const quota_outcome& ours,
                       play_level level, std::uint64_t seed, bool fast) {
  double best = 1e300;
  for (const int cap : {20, 100, 500, 2000}) {
    if (fast && cap < 500) continue;
    const quota_regime capped = with_fixed_cap(big, cap);
    const quota_outcome seen = play_regime(capped, level, seed);
    tell(capped, seen);
    out.add(capped.name, "makespan / bound", seen.ratio());
    best = std::min(best, seen.ratio());
  }
  out.add(big.name, "over the best fixed cap", ours.ratio() / best, 1, goal::at_most);
}

}  // namespace

int main(int argc, char** argv) {
  const arguments given = parse_arguments(argc, argv);
  CLI::App app(
      "Makespan over its lower bound, 429s and losses in every regime, by the provider's ledger");
  bool on_virtual_clock = false, over_connections = false, no_caps = false;
  std::string only, order;
  std::uint64_t seed = 1;
  app.add_flag("--virtual", on_virtual_clock, "on the virtual clock, without bytes: seconds");
  app.add_flag("--connections", over_connections,
               "on the virtual clock, over connections without sockets");
  app.add_option("--only", only, "only regimes whose name contains this");
  app.add_option("--order", order, "of admission: fifo, finish_first, started_first, balanced");
  app.add_option("--seed", seed, "of profiles, latencies and bursts");
  app.add_flag("--no-caps", no_caps, "leave out the fixed caps of the big tier");
  std::vector<std::string> rest(given.rest.rbegin(), given.rest.rend());
  try {
    app.parse(rest);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem);
  }
  const play_level level = on_virtual_clock   ? play_level::provider
                           : over_connections ? play_level::connection
                                              : play_level::tls;
  report out("quota", given);
  for (quota_regime what : quota_regimes()) {
    if (!wanted(what.name, only)) continue;
    what.order = order;
    const quota_outcome seen = play_regime(what, level, seed);
    tell(what, seen);
    add_rows(out, what, seen);
    if (what.name == "big tier" && !no_caps)
      compare_with_caps(out, what, seen, level, seed, level != play_level::provider);
  }
  return out.finish();
}
