// The rules of CONTRIBUTING.md that a machine can check.
#include <catch2/catch_test_macros.hpp>
#include <regex>
#include <set>

#include "base/text.hpp"
#include "test/tidy/source_tree.hpp"

using namespace parley::tidy;

namespace {

constexpr std::size_t max_columns = 100;
constexpr std::size_t max_lines = 300;
constexpr std::size_t max_test_lines = 500;

std::string place(const source_file& file, std::size_t number) {
  return file.path + ":" + std::to_string(number);
}

struct ban {
  std::regex what;
  std::string why;
  std::set<std::string> except;  ///< files in which it is the point
};

}  // namespace

TEST_CASE("lines of code fit 100 columns, without tabs or trailing spaces") {
  for (const source_file& file : source_tree()) {
    if (!file.is_code()) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string& line = file.lines[i];
      if (parley::display_width(line) > max_columns)
        FAIL_CHECK(place(file, i + 1) << " is too long");
      if (line.find('\t') != std::string::npos) FAIL_CHECK(place(file, i + 1) << " has a tab");
      if (line.ends_with(' ')) FAIL_CHECK(place(file, i + 1) << " ends in a space");
    }
  }
  SUCCEED();
}

TEST_CASE("a file holds one idea") {
  for (const source_file& file : source_tree()) {
    if (!file.is_code() && !file.path.ends_with(".js") && !file.path.ends_with(".mjs")) continue;
    const std::size_t limit = file.is_test() ? max_test_lines : max_lines;
    INFO(file.path << " has " << file.lines.size() << " lines, at most " << limit << ": split it");
    CHECK(file.lines.size() <= limit);
  }
}

TEST_CASE("headers are guarded, and say what they are and what they must not know") {
  for (const source_file& file : source_tree()) {
    if (!file.is_header() || file.is_test() || file.folder == "cmake") continue;
    INFO(file.path);
    REQUIRE(file.lines.size() > 3);
    CHECK(file.lines[0].starts_with("// "));
    CHECK(file.text.find("#pragma once") != std::string::npos);
    const std::string opening = file.text.substr(0, file.text.find("#pragma once"));
    CHECK(opening.find("// Must not know") != std::string::npos);
  }
}

TEST_CASE("what has bitten us is not used") {
  const std::vector<ban> bans = {
      {std::regex("steady_clock::now|system_clock::now\\(\\)|\\btime\\(nullptr\\)|gettimeofday"),
       "time comes through clock_source",
       {"base/system_clock.cpp"}},
      {std::regex("asio::detached"), "every task has an owner that joins it", {}},
      {std::regex("std::rand\\b|random_device|<random>|mt19937"),
       "randomness comes from base/random_stream.hpp",
       {}},
      {std::regex("asio::experimental|experimental/channel|awaitable_operators"),
       "loses items in Boost 1.81, or waits for the wrong side",
       {}},
      {std::regex("co_await[^;]*\\(\\s*\\{"),
       "GCC 12 destroys such a temporary twice: name it",
       {}},
      {std::regex("co_await[^;]*\\[[^\\]&]+\\]\\s*[({]"),
       "GCC 12 destroys a capturing lambda twice: name it",
       {}},
      {std::regex("\\bassert\\(false\\)"), "say what is impossible", {}},
  };
  for (const source_file& file : source_tree()) {
    if (!file.is_code()) continue;
    for_each_code_line(file, [&](std::size_t number, const std::string& line) {
      for (const ban& b : bans) {
        if (b.except.contains(file.path) || !std::regex_search(line, b.what)) continue;
        if (file.folder == "test" && b.why.starts_with("time comes")) continue;
        FAIL_CHECK(place(file, number) << ": " << line << "\n  " << b.why);
      }
    });
  }
  SUCCEED();
}

TEST_CASE("nothing is left for later in the code") {
  const std::regex later(
      "\\b(TO"
      "DO|FIX"
      "ME|XX"
      "X|HA"
      "CK)\\b");
  for (const source_file& file : source_tree()) {
    if (!file.is_code() && !file.path.ends_with(".js")) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i)
      if (std::regex_search(file.lines[i], later))
        FAIL_CHECK(place(file, i + 1) << ": " << file.lines[i]);
  }
  SUCCEED();
}

TEST_CASE("text files end with one newline and use Unix line ends") {
  for (const source_file& file : source_tree()) {
    INFO(file.path);
    if (file.text.empty()) continue;
    CHECK(file.text.ends_with('\n'));
    CHECK_FALSE(file.text.ends_with("\n\n"));
    CHECK(file.text.find('\r') == std::string::npos);
  }
}
