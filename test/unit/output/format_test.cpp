#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>

#include "output/format.hpp"

using namespace parley;

TEST_CASE("counts are grouped from five digits on") {
  CHECK(count_text(0) == "0");
  CHECK(count_text(5400) == "5400");
  CHECK(count_text(12045) == "12\u202f045");
  CHECK(count_text(1234567) == "1\u202f234\u202f567");
  CHECK(count_text(-54321) == "\u221254\u202f321");
  CHECK(count_text(std::numeric_limits<std::int64_t>::min()).starts_with("\u22129\u202f223"));
}

TEST_CASE("decimals carry a real minus and no negative zero") {
  CHECK(decimal_text(-0.004, 2) == "0.00");
  CHECK(decimal_text(-0.005001, 2) == "\u22120.01");
  CHECK(signed_text(0.004, 2) == "0.00");
  CHECK(signed_text(0.5, 1) == "+0.5");
  CHECK(signed_text(-3.14, 1) == "\u22123.1");
  CHECK(decimal_text(std::nan(""), 2) == "\u2013");
  CHECK(percent_text(0.4213) == "42\u00a0%");
  CHECK(percent_text(-0.031, 1) == "\u22123.1\u00a0%");
}

TEST_CASE("an interval is written so that a minus cannot be mistaken for a dash") {
  CHECK(interval_text({0.42, 0.37, 0.48, 50}, 2) == "0.42 (0.37\u20130.48)");
  CHECK(interval_text({0.03, -0.05, 0.12, 50}, 2) == "0.03 (\u22120.05 to 0.12)");
  CHECK(interval_text({0.42, {}, {}, 1}, 2) == "0.42");
  CHECK(interval_text({}, 2) == "\u2013");
  CHECK(change_text({0.42, 0.1, 0.74, 9}, 2) == "+0.42 (+0.10 to +0.74)");
  CHECK(change_text({-0.5, {}, {}, 1}, 1) == "\u22120.5");
}

TEST_CASE("an interval is shown up to the ends of its scale, and only shown so") {
  const estimate wide{9.5, 7.2, 11.8, 3};
  CHECK(interval_text(within(wide, 0, 10), 1) == "9.5 (7.2\u201310.0)");
  CHECK(interval_text(within({0.1, -0.4, 0.6, 3}, 0, 1), 1) == "0.1 (0.0\u20130.6)");
  CHECK(interval_text(within({5, {}, {}, 1}, 0, 10), 1) == "5.0");
  CHECK(reaches_beyond(wide, 0, 10));
  CHECK_FALSE(reaches_beyond({5, 0.0, 10.0, 9}, 0, 10));
  CHECK_FALSE(reaches_beyond({5, {}, {}, 1}, 0, 10));
  CHECK(wide.high == 11.8);
}

TEST_CASE("durations are read at a glance") {
  CHECK(duration_text(0.84) == "0.8 s");
  CHECK(duration_text(9.96) == "10 s");
  CHECK(duration_text(59.6) == "1 min 00 s");
  CHECK(duration_text(185) == "3 min 05 s");
  CHECK(duration_text(3840) == "1 h 04 min");
  CHECK(duration_text(200000) == "2 d 7 h");
  CHECK(duration_text(-1) == "0.0 s");
  CHECK(duration_text(std::nan("")) == "0.0 s");
}

TEST_CASE("money shows cents, and small change in full") {
  CHECK(money_text(12.345, "USD") == "12.35 USD");
  CHECK(money_text(0.6, "USD") == "0.60 USD");
  CHECK(money_text(0.0042, "EUR") == "0.0042 EUR");
  CHECK(money_text(0, "USD") == "0.00 USD");
  CHECK(money_text(3, "USD", false) == "unknown");
}

TEST_CASE("timestamps become dates, other text stays") {
  CHECK(date_text("2026-11-02T04:03:05Z") == "2 November 2026, 04:03 UTC");
  CHECK(date_text("2026-13-02T04:03:05Z") == "2026-13-02T04:03:05Z");
  CHECK(date_text("yesterday, about noon") == "yesterday, about noon");
  CHECK(date_text("") == "");
}

TEST_CASE("an interval that includes zero shows no difference, whichever way is good") {
  CHECK(evidence_of({1, -0.1, 2, 9}) == evidence::no_difference);
  CHECK(evidence_of({1, 0.0, 2, 9}) == evidence::no_difference);
  CHECK(evidence_of({1, 0.1, 2, 9}) == evidence::increase);
  CHECK(evidence_of({-1, -2, -0.1, 9}) == evidence::decrease);
  CHECK(evidence_of({1, {}, {}, 1}) == evidence::no_interval);
  CHECK(evidence_text(evidence::increase, false) == "better");
  CHECK(evidence_text(evidence::increase, true) == "worse");
  CHECK(evidence_text(evidence::decrease, true) == "better");
  CHECK(evidence_text(evidence::no_difference, true) == "no difference shown");
}
