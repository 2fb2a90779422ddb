#include "config/registry.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "test/unit/config/config_files.hpp"

using namespace parley;
using namespace std::chrono_literals;

namespace {

bool accepts(const setting_row& row, const std::string& text) {
  config_sources sources;
  sources.flags = {{row.key_for("gpt-4.1"), text, "--set"}};
  // A bound that another setting puts on this one is not what is tried here.
  if (row.info.key == "loop.min_iterations")
    sources.flags.push_back({"loop.max_iterations", "1000", "--set"});
  return load_config(sources).config.has_value();
}

/// "1..1000" -> {"1", "1000"}.
std::pair<std::string, std::string> ends_of(const std::string& range) {
  const auto dots = range.find("..");
  return {range.substr(0, dots), range.substr(dots + 2)};
}

}  // namespace

TEST_CASE("every setting has a unique key and environment name, a type, a range and a meaning") {
  std::set<std::string> keys, names;
  const std::set<std::string> types = {"integer", "number", "text", "true/false", "duration"};
  for (const setting_info& info : setting_registry()) {
    INFO(info.key);
    CHECK(keys.insert(info.key).second);
    if (info.key.find('<') != std::string::npos)
      CHECK(info.environment.empty());
    else
      CHECK(names.insert(info.environment).second);
    CHECK(types.contains(info.type));
    CHECK_FALSE(info.range.empty());
    CHECK_FALSE(info.doc.empty());
    CHECK(info.doc.find('\n') == std::string::npos);
  }
  CHECK(setting_registry().front().environment == "PARLEY_RUN_PROFILES");
}

TEST_CASE("each number and duration is taken at both ends of its range and refused beyond") {
  for (const setting_row& row : setting_rows()) {
    if (row.info.type != "integer" && row.info.type != "number" && row.info.type != "duration")
      continue;
    INFO(row.info.key);
    const auto [low, high] = ends_of(row.info.range);
    CHECK(accepts(row, low));
    CHECK(accepts(row, high));
    if (row.info.type == "duration") {
      const auto from = *parse_duration(low), to = *parse_duration(high);
      if (from > 0ms) CHECK_FALSE(accepts(row, duration_text(from - 1ms)));
      CHECK_FALSE(accepts(row, duration_text(to + 1s)));
    } else {
      const double from = std::stod(low), to = std::stod(high);
      CHECK_FALSE(accepts(row, std::to_string(from - 1)));
      CHECK_FALSE(accepts(row, row.info.type == "integer" ? low + "x" : std::to_string(to + 1)));
      if (to < 1e15) CHECK_FALSE(accepts(row, std::to_string(static_cast<long long>(to) + 1)));
      if (row.info.type == "integer") CHECK_FALSE(accepts(row, low + ".5"));
    }
    CHECK_FALSE(accepts(row, ""));
    CHECK_FALSE(accepts(row, "abc"));
  }
}

TEST_CASE("each word of a choice is taken, its opposite of a switch too, nothing else") {
  for (const setting_row& row : setting_rows()) {
    INFO(row.info.key);
    if (row.info.type == "true/false") {
      CHECK(accepts(row, "true"));
      CHECK(accepts(row, "false"));
      CHECK_FALSE(accepts(row, "yes"));
    } else if (row.info.range.starts_with('"')) {
      std::string rest = row.info.range;
      while (!rest.empty()) {
        const auto end = rest.find('"', 1);
        CHECK(accepts(row, rest.substr(1, end - 1)));
        rest = end + 4 < rest.size() ? rest.substr(end + 4) : "";
      }
      CHECK_FALSE(accepts(row, "something else"));
    }
  }
}

TEST_CASE("setting a value and showing it agree for every setting's default") {
  settings values = settings::defaults();
  for (const setting_row& row : setting_rows()) {
    const std::string name =
        row.is_family() ? row.family() == "scoring.segment_margin" ? "VE" : "gpt-4.1" : "";
    INFO(row.info.key);
    std::string shown = row.get(values, name);
    const bool quoted = shown.starts_with('"');
    if (quoted) shown = shown.substr(1, shown.size() - 2);
    REQUIRE(row.set(values, name, untyped_text{shown}).has_value());
  }
  CHECK(diff_settings(settings::defaults(), values).empty());
}

TEST_CASE("a concrete key finds its row and what stands in the place of the name") {
  const auto match = find_row("limits.gpt-4.1-mini.in_flight");
  REQUIRE(match);
  CHECK(match->name == "gpt-4.1-mini");
  CHECK(match->row->info.key == "limits.<model>.in_flight");
  CHECK(match->row->key_for(match->name) == "limits.gpt-4.1-mini.in_flight");
  CHECK(find_row("scoring.segment_margin.VE")->name == "VE");
  CHECK(find_row("loop.max_iterations")->name.empty());
  // As TOML has it: a name with dots may stand in quotes.
  CHECK(find_row("limits.\"gpt-4.1-mini\".in_flight")->name == "gpt-4.1-mini");
  CHECK(find_row("sim.latency.'gpt-4.1'.first_token")->name == "gpt-4.1");
  for (const char* none :
       {"", "loop", "limits", "limits.in_flight", "limits..in_flight", "scoring.segment_margin",
        "scoring.segment_margin.", "loop.max", "limits.\"gpt-4.1.in_flight",
        "limits.gpt-4.1\".in_flight", "limits.\"\".in_flight", "limits.\".in_flight"}) {
    INFO(none);
    CHECK_FALSE(find_row(none));
  }
}

TEST_CASE("a model takes the limits and prices of the longest name that begins its own") {
  settings s = settings::defaults();
  s.limits["gpt-4.1"].in_flight = 10;
  s.limits["gpt-4.1-mini"].in_flight = 20;
  CHECK(s.limits_for("gpt-4.1").in_flight == 10);
  CHECK(s.limits_for("gpt-4.1-2025-04-14").in_flight == 10);
  CHECK(s.limits_for("gpt-4.1-mini-2025-04-14").in_flight == 20);
  CHECK(s.limits_for("other").in_flight == model_limits{}.in_flight);
  REQUIRE(s.price_for("gpt-4.1-mini-2025-04-14"));
  CHECK(s.price_for("gpt-4.1-mini-2025-04-14")->output == 1.6);
  CHECK(s.price_for("gpt-4.1")->input == 2.0);
  CHECK(s.price_for("gpt-4") == nullptr);
}

TEST_CASE("a difference of settings names key, both values, and whether it may change live") {
  const settings before = settings::defaults();
  settings after = before;
  after.loop.max_iterations = 9;
  after.limits["gpt-4.1"].in_flight = 50;
  after.limits["new"] = {100, 0, 0};
  after.scoring.segment_margin["oro"] = "high";
  const auto changes = diff_settings(before, after);
  std::vector<std::string> lines;
  for (const auto& c : changes)
    lines.push_back(c.key + " " + c.before + " " + c.after + (c.live ? " live" : ""));
  CHECK(lines == std::vector<std::string>{"loop.max_iterations 5 9",
                                          "limits.new.requests_per_minute 0 100 live",
                                          "limits.gpt-4.1.in_flight 0 50 live",
                                          "scoring.segment_margin.oro \"\" \"high\""});
  CHECK(diff_settings(after, after).empty());
}
