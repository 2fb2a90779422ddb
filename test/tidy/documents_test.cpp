// Documents point at things that exist.
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <regex>
#include <set>

#include "test/tidy/source_tree.hpp"

using namespace parley::tidy;

TEST_CASE("relative links of documents lead to files of the repository") {
  const std::filesystem::path root = PARLEY_SOURCE_DIR;
  const std::regex link("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
  std::size_t seen = 0;
  for (const source_file& file : source_tree()) {
    if (!file.path.ends_with(".md") || file.path.find("prompts/") != std::string::npos) continue;
    for (std::sregex_iterator it(file.text.begin(), file.text.end(), link), end; it != end; ++it) {
      const std::string target = (*it)[1];
      if (target.find("://") != std::string::npos || target.starts_with("mailto:")) continue;
      ++seen;
      INFO(file.path << " -> " << target);
      CHECK(
          std::filesystem::exists(root / std::filesystem::path(file.path).parent_path() / target));
    }
  }
  CHECK(seen > 0);
}

TEST_CASE("every decision record has its own number and all four parts") {
  std::size_t seen = 0;
  std::set<std::string> numbers;
  for (const source_file& file : source_tree()) {
    if (!file.path.starts_with("docs/decisions/0")) continue;
    ++seen;
    INFO(file.path << " has a number that another record has");
    CHECK(numbers.insert(file.path.substr(15, 4)).second);
    for (const char* part : {"## Context", "## Decision", "## Alternatives", "## Consequences"}) {
      INFO(file.path << " lacks " << part);
      CHECK(file.text.find(part) != std::string::npos);
    }
  }
  CHECK(seen > 0);
}
