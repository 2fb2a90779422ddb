// What a newcomer waits for: --version, the first judged conversation, the whole demo.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>

#include "test/bench/report.hpp"

using namespace parley::bench;

namespace {

struct outcome {
  double first_judged_sec = -1;  ///< until the first line that shows a judge's verdict
  double total_sec = 0;
  int exit = -1;
};

// Reads the child's lines as they come; the demo shows each sample conversation with its verdict.
outcome run(const std::string& command) {
  outcome out;
  const auto start = std::chrono::steady_clock::now();
  std::FILE* child = ::popen((command + " 2>&1").c_str(), "r");
  if (child == nullptr) return out;
  char line[4096];
  while (std::fgets(line, sizeof line, child) != nullptr)
    if (out.first_judged_sec < 0 &&
        std::string_view(line).find("judged ") != std::string_view::npos)
      out.first_judged_sec = seconds_since(start);
  const int status = ::pclose(child);
  out.total_sec = seconds_since(start);
  out.exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return out;
}

double median_version_ms(const std::string& program) {
  std::vector<double> times;
  for (int i = 0; i < 21; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const outcome version = run(program + " --version");
    if (version.exit == 0) times.push_back(1000 * seconds_since(start));
  }
  if (times.empty()) return 1e9;
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2),
                   times.end());
  return times[times.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const arguments given = parse_arguments(argc, argv);
  report out("demo", given);
  out.add("--version", "median ms", median_version_ms(given.program), 20, goal::at_most);
  const auto folder =
      std::filesystem::temp_directory_path() / fmt::format("parley-bench-{}", getpid());
  const outcome demo =
      run(fmt::format("{} demo --progress never --out {}", given.program, folder.string()));
  out.add("demo", "exit code", demo.exit, 0, goal::at_most);
  out.add("demo", "first judged, s", demo.first_judged_sec < 0 ? 1e9 : demo.first_judged_sec, 3,
          goal::at_most);
  out.add("demo", "whole demo, s", demo.total_sec, 20, goal::at_most);
  rusage used{};
  getrusage(RUSAGE_CHILDREN, &used);
  out.add("demo", "peak memory, MiB", static_cast<double>(used.ru_maxrss) / 1024);
  std::filesystem::remove_all(folder);
  return out.finish();
}
