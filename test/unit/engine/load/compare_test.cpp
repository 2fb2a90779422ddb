#include "engine/load/compare.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "base/random_stream.hpp"
#include "engine/load/collector.hpp"
#include "engine/load/merge.hpp"
#include "engine/load/timeline.hpp"

using namespace parley;
using namespace parley::load;
using namespace std::chrono_literals;
using Catch::Matchers::WithinRel;

namespace {

/// A step of 60 s at 50/s whose latencies are log-normal around `median`; `drift` makes whole
/// seconds slow together, as a server under garbage collection does.
load_record measured(std::uint64_t seed, double median, double drift = 0, double failing = 0) {
  random_stream random(seed, "test", "load");
  const time_point begun(1000s);
  timeline seconds(begun);
  seconds.step_begins(0, false, begun);
  collector all({begun, begun + 60s}, {});
  double mood = 1;
  for (int k = 0; k < 3000; ++k) {
    if (k % 50 == 0) mood = random.log_normal(1, drift + 1e-9);
    sample s;
    s.intended = s.due = s.sent = begun + 20ms * k;
    const auto latency = std::chrono::duration<double>(mood * random.log_normal(median, 0.4));
    s.ended = s.intended + std::chrono::duration_cast<duration>(latency);
    if (s.ended >= begun + 60s) continue;
    if (random.chance(failing)) s.error = failure_code::server_error;
    s.usage.output = 40;
    all.add(s);
    seconds.ended(s, std::max(s.ended, begun));
  }
  all.finish(begun + 60s);
  load_record r;
  load_step step;
  step.name = "50 requests/s";
  step.kind = "rate";
  all.fill(step);
  r.steps.push_back(step);
  r.seconds = seconds.take(begun + 60s);
  return r;
}

finding of(const load_difference& d, std::string_view figure) {
  for (const figure_difference& f : d.steps.at(0).figures)
    if (f.figure == figure) return f.says;
  FAIL("no " << figure);
  return finding::unknown;
}

}  // namespace

TEST_CASE("two tests of one server seldom differ, also when its seconds have moods", "[load]") {
  // A false alarm in one of twenty is what 95 % means; without the design effect it would be most.
  for (const double drift : {0.0, 0.3}) {
    int alarms = 0;
    constexpr int trials = 60;
    for (int i = 0; i < trials; ++i) {
      const auto d = compare_loads(measured(static_cast<std::uint64_t>(2 * i), 0.05, drift),
                                   measured(static_cast<std::uint64_t>(2 * i + 1), 0.05, drift));
      alarms += of(d, "p50.e2e") != finding::no_difference;
    }
    INFO("drift " << drift);
    CHECK(alarms <= 8);
  }
}

TEST_CASE("a server that became ten percent slower is found out", "[load]") {
  int found = 0;
  for (std::uint64_t i = 0; i < 10; ++i) {
    const auto d = compare_loads(measured(2 * i, 0.05), measured(2 * i + 1, 0.055));
    found += of(d, "p50.e2e") == finding::worse && of(d, "mean.e2e") == finding::worse;
    const auto back = compare_loads(measured(2 * i, 0.055), measured(2 * i + 1, 0.05));
    found += of(back, "p50.e2e") == finding::better;
  }
  CHECK(found >= 18);
}

TEST_CASE("failures are compared as shares", "[load]") {
  const auto d = compare_loads(measured(1, 0.05), measured(2, 0.05, 0, 0.05));
  CHECK(of(d, "errors") == finding::worse);
  CHECK(of(d, "good") == finding::worse);
}

TEST_CASE("moods cut the number of independent requests, steady seconds do not", "[load]") {
  CHECK(effective_size(measured(1, 0.05), 0) > 1500);
  CHECK(effective_size(measured(1, 0.05, 0.5), 0) < 300);
}

TEST_CASE("too little data says so, and steps of one side are named", "[load]") {
  auto a = measured(1, 0.05), b = measured(2, 0.05);
  a.seconds.resize(3);
  const auto short_one = compare_loads(a, b);
  CHECK(of(short_one, "p95.e2e") == finding::unknown);
  for (const figure_difference& f : short_one.steps[0].figures) CHECK(f.before.has_value());
  REQUIRE(short_one.cautions.size() == 1);
  CHECK(short_one.cautions[0].find("too short") != std::string::npos);
  b.steps[0].name = "60 requests/s";
  const auto d = compare_loads(a, b);
  CHECK(d.steps.empty());
  CHECK(d.unmatched == std::vector<std::string>{"50 requests/s (before)", "60 requests/s (after)"});
  b.stopped = "target_lost";
  CHECK(compare_loads(a, b).cautions.size() == 1);
}

TEST_CASE("merged results are the result of all requests", "[load]") {
  const auto a = measured(1, 0.05), b = measured(2, 0.2);
  const auto both = merge_loads({a, b}).value();
  histogram all = histogram_of(*a.steps[0].metric("e2e"));
  all.merge(histogram_of(*b.steps[0].metric("e2e")));
  CHECK_THAT(both.steps[0].metric("e2e")->p95,
             WithinRel(static_cast<double>(all.quantile(0.95)) / 1e6, 1e-9));
  CHECK(both.steps[0].ok == a.steps[0].ok + b.steps[0].ok);
  CHECK_THAT(both.steps[0].requests_per_sec,
             WithinRel(a.steps[0].requests_per_sec + b.steps[0].requests_per_sec, 1e-9));
  CHECK(both.seconds[7].ok == a.seconds[7].ok + b.seconds[7].ok);
  CHECK(merge_loads({a}).has_error());
  auto other = b;
  other.objective = "e2e:1s";
  CHECK(merge_loads({a, other}).has_error());
}
