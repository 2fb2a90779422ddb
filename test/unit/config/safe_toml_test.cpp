#include "config/safe_toml.hpp"

#include <catch2/catch_test_macros.hpp>

// As in config/toml_reader.cpp, so that all units see one library.
#undef NDEBUG
#define TOML_ASSERT(expr) static_cast<void>(0)
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace {

toml::parse_result parse_toml(std::string_view text) {
  return parley::parse_safely(text, [](std::string_view bytes) { return toml::parse(bytes); });
}

}  // namespace

TEST_CASE("letters above ASCII are read in strings and comments, and refused elsewhere", "[toml]") {
  const auto good = parse_toml("# año\nname = \"José\"\n'ñ' = '''é\nü'''\n");
  REQUIRE(good);
  CHECK(good.table()["name"].value_or(std::string()) == "José");
  CHECK(good.table()["ñ"].value_or(std::string()) == "é\nü");
  for (const char* bad : {"ñ = 1", "a = é", "a = 7[\"\xEF\xBF\xBF\x0E\"]", "a = \"x\" ñ", "[é]",
                          "a = \"\\é\"", "x\"ñ\" = 1", "a = [1, é]"}) {
    INFO(bad);
    CHECK_FALSE(parse_toml(bad));
  }
}

TEST_CASE("an error stands where it is in the text, whatever letters come before it", "[toml]") {
  const auto found = parse_toml("a = \"éñü\"\nb = \"é\" =\n");
  REQUIRE_FALSE(found);
  CHECK(found.error().source().begin.line == 2);
  CHECK(found.error().source().begin.column == 9);
}
