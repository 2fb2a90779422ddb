// A running process that is held by a signal, or by a balance that is used up, and goes on.
#include <signal.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <functional>
#include <thread>

#include "base/json.hpp"
#include "cli/exit_code.hpp"
#include "test/support/cli/captured_program.hpp"
#include "test/support/kill/child_process.hpp"

using namespace parley;
using namespace parley::cli;
using namespace parley::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Eight customers who talk to a provider that is a process of its own.
struct remote_run {
  remote_run() : provider(PARLEY_PROGRAM, folder.path(), "0.2") {
    REQUIRE(run_parley({"profiles", "generate", "8", "--seed", "5", "--out", folder / "p"}).exit ==
            exit_ok);
  }
  std::vector<std::string> words(const std::vector<std::string>& command) const {
    std::vector<std::string> all = {PARLEY_PROGRAM};
    all.insert(all.end(), command.begin(), command.end());
    for (const char* word : {"--out", "runs", "--progress", "never"}) all.emplace_back(word);
    all[all.size() - 3] = folder / "runs";
    return all;
  }
  std::unique_ptr<child_process> start(const std::vector<std::string>& command) const {
    return std::make_unique<child_process>(words(command), environment{{"OPENAI_API_KEY", "x"}},
                                           folder / "out.txt", folder / "err.txt");
  }
  std::unique_ptr<child_process> start_run() const {
    return start({"run", "--profiles", folder / "p", "--provider", "openai", "--base-url",
                  provider.base_url(), "--name", "x", "--max-iterations", "1", "--max-open", "4",
                  "--set", "loop.min_iterations=1"});
  }
  std::size_t calls() const { return provider.granted().size(); }
  /// Polls, at most a minute.
  static bool comes_true(const std::function<bool()>& what) {
    for (int i = 0; i < 1200; ++i) {
      if (what()) return true;
      std::this_thread::sleep_for(50ms);
    }
    return false;
  }
  /// Everybody was judged, and the provider granted no call twice.
  void check_whole() const {
    const auto run = parse_json(read_file(folder / "runs/x/run.json"));
    REQUIRE(run);
    CHECK(std::filesystem::exists(folder / "runs/x/iteration_1.json"));
    for (const auto& [call, times] : provider.granted()) {
      INFO(call);
      CHECK(times == 1);
    }
  }
  temporary_folder folder;
  separate_provider provider;
};

}  // namespace

TEST_CASE("SIGUSR1 holds a run: nothing is sent until the second one; then it ends as ever") {
  remote_run remote;
  auto run = remote.start_run();
  REQUIRE(remote.comes_true([&] { return remote.calls() >= 5; }));
  run->send(SIGUSR1);
  std::size_t before = 0;  // what was in flight may still have been on its way
  REQUIRE(
      remote.comes_true([&] { return std::exchange(before, remote.calls()) == remote.calls(); }));
  std::this_thread::sleep_for(500ms);
  before = remote.calls();
  std::this_thread::sleep_for(2s);  // ten times what a call takes
  CHECK(remote.calls() == before);
  CHECK(run->wait(0) == -1);
  run->send(SIGUSR1);
  CHECK(remote.comes_true([&] { return remote.calls() > before; }));
  CHECK(run->wait(120) == exit_ok);
  remote.check_whole();
}

TEST_CASE("a balance that runs out stops the run at once; with money again it goes on") {
  remote_run remote;
  auto run = remote.start_run();
  REQUIRE(remote.comes_true([&] { return remote.calls() >= 20; }));
  remote.provider.go_wrong(R"({"faults":[{"kind":"insufficient_quota"}]})");
  CHECK(run->wait(60) == exit_provider);
  CHECK_THAT(read_file(remote.folder / "err.txt"), ContainsSubstring("balance"));
  const std::size_t paid = remote.calls();
  remote.provider.heal();
  auto again = remote.start({"resume", "x"});
  CHECK(again->wait(120) == exit_ok);
  CHECK(remote.calls() > paid);
  remote.check_whole();
}
