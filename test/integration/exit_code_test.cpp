// What docs/operations.md promises about exit codes, command by command, from the real process.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>

#include "base/json.hpp"
#include "cli/exit_code.hpp"
#include "sim/simulated_provider.hpp"
#include "test/support/cli/captured_program.hpp"

using namespace parley;
using namespace parley::cli;
using namespace parley::test;

namespace {

namespace fs = std::filesystem;

/// Runs parley in `folder` without a key, its output in out.txt and err.txt there (or, for a full
/// disk, standard output in /dev/full).
int exit_of(const temporary_folder& folder, std::vector<std::string> words,
            const char* out = "out.txt") {
  words.insert(words.begin(), PARLEY_PROGRAM);
  std::fflush(nullptr);  // what the test has said so far is not the child's to say again
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (::chdir(folder.path().c_str()) != 0) ::_exit(120);
    if (std::freopen(out, "w", stdout) == nullptr) ::_exit(122);
    if (std::freopen("err.txt", "w", stderr) == nullptr) ::_exit(122);
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    ::unsetenv("OPENAI_API_KEY");
    ::setenv("HOME", folder.path().c_str(), 1);
    ::execv(argv[0], argv.data());
    ::_exit(121);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct expectation {
  std::vector<std::string> words;
  int exit;
};

void check_all(const temporary_folder& folder, const std::vector<expectation>& all) {
  for (const expectation& each : all) {
    std::string line;
    for (const std::string& word : each.words) line += word + " ";
    const int exit = exit_of(folder, each.words);
    INFO(line << "\n" << read_file(folder / "err.txt"));
    CHECK(exit == each.exit);
    if (exit == exit_ok || exit == exit_budget) continue;
    // Whatever the reason, there is a message for people; doctor's is a line of its list.
    const bool told = read_file(folder / "err.txt").find("error:") != std::string::npos ||
                      (each.words.front() == "doctor" &&
                       read_file(folder / "out.txt").find("failed  ") != std::string::npos);
    CHECK(told);
  }
}

void write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// Good and bad files that command lines name.
struct sample_files {
  sample_files() {
    REQUIRE(run_parley({"profiles", "generate", "4", "--out", folder / "mine"}).exit == exit_ok);
    fs::create_directory(folder / "empty");
    fs::create_directory(folder / "bad");
    write(folder / "bad/a.json", "[]");
    fs::create_directories(folder / "prompts/es");
    write(folder / "prompts/es/judge.md", "no placeholders");
    write(folder / "plain", "a file");
    write(folder / "broken.toml", "[loop\n");
    write(folder / "unknown.toml", "[loop]\nmax_iteration = 1\n");
    write(folder / "range.toml", "[loop]\nmax_iterations = -1\n");
    write(folder / "no.pem", "no certificate");
    write(folder / "nokey", "\n");
    fs::create_directories(folder / "runs/broken");
    write(folder / "runs/broken/run.json", "{}");
  }
  temporary_folder folder;
};

}  // namespace

TEST_CASE("what the user can correct exits with 2 before anything is spent") {
  const sample_files files;
  std::vector<expectation> all;
  for (const char* command : {"run", "iterate", "doctor"})
    for (const std::vector<std::string>& more : std::vector<std::vector<std::string>>{
             {"--nonsense"},
             {"--seed"},
             {"--seed", "x"},
             {"--max-iterations", "0"},
             {"--set", "loop"},
             {"--set", "loop.max_iteration=3"},
             {"--config", "none.toml"},
             {"--config", "broken.toml"},
             {"--config", "unknown.toml"},
             {"--config", "range.toml"},
             {"--config", "empty"},
             {"--profiles", "none"},
             {"--profiles", "plain"},
             {"--profiles", "empty"},
             {"--prompts", "none"},
             {"--prompts", "plain"},
             {"--prompts", "prompts"},
             {"--language", "fr"},
             {"--provider", "opneai"},
             {"--base-url", "http://example.com/v1"},
             {"--api-key-file", "none"},
             {"--api-key-file", "nokey"},
             {"--provider", "openai", "--base-url", "https://127.0.0.1:9/v1", "--ca-file", "none"},
             {"--provider", "openai", "--base-url", "https://127.0.0.1:9/v1", "--ca-file",
              "no.pem"},
             {"--out", "plain/runs"},
             {"--out", "/proc/parley"}}) {
      expectation each{{command}, exit_usage};
      each.words.insert(each.words.end(), more.begin(), more.end());
      all.push_back(std::move(each));
    }
  all.push_back({{"run", "--profiles", "bad"}, exit_usage});
  all.push_back({{"run", "--profiles", "bad", "--skip-invalid"}, exit_usage});
  all.push_back({{"run", "--max-cost", "1", "--set", "agents.judge.model=unpriced"}, exit_usage});
  all.push_back({{"demo", "--profiles", "mine"}, exit_usage});
  all.push_back({{"iterate", "--iter", "0"}, exit_usage});
  all.push_back({{"iterate", "--iter", "2"}, exit_usage});
  all.push_back({{"iterate", "--from", "none"}, exit_usage});
  all.push_back({{"iterate", "--from", "broken"}, exit_usage});
  all.push_back({{"iterate", "--iter", "1", "--from", "latest"}, exit_usage});
  check_all(files.folder, all);
  CHECK_FALSE(fs::exists(files.folder / "runs/latest"));
}

TEST_CASE("the other commands tell usage from everything else too") {
  const sample_files files;
  check_all(files.folder, {{{"rnu"}, exit_usage},
                           {{"profiles"}, exit_usage},
                           {{"profiles", "validate", "none"}, exit_usage},
                           {{"profiles", "validate", "empty"}, exit_usage},
                           {{"profiles", "validate", "bad"}, exit_usage},
                           {{"profiles", "summary", "none"}, exit_usage},
                           {{"profiles", "summary", "empty"}, exit_usage},
                           {{"profiles", "summary", "bad"}, exit_usage},
                           {{"profiles", "summary", "mine"}, exit_ok},
                           {{"profiles", "generate"}, exit_usage},
                           {{"profiles", "generate", "0"}, exit_usage},
                           {{"profiles", "generate", "3", "--out", "mine"}, exit_usage},
                           {{"profiles", "generate", "3", "--out", "plain"}, exit_usage},
                           {{"profiles", "generate", "3", "--out", "/proc/x"}, exit_usage},
                           {{"profiles", "generate", "3", "--out", "/proc"}, exit_usage},
                           {{"report"}, exit_usage},
                           {{"report", "none"}, exit_usage},
                           {{"label", "none"}, exit_usage},
                           {{"label", "broken"}, exit_usage},
                           {{"label", "--of", "everything"}, exit_usage},
                           {{"label", "--size", "0"}, exit_usage},
                           {{"report", "broken"}, exit_usage},
                           {{"config"}, exit_usage},
                           {{"config", "show", "nothing"}, exit_usage},
                           {{"config", "show", "--config", "broken.toml"}, exit_usage},
                           {{"config", "explain"}, exit_usage},
                           {{"config", "explain", "loop.max"}, exit_usage},
                           {{"config", "default"}, exit_ok},
                           {{"doctor"}, exit_ok},
                           {{"sim", "--listen", "here"}, exit_usage},
                           {{"sim", "--listen", "127.0.0.1:0", "--ca-out", "none/ca"}, exit_usage},
                           {{"sim", "--world", "W99"}, exit_usage},
                           {{"completion"}, exit_usage},
                           {{"completion", "tcsh"}, exit_usage}});
}

TEST_CASE("servers that fail exit with 3, refused keys with 4, budgets with 5") {
  const sample_files files;
  sim::provider_settings wanted;
  wanted.key = "sk-the-right-one";
  wanted.world.time_scale = 0;
  auto started = sim::simulated_provider::start(wanted);
  REQUIRE(started);
  const sim::simulated_provider& service = **started;
  write(files.folder / "ca.pem", service.ca_pem());
  write(files.folder / "wrong", "sk-a-wrong-one\n");
  const auto remote = [&](std::vector<std::string> words, bool trusted) {
    for (const std::string& more : {std::string("--base-url"), service.base_url(),
                                    std::string("--api-key-file"), std::string("wrong")})
      words.push_back(more);
    if (trusted) {
      words.emplace_back("--ca-file");
      words.emplace_back("ca.pem");
    }
    return words;
  };
  const std::string used_port = service.base_url().substr(8, service.base_url().rfind('/') - 8);
  check_all(files.folder,
            {{{"run", "--provider", "openai"}, exit_authentication},  // no key anywhere
             {{"doctor", "--provider", "openai"}, exit_authentication},
             {remote({"run"}, true), exit_authentication},
             {remote({"iterate"}, true), exit_authentication},
             {remote({"doctor"}, true), exit_authentication},
             {remote({"run"}, false), exit_provider},
             {remote({"doctor"}, false), exit_provider},
             {{"run", "--base-url", "http://127.0.0.1:9/v1", "--set", "retry.max_attempts=1"},
              exit_provider},
             {{"doctor", "--base-url", "http://127.0.0.1:9/v1"}, exit_provider},
             {{"sim", "--listen", used_port}, exit_provider},
             {{"run", "--time-scale", "0", "--max-requests", "20"}, exit_budget}});
  CHECK(service.counters().granted == 0);
}

TEST_CASE("a result that cannot be written to standard output is a failure of this machine") {
  const sample_files files;
  CHECK(exit_of(files.folder, {"config", "show"}, "/dev/full") == exit_provider);
}
