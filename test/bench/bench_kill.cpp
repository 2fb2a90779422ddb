// Kills a run again and again, at random instants and fault switches: what is paid twice, how fast.
#include "test/bench/report.hpp"
#include "test/support/kill/kill_run.hpp"

#include <cstdio>

int main(int argc, char** argv) {
  using namespace parley;
  const bench::arguments given = bench::parse_arguments(argc, argv);
  test::kill_options options;
  options.program = given.program;
  options.fault_switch = PARLEY_FAULTS;
  for (std::size_t i = 0; i + 1 < given.rest.size(); ++i) {
    if (given.rest[i] == "--count") options.kills = std::stoi(given.rest[i + 1]);
    if (given.rest[i] == "--seed") options.seed = std::stoull(given.rest[i + 1]);
  }
  const test::kill_result result = test::kill_again_and_again(options);
  bench::report out("kill", given);
  out.add("kill", "kills", result.kills, options.kills, bench::goal::at_least);
  out.add("kill", "at switches", result.switch_kills);
  out.add("kill", "runs", result.runs);
  out.add("kill", "calls in flight at a kill", result.lost_calls);
  out.add("kill", "calls paid twice", result.paid_twice, result.lost_calls, bench::goal::at_most);
  out.add("kill", "promises broken", static_cast<double>(result.wrong.size()), 0,
          bench::goal::at_most);
  out.add("kill", "kills a second", result.kills / std::max(result.seconds, 0.001));
  for (const std::string& line : result.wrong) std::fprintf(stderr, "%s\n", line.c_str());
  return out.finish();
}
