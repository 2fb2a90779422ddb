#include "test/bench/report.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <cstdio>
#include <fstream>
#include <thread>

#include "base/json.hpp"

namespace parley::bench {
namespace {

/// Processor and cores, e.g. "Intel(R) Xeon(R) ..., 2 cores, Linux 6.1".
std::string machine_text() {
  std::string processor = "unknown processor";
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) {
      processor = line.substr(line.find(':') + 2);
      break;
    }
  utsname system{};
  uname(&system);
  return fmt::format("{}, {} cores, {} {}", processor, std::thread::hardware_concurrency(),
                     system.sysname, system.release);
}

}  // namespace

arguments parse_arguments(int argc, char** argv) {
  arguments out;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--program" && i + 1 < argc)
      out.program = argv[++i];
    else if (word == "--json" && i + 1 < argc)
      out.json_file = argv[++i];
    else
      out.rest.push_back(word);
  }
  return out;
}

report::report(std::string name, const arguments& given)
    : name_(std::move(name)), json_file_(given.json_file) {}

void report::add(std::string which_case, std::string metric, double value, double target,
                 goal way) {
  const bool ok = way == goal::at_most ? value <= target : value >= target;
  rows_.push_back({std::move(which_case), std::move(metric), value, target, ok});
}

void report::add(std::string which_case, std::string metric, double value) {
  rows_.push_back({std::move(which_case), std::move(metric), value, std::nullopt, true});
}

int report::finish() const {
  const std::string machine = machine_text();
  fmt::print("{} on {}\n", name_, machine);
  json::array results;
  bool all_ok = true;
  for (const row& r : rows_) {
    all_ok = all_ok && r.ok;
    const std::string target = r.target ? fmt::format("{:g}", *r.target) : "–";
    fmt::print("  {:<28} {:<26} {:>12.4g}  target {:>8}  {}\n", r.which_case, r.metric, r.value,
               target, r.ok ? "ok" : "MISSED");
    results.push_back({{"case", r.which_case},
                       {"metric", r.metric},
                       {"value", r.value},
                       {"target", r.target ? json::value(*r.target) : json::value(nullptr)},
                       {"ok", r.ok}});
  }
  if (!json_file_.empty()) {
    std::ofstream out(json_file_);
    out << pretty_json({{"name", name_}, {"machine", machine}, {"results", std::move(results)}})
        << '\n';
    if (!out) {
      fmt::print(stderr, "error: cannot write {}\n", json_file_);
      return 2;
    }
  }
  return all_ok ? 0 : 1;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace parley::bench
