#include "profiles/demo.hpp"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>

using namespace parley;

TEST_CASE("the sample customers are compiled in, valid, and cover every cohort") {
  const loaded_profiles demo = demo_profiles();
  for (const auto& problem : demo.problems) UNSCOPED_INFO(problem.text());
  CHECK(demo.problems.empty());
  CHECK(demo.files == 52);
  REQUIRE(demo.profiles.size() == 52);
  CHECK(demo.profiles.front().customer_id == "C0001");
  CHECK(demo.profiles.front().persona.name == "Karen Ruiz");
  CHECK(demo.profiles.back().customer_id == "C0052");
  for (std::size_t n : count_by_cohort(demo.profiles)) CHECK(n >= 5);
}

TEST_CASE("the folder of sample customers holds what is compiled in") {
  const auto folder = load_profiles(std::filesystem::path(PARLEY_SOURCE_DIR) / "profiles" / "demo");
  REQUIRE(folder.has_value());
  CHECK(folder->problems.empty());
  const loaded_profiles demo = demo_profiles();
  REQUIRE(folder->profiles.size() == demo.profiles.size());
  for (std::size_t i = 0; i < demo.profiles.size(); ++i)
    CHECK(profile_to_json(folder->profiles[i]) == profile_to_json(demo.profiles[i]));
}
