// parley as a client of a server it did not start: keys, certificates, failures.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>

#include "cli/exit_code.hpp"
#include "sim/simulated_provider.hpp"
#include "test/support/cli/captured_program.hpp"

using namespace parley;
using namespace parley::cli;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr const char* canary_key = "sk-canary-5f2c9a771e";

/// A service that wants the canary key, its CA and key in files.
struct remote_service {
  remote_service() {
    sim::provider_settings settings;
    settings.key = canary_key;
    settings.world.time_scale = 0;
    auto started = sim::simulated_provider::start(settings);
    REQUIRE(started);
    service = std::move(*started);
    std::ofstream(folder / "ca.pem") << service->ca_pem();
    std::ofstream(folder / "key") << canary_key << "\n";
    std::ofstream(folder / "wrong-key") << "sk-wrong-key-000\n";
  }

  program_output run(std::vector<std::string> more, bool with_ca = true) {
    std::vector<std::string> words = {"run",
                                      "--provider",
                                      "openai",
                                      "--base-url",
                                      service->base_url(),
                                      "--out",
                                      folder / "runs",
                                      "--max-iterations",
                                      "1",
                                      "--set",
                                      "loop.min_iterations=1",
                                      "--progress",
                                      "never"};
    if (with_ca) {
      words.emplace_back("--ca-file");
      words.push_back(folder / "ca.pem");
    }
    words.insert(words.end(), more.begin(), more.end());
    return run_parley(words);
  }

  temporary_folder folder;
  std::unique_ptr<sim::simulated_provider> service;
};

bool tree_contains(const std::filesystem::path& root, const std::string& text) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
    if (entry.is_regular_file() && read_file(entry.path()).find(text) != std::string::npos)
      return true;
  return false;
}

}  // namespace

TEST_CASE("a key from a file is accepted, and stands in no file and no message") {
  remote_service remote;
  const auto run = remote.run({"--api-key-file", remote.folder / "key", "--csv"});
  INFO(run.err);
  REQUIRE(run.exit == exit_ok);
  CHECK(run.out.find(canary_key) == std::string::npos);
  CHECK(run.err.find(canary_key) == std::string::npos);
  CHECK_FALSE(tree_contains(remote.folder.path() / "runs", canary_key));
}

TEST_CASE("a wrong key ends the run at once with exit code 4 and without showing the key") {
  remote_service remote;
  const auto run = remote.run({"--api-key-file", remote.folder / "wrong-key"});
  INFO(run.err);
  CHECK(run.exit == exit_authentication);
  CHECK(run.err.find("sk-wrong-key-000") == std::string::npos);
  CHECK(remote.service->counters().granted == 0);
}

TEST_CASE("a certificate that nobody vouches for is refused with the way out") {
  remote_service remote;
  const auto run = remote.run({"--api-key-file", remote.folder / "key"}, false);
  INFO(run.err);
  CHECK(run.exit == exit_provider);
  CHECK_THAT(run.err, ContainsSubstring("ca_file") || ContainsSubstring("--ca-file"));
}

TEST_CASE("no server, no key, no such key file: each is one clear message") {
  temporary_folder folder;
  const auto down =
      run_parley({"run", "--provider", "openai", "--base-url", "http://127.0.0.1:9/v1", "--out",
                  folder / "runs", "--progress", "never", "--set", "retry.base_delay=1ms", "--set",
                  "retry.max_attempts=2"});
  INFO(down.err);
  CHECK(down.exit == exit_provider);
  CHECK_THAT(down.err, ContainsSubstring("127.0.0.1"));
  const auto missing = run_parley({"run", "--api-key-file", folder / "nothing"});
  CHECK(missing.exit == exit_usage);
  CHECK_THAT(missing.err, ContainsSubstring("nothing"));
}
