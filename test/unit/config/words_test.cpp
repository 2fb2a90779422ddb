#include <catch2/catch_test_macros.hpp>

#include "config/loader.hpp"

using namespace parley;
using namespace std::chrono_literals;

TEST_CASE("the nearest name is found for a typo and for nothing else") {
  const std::vector<std::string> names = {"max_iterations", "min_iterations", "max_tokens",
                                          "judge"};
  CHECK(nearest_name("max_iteration", names) == "max_iterations");
  CHECK(nearest_name("max-iterations", names) == "max_iterations");
  CHECK(nearest_name("MAX_TOKENS", names) == "max_tokens");
  CHECK(nearest_name("mni_iterations", names) == "min_iterations");
  CHECK(nearest_name("jugde", names) == "judge");
  CHECK(nearest_name("judges", names) == "judge");
  CHECK_FALSE(nearest_name("planner", names));
  CHECK_FALSE(nearest_name("", names));
  CHECK_FALSE(nearest_name("x", {"y"}));
  CHECK_FALSE(nearest_name("judge", {}));
  CHECK_FALSE(nearest_name(std::string(1'000'000, 'a'), names));
  CHECK(nearest_name("ab", {"ac", "ad"}) == "ac");  // of equals the first
}

TEST_CASE("durations are read with units, or as a number of seconds") {
  CHECK(parse_duration("500ms").value() == 500ms);
  CHECK(parse_duration("30s").value() == 30s);
  CHECK(parse_duration("5m").value() == 5min);
  CHECK(parse_duration("1h30m").value() == 90min);
  CHECK(parse_duration("1h2m3s4ms").value() == 3'723'004ms);
  CHECK(parse_duration("1.5s").value() == 1500ms);
  CHECK(parse_duration("0.25").value() == 250ms);
  CHECK(parse_duration("90").value() == 90s);
  CHECK(parse_duration("0").value() == 0ms);
}

TEST_CASE("what is no duration is told with what one looks like") {
  for (const char* bad : {"", " ", "s", "5x", "-3s", "3s 4ms", "5s3m", "3s3s", "1.2.3s", "1e3s",
                          "5ms30", "999999999999h", "5M", "0x10", ".", "nan", "inf"}) {
    INFO(bad);
    const auto parsed = parse_duration(bad);
    REQUIRE(parsed.has_error());
    CHECK(parsed.error().code == failure_code::invalid_config);
    CHECK(parsed.error().message.find("\"1h30m\"") != std::string::npos);
  }
}

TEST_CASE("a duration's text reads back as the same duration") {
  CHECK(duration_text(0ms) == "0s");
  CHECK(duration_text(1500ms) == "1s500ms");
  CHECK(duration_text(90min) == "1h30m");
  CHECK(duration_text(24h) == "24h");
  CHECK(duration_text(60s) == "1m");
  for (long long ms : {1ll, 999ll, 1000ll, 59'999ll, 60'001ll, 3'600'000ll, 86'399'999ll})
    CHECK(parse_duration(duration_text(std::chrono::milliseconds(ms))).value().count() == ms);
}
