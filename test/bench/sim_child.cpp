#include "test/bench/sim_child.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "base/json.hpp"

namespace parley::bench {
namespace {

std::string first_line(int fd) {
  std::string line;
  for (char c = 0; ::read(fd, &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

}  // namespace

void stay_on_core(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(core), &set);
  ::sched_setaffinity(0, sizeof set, &set);
}

int cores() {
  return static_cast<int>(std::thread::hardware_concurrency());
}

sim_child::sim_child(const std::string& program, const std::vector<std::string>& arguments,
                     int core) {
  int pipe[2];
  if (::pipe(pipe) != 0) throw std::runtime_error("no pipe");
  pid_ = ::fork();
  if (pid_ == 0) {
    stay_on_core(core);
    ::dup2(pipe[1], STDOUT_FILENO);
    ::close(pipe[0]);
    ::close(pipe[1]);
    std::vector<std::string> words = {program, "sim", "--listen", "127.0.0.1:0", "--json"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> raw;
    for (std::string& word : words) raw.push_back(word.data());
    raw.push_back(nullptr);
    ::execv(program.c_str(), raw.data());
    ::_exit(127);
  }
  ::close(pipe[1]);
  const std::string line = first_line(pipe[0]);
  ::close(pipe[0]);
  const auto told = parse_json(line);
  if (!told || !told->is_object())
    throw std::runtime_error(fmt::format("{} sim did not start: it said '{}'", program, line));
  base_url_ = std::string(told->at("base_url").as_string());
  ca_file_ = std::string(told->at("ca_file").as_string());
}

sim_child::~sim_child() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
  if (!ca_file_.empty()) ::unlink(ca_file_.c_str());
}

// Of all threads, in nanoseconds: the ticks of /proc/PID/stat are samples, and miss short work.
double sim_child::cpu_seconds() const {
  double total = 0;
  const std::filesystem::path tasks = fmt::format("/proc/{}/task", pid_);
  for (const auto& task : std::filesystem::directory_iterator(tasks)) {
    std::ifstream file(task.path() / "schedstat");
    double ran = 0;
    file >> ran;
    total += ran / 1e9;
  }
  return total;
}

double sim_child::memory_mb() const {
  std::ifstream status(fmt::format("/proc/{}/status", pid_));
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) * 1024 / 1e6;
  return 0;
}

}  // namespace parley::bench
