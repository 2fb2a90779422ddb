#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <sstream>

#include "config/loader.hpp"
#include "config/toml_reader.hpp"
#include "test/unit/config/config_files.hpp"

using namespace parley;

namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// The comment lines directly above line `index`, joined without their breaks.
std::string comment_above(const std::vector<std::string>& lines, std::size_t index) {
  std::string comment;
  while (index > 0 && lines[index - 1].starts_with('#'))
    comment = lines[--index].substr(1) + comment;
  return comment;
}

}  // namespace

TEST_CASE("the documented default file says exactly the defaults") {
  test_folder folder;
  const auto path = folder.write("parley.toml", std::string(default_config_text()));
  const auto out = load_config({.project_file = path});
  for (const auto& problem : out.problems) UNSCOPED_INFO(problem.text);
  REQUIRE(out.config.has_value());
  const auto changes = diff_settings(settings::defaults(), out.config->values);
  for (const auto& c : changes) UNSCOPED_INFO(c.key << ": " << c.before << " -> " << c.after);
  CHECK(changes.empty());
  for (const auto& each : out.config->effective) {
    INFO(each.key);
    CHECK(each.origin.starts_with("project file"));  // nothing is left out
  }
}

TEST_CASE("every setting of the registry is in the default file with meaning and range above it") {
  const auto lines = lines_of(default_config_text());
  const auto content = read_toml(default_config_text(), "parley.toml", "project file");
  REQUIRE(content.problems.empty());
  for (const setting_info& info : setting_registry()) {
    INFO(info.key);
    const std::string before = info.key.substr(0, info.key.find('<'));
    const std::string leaf = info.key.substr(info.key.rfind('.') + 1);
    const bool is_family = before != info.key;
    const auto at = std::find_if(
        content.assignments.begin(), content.assignments.end(), [&](const assignment& each) {
          return is_family ? each.key.starts_with(before) &&
                                 (leaf[0] == '<' || each.key.ends_with("." + leaf))
                           : each.key == info.key;
        });
    REQUIRE(at != content.assignments.end());
    const std::size_t line = std::stoul(at->where.substr(at->where.find(':') + 1));
    // A family of free names has its comment above the section's head.
    const std::size_t target = leaf[0] == '<' ? line - 2 : line - 1;
    std::size_t head = target;
    if (leaf[0] == '<')
      while (!lines[head].starts_with('[')) --head;
    const std::string comment = comment_above(lines, head);
    CHECK(comment.find(info.range) != std::string::npos);
    CHECK(comment.size() > info.range.size() + 10);
    CHECK((comment.find("live") != std::string::npos) == info.live);
  }
}
