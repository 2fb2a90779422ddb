// The governor alone on a virtual clock: charge models, neighbours, storms, orders.
#include <fmt/format.h>

#include "test/bench/report.hpp"
#include "test/support/quota_lab/lab.hpp"

using namespace parley;

namespace {

struct targets {
  double ratio = 0, refused_percent = 0;
};

lab::scenario base(std::string name) {
  lab::scenario made;
  made.name = std::move(name);
  made.turns_least = 3;
  made.turns_most = 10;
  return made;
}

/// The mean and the worst of three seeds.
void measure(bench::report& out, lab::scenario chosen, targets wanted) {
  constexpr int seeds = 3;
  double ratio = 0, refused = 0, lost = 0, after_storm = 0, most = 0, cut = 0, calls = 0;
  for (int s = 1; s <= seeds; ++s) {
    chosen.seed = static_cast<std::uint64_t>(s);
    const auto got = lab::play(chosen);
    ratio += got.ratio() / seeds;
    refused = std::max(refused, 100 * got.refused_share());
    lost += static_cast<double>(got.lost);
    after_storm = std::max(after_storm, got.after_storm);
    most = std::max(most, static_cast<double>(got.most_in_flight));
    cut += static_cast<double>(got.cut);
    calls += static_cast<double>(got.sent);
  }
  out.add(chosen.name, "makespan / bound", ratio, wanted.ratio, bench::goal::at_most);
  out.add(chosen.name, "429 %", refused, wanted.refused_percent, bench::goal::at_most);
  out.add(chosen.name, "most in flight", most);
  out.add(chosen.name, "cut and asked again %", 100 * cut / calls, 1, bench::goal::at_most);
  if (chosen.storm_s > 0) {
    out.add(chosen.name, "lost", lost, 0, bench::goal::at_most);
    out.add(chosen.name, "first second / steady", after_storm, 1.2, bench::goal::at_most);
  }
}

void by_requests(bench::report& out) {
  auto chosen = base("requests 600/min");
  chosen.conversations = 200;
  chosen.talk.requests_per_minute = 600;
  measure(out, chosen, {1.05, 0.05});
}

void by_tokens(bench::report& out) {
  auto chosen = base("tokens 400k/min");
  chosen.talk.requests_per_minute = 5000;
  chosen.talk.tokens_per_minute = 400'000;
  measure(out, chosen, {1.06, 0.1});
}

void grid(bench::report& out) {
  for (const double burst : {1.0, 10.0, 60.0})
    for (const bool refund : {false, true}) {
      auto chosen = base(fmt::format("burst {:.0f} s, {}", burst, refund ? "refund" : "no refund"));
      chosen.talk.requests_per_minute = 5000;
      chosen.talk.tokens_per_minute = 1'000'000;
      chosen.talk.burst_seconds = burst;
      chosen.talk.refund = refund;
      chosen.conversations = 300;
      measure(out, chosen, {1.08, 0.5});
    }
}

void neighbours(bench::report& out) {
  for (const double share : {0.25, 0.5, 0.75}) {  // the last takes all there is while it is on
    auto chosen = base(fmt::format("neighbour {:.0f} %", 100 * share));
    chosen.talk.requests_per_minute = 5000;
    chosen.talk.tokens_per_minute = 2'000'000;
    chosen.conversations = 400;
    chosen.foreign_share = share;
    measure(out, chosen, {1.05, 0.1});
  }
}

void storm(bench::report& out) {
  auto chosen = base("storm 20 s");
  chosen.talk.requests_per_minute = 5000;
  chosen.talk.tokens_per_minute = 1'000'000;
  chosen.conversations = 400;
  chosen.storm_from_s = 30;
  chosen.storm_s = 20;
  measure(out, chosen, {1.5, 0.1});
}

void big(bench::report& out) {
  auto chosen = base("big tier");
  chosen.talk.requests_per_minute = 30'000;
  chosen.talk.tokens_per_minute = 150'000'000;
  chosen.conversations = 3000;
  measure(out, chosen, {1.55, 0.1});
}

void orders(bench::report& out, bool shared) {
  for (const char* order :
       {"fifo", "finish_first", "started_first", "longest_left", "alternating", "balanced"}) {
    auto chosen = base(fmt::format("{} judge, {}", shared ? "shared" : "own", order));
    chosen.order = order;
    chosen.judge_shares = shared;
    chosen.talk.requests_per_minute = 500;
    chosen.talk.tokens_per_minute = 0;
    chosen.judge.requests_per_minute = 60;
    chosen.conversations = 52;
    chosen.turns_least = 5;
    chosen.turns_most = 14;
    measure(out, chosen, {1.07, 0.1});
    chosen.name += " x200";
    chosen.conversations = 200;
    measure(out, chosen, {1.07, 0.1});
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto given = bench::parse_arguments(argc, argv);
  bench::report out("governor", given);
  by_requests(out);
  by_tokens(out);
  grid(out);
  neighbours(out);
  storm(out);
  big(out);
  orders(out, true);
  orders(out, false);
  return out.finish();
}
