#include "config/toml_edit.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "config/loader.hpp"

using namespace parley;
using Catch::Matchers::ContainsSubstring;

namespace {

toml_change in_flight(std::int64_t value, std::string model = "gpt-4.1") {
  return {"limits", std::move(model), "in_flight", value, "why"};
}
std::string edited(std::string text, const toml_change& change) {
  auto made = edit_toml(std::move(text), change);
  INFO((made ? "" : made.error().message));
  REQUIRE(made.has_value());
  return *made;
}

}  // namespace

TEST_CASE("a value is replaced in its place and every comment stays") {
  CHECK(
      edited("# head\n[limits.\"gpt-4.1\"] # table\n# before\nin_flight = 200   # so many\n# end\n",
             in_flight(64)) ==
      "# head\n[limits.\"gpt-4.1\"] # table\n# before\nin_flight = 64   # so many\n# end\n");
  CHECK(edited("[limits.\"gpt-4.1\"]\r\nin_flight=1_000\r\n", in_flight(7)) ==
        "[limits.\"gpt-4.1\"]\r\nin_flight=7\r\n");
  CHECK(edited("limits.\"gpt-4.1\".in_flight = 0x10#c\n", in_flight(7)) ==
        "limits.\"gpt-4.1\".in_flight = 7#c\n");
  CHECK(edited("# ñandú é\n[limits]\n\"gpt-4.1\" = { requests_per_minute = 5, in_flight = 3 }\n",
               in_flight(44)) ==
        "# ñandú é\n[limits]\n\"gpt-4.1\" = { requests_per_minute = 5, in_flight = 44 }\n");
}

TEST_CASE("a new key goes below its heading, a new table to the end") {
  CHECK(
      edited("[limits.\"gpt-4.1\"]  # mine\nrequests_per_minute = 5\n[run]\nseed = 1\n",
             in_flight(9)) ==
      "[limits.\"gpt-4.1\"]  # mine\nin_flight = 9  # why\nrequests_per_minute = 5\n[run]\nseed = "
      "1\n");
  CHECK(edited("[run]\nseed = 1", in_flight(9)) ==
        "[run]\nseed = 1\n\n[limits.\"gpt-4.1\"]\nin_flight = 9  # why\n");
  CHECK(edited("", in_flight(9, "a\"b\\c")) == "[limits.\"a\\\"b\\\\c\"]\nin_flight = 9  # why\n");
  CHECK(edited("[limits]\n\"gpt-4.1\" = { requests_per_minute = 5 }\n", in_flight(9)) ==
        "[limits]\n\"gpt-4.1\" = { in_flight = 9, requests_per_minute = 5 }\n");
}

TEST_CASE("text that looks like the key elsewhere is left alone") {
  const std::string text =
      "[run]\noutput = \"\"\"\n[limits.\"gpt-4.1\"]\nin_flight = 1\n\"\"\"\n# in_flight = 2\n"
      "[limits.\"gpt-4.1-mini\"]\nin_flight = 3\n";
  const std::string result = edited(text, in_flight(9));
  CHECK(result.starts_with(text));
  CHECK_THAT(result, ContainsSubstring("[limits.\"gpt-4.1\"]\nin_flight = 9"));
}

TEST_CASE("the documented default file takes every change and stays valid") {
  std::string text(default_config_text());
  const std::size_t lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  text = edited(std::move(text), in_flight(123));
  text = edited(std::move(text), in_flight(45, "gpt-4.1-mini"));
  CHECK(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) == lines);
  CHECK_THAT(text, ContainsSubstring("provider carry. (0..20000) live\nin_flight = 123\n"));
  CHECK(edited(text, in_flight(123)) == text);  // twice is once
}

TEST_CASE("what cannot be changed is refused with what to write by hand") {
  for (const char* text : {"[limits", "limits = 5\n", "a = 1\na = 2\n"}) {
    INFO(text);
    CHECK(edit_toml(text, in_flight(9)).has_error());
  }
  const auto refused = edit_toml("limits = { \"x\" = { in_flight = 1 } }\n", in_flight(9));
  REQUIRE(refused.has_error());
  CHECK_THAT(refused.error().message,
             ContainsSubstring("by hand: [limits.\"gpt-4.1\"] in_flight = 9"));
}
