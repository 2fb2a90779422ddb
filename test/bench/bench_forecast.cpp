// What `parley plan` foresees against what `parley run` then takes, on the simulated provider.
#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <string>

#include "base/json.hpp"
#include "test/bench/report.hpp"

using namespace parley;
using namespace parley::bench;

namespace {

struct situation {
  std::string name;
  std::string flags;
};

/// Each is bound by something else. 52 sample customers, latencies of a real service.
const std::vector<situation> situations{
    // The slowest conversation decides, and chance decides how slow it is: the mean of many.
    {"latency", "--time-scale 0.4 --max-iterations 5 --set loop.min_iterations=5"},
    {"open conversations",
     "--time-scale 1 --max-open 10 --max-iterations 1 --set loop.min_iterations=1"},
    {"requests a minute",
     "--time-scale 1 --set sim.requests_per_minute=400 --max-iterations 1 --set "
     "loop.min_iterations=1"},
    {"tokens a minute",
     "--time-scale 1 --set sim.tokens_per_minute=600000 --max-iterations 1 --set "
     "loop.min_iterations=1"},
    {"calls in flight",
     "--time-scale 1 --set limits.gpt-4.1-mini.in_flight=8 --max-iterations 1 --set "
     "loop.min_iterations=1"},
};

json::value output_of(const std::string& command) {
  std::string text;
  std::FILE* child = ::popen((command + " 2>/dev/null").c_str(), "r");
  if (child == nullptr) return {};
  char part[4096];
  while (const std::size_t n = std::fread(part, 1, sizeof part, child)) text.append(part, n);
  ::pclose(child);
  const auto parsed = parse_json(text);
  return parsed ? *parsed : json::value();
}

double number(const json::value& from, const char* pointer) {
  boost::system::error_code wrong;
  const json::value* found = from.is_null() ? nullptr : from.find_pointer(pointer, wrong);
  return found && found->is_number() ? found->to_number<double>() : std::nan("");
}

/// How far off, in percent; very far when one of them is missing.
double error_percent(double expected, double real) {
  const double off = 100 * std::abs(expected - real) / real;
  return std::isfinite(off) ? off : 1e9;
}

}  // namespace

int main(int argc, char** argv) {
  const arguments given = parse_arguments(argc, argv);
  std::string only;
  for (std::size_t i = 0; i + 1 < given.rest.size(); ++i)
    if (given.rest[i] == "--only") only = given.rest[i + 1];
  report out("forecast", given);
  const auto folder =
      std::filesystem::temp_directory_path() / fmt::format("parley-bench-{}", getpid());
  for (const situation& each : situations) {
    if (!only.empty() && each.name.find(only) == std::string::npos) continue;
    const std::string flags = fmt::format(
        "--provider sim --json --out {} "
        "--set loop.convergence_threshold=0 {}",
        folder.string(), each.flags);
    const json::value plan =
        output_of(fmt::format("{} plan --no-history {}", given.program, flags));
    const json::value run =
        output_of(fmt::format("{} run --new --progress never {}", given.program, flags));
    const double expected = number(plan, "/total/seconds/expected"),
                 took = number(run, "/wall_sec");
    out.add(each.name, "expected, s", expected);
    out.add(each.name, "  low, s", number(plan, "/total/seconds/low"));
    out.add(each.name, "  high, s", number(plan, "/total/seconds/high"));
    out.add(each.name, "took, s", took);
    out.add(each.name, "error of the time, %", error_percent(expected, took), 10, goal::at_most);
    const double money = number(plan, "/total/cost/expected"), paid = number(run, "/cost");
    out.add(each.name, "expected cost", money);
    out.add(each.name, "cost", paid);
    out.add(each.name, "error of the cost, %", error_percent(money, paid), 10, goal::at_most);
  }
  std::filesystem::remove_all(folder);
  return out.finish();
}
