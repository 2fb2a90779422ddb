#include "test/bench/load_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/json.hpp"

namespace parley::bench {
namespace {

struct child {
  int pid = -1;
  int out = -1;  ///< its standard output
};

child start(const std::vector<std::string>& command, int core) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) std::exit(2);
  const int pid = ::fork();
  if (pid == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    if (core >= 0) {
      cpu_set_t cores;
      CPU_ZERO(&cores);
      CPU_SET(static_cast<unsigned>(core), &cores);
      ::sched_setaffinity(0, sizeof cores, &cores);
    }
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    ::execv(words[0], words.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  return {pid, ends[0]};
}

std::string read_all(int from, char until) {
  std::string text;
  char c = 0;
  while (::read(from, &c, 1) == 1) {
    text += c;
    if (c == until) break;
  }
  return text;
}

}  // namespace

server_process::server_process(const std::vector<std::string>& command, int core) {
  const child started = start(command, core);
  pid_ = started.pid;
  const auto line = parse_json(read_all(started.out, '\n'));
  if (!line || !line->is_object()) {
    fmt::print(stderr, "the server did not start: {}\n", command.front());
    std::exit(2);
  }
  base_url_ = std::string(line->at("base_url").as_string());
  ca_file_ = std::string(line->at("ca_file").as_string());
}

server_process::~server_process() {
  ::kill(pid_, SIGCONT);
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

double server_process::cpu_seconds() const {
  std::ifstream file(fmt::format("/proc/{}/stat", pid_));
  std::string text((std::istreambuf_iterator<char>(file)), {});
  text.erase(0, text.rfind(')') + 2);  // the name may hold spaces
  std::istringstream fields(text);
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

load_record run_load(const std::string& program, const server_process& server,
                     const std::vector<std::string>& arguments, int core) {
  const auto folder =
      std::filesystem::temp_directory_path() / fmt::format("parley-bench-load-{}", ::getpid());
  std::vector<std::string> command{program,      "load",           "--base-url", server.base_url(),
                                   "--ca-file",  server.ca_file(), "--out",      folder.string(),
                                   "--progress", "never",          "--json"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const child started = start(command, core);
  const std::string text = read_all(started.out, '\0');
  ::close(started.out);
  ::waitpid(started.pid, nullptr, 0);
  std::error_code ec;
  std::filesystem::remove_all(folder, ec);
  auto record = load_from_json(text);
  if (!record) {
    fmt::print(stderr, "parley load gave no result: {}\n", record.error().message);
    std::exit(2);
  }
  return std::move(*record);
}

}  // namespace parley::bench
