#include "engine/people/answers.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>

using namespace parley;
using namespace parley::people;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("numbers are read as people type them") {
  const std::tuple<question, const char*, double> good[] = {{question::nps, "7", 7},
                                                            {question::nps, " 7.5 ", 7.5},
                                                            {question::nps, "7,5", 7.5},
                                                            {question::nps, "0", 0},
                                                            {question::nps, "10", 10},
                                                            {question::engagement, "0.4", 0.4},
                                                            {question::engagement, ".4", 0.4},
                                                            {question::engagement, "40%", 0.4},
                                                            {question::churn, "12,5 %", 0.125},
                                                            {question::churn, "1", 1},
                                                            {question::churn, "-0", 0}};
  for (const auto& [which, text, value] : good) {
    INFO(text);
    const auto read = read_answer(which, text);
    REQUIRE(read.has_value());
    CHECK(*read == value);
    CHECK_FALSE(std::signbit(*read));
  }
}

TEST_CASE("anything else says what was expected") {
  const std::pair<question, const char*> bad[] = {
      {question::nps, ""},
      {question::nps, "11"},
      {question::nps, "-1"},
      {question::nps, "seven"},
      {question::nps, "7 8"},
      {question::nps, "70%"},
      {question::nps, "1e1"},
      {question::nps, "nan"},
      {question::nps, "inf"},
      {question::engagement, "1.1"},
      {question::engagement, "101%"},
      {question::engagement, "%"},
      {question::churn, "40"},
      {question::churn, "0,4,1"},
      {question::churn, "0x1"},
      {question::nps, "0.00000000000000000000000000000000001"}};
  for (const auto& [which, text] : bad) {
    INFO(text);
    const auto read = read_answer(which, text);
    REQUIRE_FALSE(read.has_value());
    CHECK_THAT(read.error().message, ContainsSubstring("expected a"));
  }
}

TEST_CASE("a remark is one harmless line of a limited length") {
  CHECK(*read_line("  muy\x1b[31m bien\t ", 20) == "muy [31m bien");
  CHECK(*read_line("ñandú", 5) == "ñandú");
  CHECK_FALSE(read_line("ñandúes", 5).has_value());
}

TEST_CASE("every question has a title and an explanation, the horizon in it") {
  for (const question which :
       {question::nps, question::engagement, question::churn, question::note}) {
    CHECK_FALSE(title_of(which).empty());
    REQUIRE_FALSE(scale_of(which, 6).empty());
    for (const std::string& line : scale_of(which, 6)) CHECK(line.size() <= 76);
  }
  CHECK_THAT(scale_of(question::churn, 6)[0], ContainsSubstring("6 months"));
}
