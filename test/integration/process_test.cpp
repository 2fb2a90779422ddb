// The program as a process: signals, closed pipes, a watched configuration file.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>
#include <thread>

#include "base/json.hpp"
#include "cli/exit_code.hpp"
#include "test/support/cli/captured_program.hpp"

using namespace parley;
using namespace parley::cli;
using namespace parley::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

/// parley started as a child in `folder`, its standard error in a file.
class child {
 public:
  child(const temporary_folder& folder, std::vector<std::string> words)
      : err_path_(folder / "err.txt") {
    words.insert(words.begin(), PARLEY_PROGRAM);
    pid_ = ::fork();
    if (pid_ == 0) {
      if (::chdir(folder.path().c_str()) != 0) ::_exit(120);
      std::freopen("out.txt", "w", stdout);
      std::freopen("err.txt", "w", stderr);
      std::vector<char*> argv;
      for (std::string& word : words) argv.push_back(word.data());
      argv.push_back(nullptr);
      ::unsetenv("OPENAI_API_KEY");
      ::execv(argv[0], argv.data());
      ::_exit(121);
    }
  }

  /// Waits (at most a minute) until standard error shows `text`.
  bool shows(const std::string& text) const {
    for (int i = 0; i < 600; ++i) {
      if (std::filesystem::exists(err_path_) &&
          read_file(err_path_).find(text) != std::string::npos)
        return true;
      std::this_thread::sleep_for(100ms);
    }
    return false;
  }
  void send(int signal) const { ::kill(pid_, signal); }
  std::string err() const { return read_file(err_path_); }

  int wait() const {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  std::filesystem::path err_path_;
  pid_t pid_ = -1;
};

std::vector<std::string> slow_run() {
  return {"run",        "--time-scale", "0.3",      "--max-open", "4",
          "--progress", "never",        "--config", "mine.toml"};
}

}  // namespace

TEST_CASE("one interrupt lets conversations end, writes the files and exits with 6") {
  temporary_folder folder;
  std::ofstream(folder / "mine.toml") << "";
  child run(folder, slow_run());
  REQUIRE(run.shows("judged "));
  run.send(SIGINT);
  CHECK(run.wait() == exit_incomplete);
  CHECK_THAT(run.err(), ContainsSubstring("stopping"));
  CHECK(std::filesystem::exists(folder / "runs/latest/run.json"));
  CHECK(std::filesystem::exists(folder / "runs/latest/iteration_1.json"));
}

TEST_CASE("two interrupts stop at once, and the run is still written") {
  temporary_folder folder;
  std::ofstream(folder / "mine.toml") << "";
  child run(folder, slow_run());
  REQUIRE(run.shows("Iteration 1"));
  run.send(SIGTERM);
  REQUIRE(run.shows("stopping"));
  run.send(SIGTERM);
  CHECK(run.wait() == exit_incomplete);
  CHECK(std::filesystem::exists(folder / "runs/latest/run.json"));
}

TEST_CASE("limits edited in the file are applied while the run goes; a bad edit is refused") {
  temporary_folder folder;
  std::ofstream(folder / "mine.toml") << "[conversation]\nmax_open = 4\n";
  child run(folder, {"run", "--time-scale", "0.3", "--progress", "never", "--config", "mine.toml"});
  REQUIRE(run.shows("Iteration 1"));
  std::ofstream(folder / "mine.toml") << "[conversation]\nmax_open = 40000000\n";
  REQUIRE(run.shows("not taken over"));
  std::ofstream(folder / "mine.toml") << "[conversation]\nmax_open = 50\n";
  REQUIRE(run.shows("conversation.max_open 4 → 50"));
  run.send(SIGINT);
  CHECK(run.wait() == exit_incomplete);
  const auto written = parse_json(read_file(folder / "runs/latest/iteration_1.json"));
  REQUIRE(written);
  const auto& changes = written->at("config_changes").as_array();
  REQUIRE(changes.size() == 1);
  CHECK(changes.front().at("after").as_string() == "50");
}
