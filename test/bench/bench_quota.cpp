// How close runs come to the quota: makespan over its lower bound and 429s, in every regime.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "test/bench/quota_play.hpp"
#include "test/bench/report.hpp"

using namespace parley;
using namespace parley::bench;

namespace {

/// Of several seeds the median and the worst; of one, what it was.
struct spread {
  std::vector<double> values;

  void add_to(report& out, const std::string& name, const std::string& metric,
              std::optional<double> target, goal way) {
    std::sort(values.begin(), values.end());
    const double worst = way == goal::at_most ? values.back() : values.front();
    if (values.size() > 1) out.add(name, metric + ", median", values[values.size() / 2]);
    const std::string label = values.size() > 1 ? metric + ", worst" : metric;
    if (target)
      out.add(name, label, worst, *target, way);
    else
      out.add(name, label, worst);
  }
};

using measure_of = double (*)(const quota_outcome&);

void add_row(report& out, const quota_regime& what, const std::vector<quota_outcome>& seen,
             const char* metric, measure_of measure, std::optional<double> target,
             goal way = goal::at_most) {
  spread all;
  for (const quota_outcome& each : seen) all.values.push_back(measure(each));
  all.add_to(out, what.name, metric, target, way);
}

void add_rows(report& out, const quota_regime& what, const std::vector<quota_outcome>& seen) {
  using o = quota_outcome;
  const auto row = [&](const char* metric, measure_of measure, std::optional<double> target,
                       goal way = goal::at_most) {
    add_row(out, what, seen, metric, measure, target, way);
  };
  const auto ratio = [](const o& it) { return it.ratio(); };
  if (what.most_ratio) {
    row("makespan / bound", ratio, what.most_ratio);
    row("oracle / bound", [](const o& it) { return it.bound > 0 ? it.oracle / it.bound : 0; }, {});
    row("checks after it, s", [](const o& it) { return it.checks; }, {});
  }
  if (what.most_refused)
    row("429 share", [](const o& it) { return it.refused_share(); }, what.most_refused);
  if (what.least_used)
    row("quota used", [](const o& it) { return it.used; }, what.least_used, goal::at_least);
  if (what.storm_s > 0) {
    row(
        "first second / steady",
        [](const o& it) { return it.after_storm / std::max(1e-9, it.steady_rate); }, 1.2);
    row("makespan / bound", ratio, {});
  }
  if (what.balance_ends_s > 0) {
    row(
        "calls after a round trip",
        [](const o& it) { return static_cast<double>(it.after_refusal); }, 0);
    row(
        "stopped by the provider",
        [](const o& it) { return it.stopped == stop_reason::provider_failure ? 1.0 : 0.0; }, 1,
        goal::at_least);
  } else {
    row("customers lost", [](const o& it) { return static_cast<double>(it.lost); }, 0);
  }
}

void tell(const quota_regime& what, const quota_outcome& seen) {
  fmt::print(stderr,
             "{:<28} ratio {:6.3f}  {:7.2f} s / {:7.2f} s ({})  {} calls, {} refused ({:.3f} %), "
             "{} faults, used {:.3f}, lost {}, checks {:.1f} s, cpu {:.1f} s, wall {:.1f} s\n",
             what.name, seen.ratio(), seen.makespan, seen.bound, seen.term, seen.granted,
             seen.refused, 100 * seen.refused_share(), seen.faults, seen.used, seen.lost,
             seen.checks, seen.cpu_seconds, seen.wall_seconds);
  if (!seen.refused_at.empty())
    fmt::print(stderr, "    refused at {:.1f} s\n", fmt::join(seen.refused_at, ", "));
  for (const auto& [why, customers] : seen.lost_because)
    fmt::print(stderr, "    {} without a score: {}\n", customers, why);
  std::fflush(stderr);
}

bool wanted(const std::string& name, const std::string& only) {
  return only.empty() || name.find(only) != std::string::npos;
}

/// The big tier must also beat every fixed cap that somebody might have set.
void compare_with_caps(report& out, const quota_regime& big, const quota_outcome& ours,
                       play_level level, std::uint64_t seed, const std::vector<int>& caps) {
  double best = 1e300;
  for (const int cap : caps) {
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
  std::uint64_t seed = 1, seeds = 1;
  std::vector<int> caps{20, 100, 500, 2000};
  app.add_flag("--virtual", on_virtual_clock, "on the virtual clock, without bytes: seconds");
  app.add_flag("--connections", over_connections,
               "on the virtual clock, over connections without sockets");
  app.add_option("--only", only, "only regimes whose name contains this");
  app.add_option("--order", order, "of admission: fifo, finish_first, started_first, balanced");
  app.add_option("--seed", seed, "of profiles, latencies and bursts");
  app.add_option("--seeds", seeds, "how many, from --seed on: the median and the worst are shown")
      ->check(CLI::Range(1, 1000));
  app.add_option("--caps", caps, "fixed caps that the big tier is compared with")->delimiter(',');
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
    std::vector<quota_outcome> seen;
    for (std::uint64_t s = seed; s < seed + seeds; ++s) {
      seen.push_back(play_regime(what, level, s));
      tell(what, seen.back());
    }
    add_rows(out, what, seen);
    if (what.name == "big tier" && !no_caps)
      compare_with_caps(out, what, seen.front(), level, seed, caps);
  }
  return out.finish();
}
