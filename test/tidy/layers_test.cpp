// A folder includes only what docs/architecture.md allows; nothing points back up.
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <set>

#include "test/tidy/source_tree.hpp"

using namespace parley::tidy;

namespace {

// The table of docs/architecture.md.
const std::map<std::string, std::set<std::string>> allowed = {
    {"base", {}},
    {"config", {"base"}},
    {"profiles", {"base"}},
    {"agents", {"base", "profiles"}},
    {"net", {"base", "config"}},
    {"sim", {"base", "config", "net", "profiles"}},
    {"output", {"base", "config", "profiles", "agents"}},
    {"engine", {"base", "config", "profiles", "agents", "net", "output"}},
    {"cli", {"base", "config", "profiles", "agents", "net", "sim", "output", "engine"}},
};

std::string included_path(const std::string& line) {
  const std::string start = "#include \"";
  if (!line.starts_with(start)) return {};
  return line.substr(start.size(), line.find('"', start.size()) - start.size());
}

}  // namespace

TEST_CASE("every source file stands in a known folder") {
  for (const source_file& file : source_tree()) {
    if (!file.is_code() || file.folder == "cmake" || file.is_test()) continue;
    INFO(file.path);
    CHECK(allowed.contains(file.folder));
  }
}

TEST_CASE("a folder includes only folders below it, by paths from the root") {
  std::size_t seen = 0;
  for (const source_file& file : source_tree()) {
    if (!file.is_code() || !allowed.contains(file.folder)) continue;
    for (const std::string& line : file.lines) {
      const std::string path = included_path(line);
      if (path.empty()) continue;
      ++seen;
      INFO(file.path << ": " << line);
      REQUIRE(path.find('/') != std::string::npos);
      const std::string target = path.substr(0, path.find('/'));
      CHECK((target == file.folder || allowed.at(file.folder).contains(target)));
    }
  }
  CHECK(seen > 100);  // the test reads real files
}

TEST_CASE("only the command line and tests know the simulated provider") {
  for (const source_file& file : source_tree()) {
    if (!file.is_code() || file.folder == "sim" || file.folder == "cli" || file.is_test()) continue;
    for (const std::string& line : file.lines) {
      INFO(file.path << ": " << line);
      CHECK_FALSE(included_path(line).starts_with("sim/"));
    }
  }
}

TEST_CASE("only the oracle's own command, benchmarks and tests ask the oracle") {
  const std::set<std::string> truth = {"sim/oracle.hpp", "sim/world/oracle.hpp",
                                       "sim/roles/rehearsal.hpp", "sim/roles/quick_rehearsal.hpp"};
  const std::set<std::string> may = {"sim/world/oracle.cpp", "sim/roles/rehearsal.cpp",
                                     "sim/roles/ask_oracle.cpp", "cli/command_oracle.cpp",
                                     "sim/roles/quick_rehearsal.cpp"};
  std::size_t seen = 0;
  for (const source_file& file : source_tree()) {
    if (!file.is_code() || file.is_test()) continue;
    for (const std::string& line : file.lines) {
      if (!truth.contains(included_path(line))) continue;
      ++seen;
      INFO(file.path << ": " << line);
      CHECK((may.contains(file.path) || file.path.starts_with("cli/bench_")));
    }
  }
  CHECK(seen >= 4);
}

TEST_CASE("heavy libraries stay out of headers") {
  const std::set<std::string> heavy = {
      "<boost/beast", "<openssl/", "<boost/asio/ssl", "<simdjson", "<toml++/", "<sqlite3", "<CLI/"};
  for (const source_file& file : source_tree()) {
    if (!file.is_header() || file.is_test() || file.folder == "cmake") continue;
    // Headers that only .cpp files of their own folder include say so in their name.
    if (file.path.ends_with("_internal.hpp")) continue;
    for (const std::string& line : file.lines) {
      if (!line.starts_with("#include <")) continue;
      for (const std::string& library : heavy) {
        INFO(file.path << ": " << line);
        CHECK_FALSE(line.starts_with("#include " + library));
      }
    }
  }
}
