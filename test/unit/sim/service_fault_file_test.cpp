#include <fmt/format.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iterator>

#include "base/json.hpp"
#include "sim/service/fault_file.hpp"
#include "sim/service/fault_plan.hpp"

using namespace parley;
using namespace parley::sim::service;

namespace {

std::string complaint(const char* text) {
  const auto plan = parse_fault_plan(text, "plan.toml");
  return plan ? "nothing" : plan.error().message;
}

bool says(const std::string& message, std::string_view start, std::string_view part) {
  INFO(message);
  return message.starts_with(start) && message.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a plan in TOML is the plan that would be posted") {
  const auto plan = parse_fault_plan(R"(
seed = 7

[[faults]]            # a storm: five seconds of every minute
kind = "overloaded"
role = "judge"
from_s = 10
until_s = 15.5
period_s = 60

[[faults]]
kind = "rate_limit"
nth = [1, 4]
retry_after_ms = 50
should_retry = false
)",
                                     "plan.toml");
  REQUIRE(plan.has_value());
  CHECK(*plan == json::parse(R"({"seed":7,"faults":[
    {"kind":"overloaded","role":"judge","from_s":10,"until_s":15.5,"period_s":60},
    {"kind":"rate_limit","nth":[1,4],"retry_after_ms":50,"should_retry":false}]})")
                     .as_object());
  CHECK(parse_fault_plan("faults = []", "plan.toml").has_value());
}

TEST_CASE("a wrong plan names line, column and the nearest name") {
  // toml++ runs into undefined behaviour on these: they must not reach it.
  CHECK(says(complaint("# año\nnote = \"ñ\"\n[[faults]]\nkiñd = 1\n"),
             "plan.toml:4:3: ", "outside ASCII"));
  CHECK(says(complaint("\xEF\xB3\xBF"), "plan.toml:1:1: ", "outside ASCII"));
  CHECK(says(complaint("seed = +a\"\xEF\xBB\xAF\n"), "plan.toml:1:8: ", "not valid TOML"));
  CHECK(complaint("\xEF\xBB\xBF"
                  "faults = []\n") == "nothing");
  CHECK(says(complaint("[[faults]]\nkind = \"overlaoded\"\n"),
             "plan.toml:2:8: ", "Did you mean 'overloaded'?"));
  CHECK(says(complaint("[[faults]]\nkind = \"close\"\nprobabilty = 0.5\n"),
             "plan.toml:3:1: ", "Did you mean 'probability'?"));
  CHECK(says(complaint("[[faults]]\nkind = \"close\"\n\n[[faults]]\nkind = \"reset\"\n"
                       "probability = 1.5\n"),
             "plan.toml:6:15: ", "Expected a value <= 1, but got 1.5"));
  CHECK(says(complaint("sed = 1\nfaults = []\n"), "plan.toml:1:1: ", "Did you mean 'seed'?"));
  CHECK(says(complaint("[[faults]]\nrole = \"judge\"\n"), "plan.toml:1:1: ", "faults[0].kind"));
  CHECK(says(complaint("[[faults]\nkind = 1"), "plan.toml:1:", ""));
  CHECK(
      says(complaint("[[faults]]\nkind = \"refuse_connections\"\n"), "plan.toml:1:1: ", "until_s"));
  CHECK(says(complaint("[[faults]]\nkind = \"close\"\nfrom_s = 5\nuntil_s = 4\n"),
             "plan.toml:4:11: ", "greater than"));
  CHECK(says(complaint("[[faults]]\nkind = \"close\"\nfrom_s = 5\nuntil_s = 9\nperiod_s = 3\n"),
             "plan.toml:5:12: ", "length of one window"));
  CHECK(says(complaint("[[faults]]\nkind = \"close\"\nnote = \"\xFF\"\n"),
             "plan.toml:1:1: ", "UTF-8"));
  CHECK(says(complaint("["), "plan.toml:1:", ""));
}

TEST_CASE("windows come back with their period") {
  fault_plan storm(time_point{});
  const auto plan = parse_fault_plan(
      "[[faults]]\nkind = \"overloaded\"\nfrom_s = 10\nuntil_s = 15\nperiod_s = 60\n", "p");
  REQUIRE(storm.replace(*plan, time_point{}).has_value());
  const fault_facts facts{"responses", "judge", "m", false, 1};
  const auto strikes = [&](int second) {
    return storm.strike(facts, time_point{} + std::chrono::seconds(second)).has_value();
  };
  CHECK_FALSE(strikes(9));
  CHECK(strikes(10));
  CHECK(strikes(14));
  CHECK_FALSE(strikes(15));
  CHECK_FALSE(strikes(69));
  CHECK(strikes(70));
  CHECK_FALSE(strikes(75));
  CHECK(strikes(614));
}

TEST_CASE("the listener's windows say when they change") {
  fault_plan closed(time_point{});
  const auto plan = parse_fault_plan(
      "[[faults]]\nkind = \"refuse_connections\"\nfrom_s = 2\nuntil_s = 3\nperiod_s = 10\n", "p");
  REQUIRE(closed.replace(*plan, time_point{}).has_value());
  const auto at = [](int ms) { return time_point{} + std::chrono::milliseconds(ms); };
  CHECK_FALSE(closed.refuses_connections(at(1'999)));
  CHECK(closed.refuses_connections(at(2'000)));
  CHECK_FALSE(closed.refuses_connections(at(3'000)));
  CHECK(closed.refuses_connections(at(12'500)));
  CHECK(closed.next_refusal_change(at(0)) == at(2'000));
  CHECK(closed.next_refusal_change(at(2'500)) == at(3'000));
  CHECK(closed.next_refusal_change(at(4'000)) == at(12'000));
  // Not a fault of calls or of connections that were accepted.
  CHECK_FALSE(closed.strike({"responses", {}, "m", false, 1}, at(2'000)));
  fault_facts connection;
  connection.place = fault_place::connection;
  CHECK_FALSE(closed.strike(connection, at(2'000)));
}

TEST_CASE("the page about the service names every kind of fault and every member of a rule") {
  std::ifstream in(PARLEY_SOURCE_DIR "/docs/simulated_provider.md");
  const std::string page((std::istreambuf_iterator<char>(in)), {});
  REQUIRE_FALSE(page.empty());
  for (const auto& one : all_faults()) {
    INFO(one.name);
    CHECK(page.find(fmt::format("| `{}` | {} | {} |", one.name, to_string(one.scope),
                                one.meaning)) != std::string::npos);
  }
  for (const auto name : fault_rule_members()) {
    INFO(name);
    CHECK(page.find(fmt::format("`{}`", name)) != std::string::npos);
  }
}
