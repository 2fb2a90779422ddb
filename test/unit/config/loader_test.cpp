#include "config/loader.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

#include "test/unit/config/config_files.hpp"

using namespace parley;
using namespace std::chrono_literals;

namespace {

const effective_setting& effective(const config_outcome& out, const std::string& key) {
  const auto& all = out.config->effective;
  const auto it = std::find_if(all.begin(), all.end(), [&](const auto& e) { return e.key == key; });
  REQUIRE(it != all.end());
  return *it;
}

}  // namespace

TEST_CASE("without any source there are the defaults and they say so") {
  const auto out = load_config({});
  REQUIRE(out.config.has_value());
  CHECK(diff_settings(settings::defaults(), out.config->values).empty());
  CHECK(out.config->files.empty());
  for (const auto& each : out.config->effective) CHECK(each.origin == "default");
}

TEST_CASE("a bound that follows another one is no change of its own, and says whom it follows") {
  test_folder folder;
  config_sources sources;
  sources.project_file = folder.write("parley.toml", "[loop]\nmax_iterations = 4\n");
  const auto before = load_config(sources);
  folder.write("parley.toml", "[loop]\nmax_iterations = 2\n");
  const auto after = load_config(sources);
  REQUIRE(before.config);
  REQUIRE(after.config);
  CHECK(after.config->values.loop.min_iterations == 2);  // in force
  const auto changes = diff_settings(before.config->said, after.config->said);
  REQUIRE(changes.size() == 1);
  CHECK(changes.front().key == "loop.max_iterations");
  CHECK(effective(after, "loop.min_iterations").origin == "follows loop.max_iterations");
  CHECK(effective(before, "loop.min_iterations").origin == "default");
}

TEST_CASE("what a run was begun with gives way to what is said when it goes on") {
  config_sources sources;
  sources.recorded = {{"loop.min_iterations", "3", "run.db"},
                      {"loop.max_iterations", "5", "run.db"}};
  sources.flags = {{"loop.max_iterations", "1", "--max-iterations"}};
  auto out = load_config(sources);
  REQUIRE(out.config);
  CHECK(out.config->values.loop.max_iterations == 1);
  CHECK(out.config->values.loop.min_iterations == 1);
  CHECK(effective(out, "loop.min_iterations").origin == "follows loop.max_iterations");
  sources.flags = {{"loop.min_iterations", "9", "--set"}};
  out = load_config(sources);
  REQUIRE(out.problems.size() == 1);
  CHECK(out.problems.front().text.starts_with("flag --set: loop.min_iterations: found 9"));
}

TEST_CASE("flags win over the environment, that over the project file, that over the user file") {
  test_folder folder;
  config_sources sources;
  sources.user_file = folder.write("user.toml", "[loop]\nmax_iterations = 11\n");
  auto out = load_config(sources);
  REQUIRE(out.config.has_value());
  CHECK(out.config->values.loop.max_iterations == 11);
  CHECK(effective(out, "loop.max_iterations").origin ==
        "user file " + sources.user_file->string() + ":2");

  sources.project_file = folder.write("project.toml", "\n\n[loop]\n  max_iterations = 12\n");
  out = load_config(sources);
  REQUIRE(out.config.has_value());
  CHECK(out.config->values.loop.max_iterations == 12);
  CHECK(effective(out, "loop.max_iterations").origin ==
        "project file " + sources.project_file->string() + ":4");
  CHECK(out.config->files.size() == 2);

  sources.environment = {{"PARLEY_LOOP_MAX_ITERATIONS", "13"}, {"HOME", "/root"}};
  out = load_config(sources);
  REQUIRE(out.config.has_value());
  CHECK(out.config->values.loop.max_iterations == 13);
  CHECK(effective(out, "loop.max_iterations").origin == "environment PARLEY_LOOP_MAX_ITERATIONS");

  sources.flags = {{"loop.max_iterations", "14", "--iterations"}};
  out = load_config(sources);
  REQUIRE(out.config.has_value());
  CHECK(out.config->values.loop.max_iterations == 14);
  CHECK(effective(out, "loop.max_iterations").origin == "flag --iterations");
  CHECK(effective(out, "loop.max_iterations").value == "14");

  sources.flags.push_back({"loop.max_iterations", "15", "--set"});
  out = load_config(sources);
  REQUIRE(out.config.has_value());
  CHECK(out.config->values.loop.max_iterations == 15);  // of two flags the later one
}

TEST_CASE("sources add up: each setting comes from the strongest that names it") {
  test_folder folder;
  config_sources sources;
  sources.user_file =
      folder.write("u.toml", "[run]\nlanguage = \"en\"\nseed = 1\n[sim]\nseed = 9\n");
  sources.project_file = folder.write("p.toml", "[run]\nseed = 2\n");
  sources.environment = {{"PARLEY_AGENTS_JUDGE_MODEL", "gpt-4.1"}, {"PARLEY_RUN_CSV", "true"}};
  const auto out = load_config(sources);
  REQUIRE(out.config.has_value());
  const settings& s = out.config->values;
  CHECK(s.run.language == "en");
  CHECK(s.run.seed == 2);
  CHECK(s.sim.seed == 9);
  CHECK(s.run.csv);
  CHECK(s.agent(agent_role::judge).model == "gpt-4.1");
  CHECK(effective(out, "agents.judge.model").value == "\"gpt-4.1\"");
}

TEST_CASE("--config replaces the project's file and must exist") {
  test_folder folder;
  config_sources sources;
  sources.project_file = folder.write("parley.toml", "[run]\nseed = 2\ncsv = true\n");
  sources.explicit_file = folder.write("mine.toml", "[run]\nseed = 3\n");
  const auto out = load_config(sources);
  REQUIRE(out.config.has_value());
  CHECK(out.config->values.run.seed == 3);
  CHECK_FALSE(out.config->values.run.csv);

  sources.explicit_file = folder.path() / "none.toml";
  const auto missing = load_config(sources);
  CHECK_FALSE(missing.config.has_value());
  REQUIRE(missing.problems.size() == 1);
  CHECK(missing.problems[0].text ==
        sources.explicit_file->string() + ": no such file; give the path of a TOML file");
  sources.explicit_file = folder.path();
  CHECK(load_config(sources).problems.at(0).text.ends_with("found a folder, expected a TOML file"));
}

TEST_CASE("user and project files need not exist") {
  test_folder folder;
  config_sources sources;
  sources.user_file = folder.path() / "none.toml";
  sources.project_file = folder.path() / "none2.toml";
  const auto out = load_config(sources);
  REQUIRE(out.config.has_value());
  CHECK(out.config->files.empty());
}

TEST_CASE("a model's settings can be given with quotes, without, and as a flag") {
  for (const char* head : {"[limits.\"gpt-4.1-mini\"]", "[limits.gpt-4.1-mini]"}) {
    const auto out = load_text(std::string(head) + "\nin_flight = 80\n");
    for (const auto& problem : out.problems) UNSCOPED_INFO(problem.text);
    REQUIRE(out.config.has_value());
    CHECK(out.config->values.limits.at("gpt-4.1-mini").in_flight == 80);
    CHECK(out.config->values.limits.at("gpt-4.1").in_flight == 0);
    CHECK(effective(out, "limits.gpt-4.1-mini.in_flight").origin.starts_with("project file"));
  }
  config_sources sources;
  sources.flags = {{"limits.gpt-4.1-mini.in_flight", "80", "--set"},
                   {"scoring.segment_margin.oro.plus", "high", "--set"}};
  const auto out = load_config(sources);
  REQUIRE(out.config.has_value());
  CHECK(out.config->values.limits.at("gpt-4.1-mini").in_flight == 80);
  CHECK(out.config->values.scoring.segment_margin.at("oro.plus") == "high");
  CHECK(out.config->values.scoring.segment_margin.at("VE") == "high");  // the others stay
}

TEST_CASE("a new model's limits start with those of the nearest shorter name, in any source") {
  test_folder folder;
  config_sources sources;
  sources.user_file = folder.write("u.toml", "[limits.\"gpt-4.1-mini-2025\"]\nin_flight = 7\n");
  sources.project_file =
      folder.write("p.toml", "[limits.\"gpt-4.1-mini\"]\nrequests_per_minute = 500\n");
  const auto out = load_config(sources);
  REQUIRE(out.config.has_value());
  const auto& dated = out.config->values.limits.at("gpt-4.1-mini-2025");
  CHECK(dated.in_flight == 7);
  CHECK(dated.requests_per_minute == 500);
}

TEST_CASE("a price needs input and output, and cached input follows input") {
  const auto out = load_text("[prices.\"my-model\"]\ninput = 3\noutput = 4.5\n");
  REQUIRE(out.config.has_value());
  const auto* price = out.config->values.price_for("my-model-v2");
  REQUIRE(price);
  CHECK(price->input == 3);
  CHECK(price->cached_input == 3);
  CHECK(price->output == 4.5);
  const auto half = load_text("[prices.\"my-model\"]\ninput = 3\n");
  REQUIRE(half.problems.size() == 1);
  CHECK(half.problems[0].text ==
        "parley.toml:2:9: prices.my-model.output: found nothing, expected a price, or the cost of "
        "my-model would be counted too low");
  // A variant of a known model starts with its price.
  const auto dated = load_text("[prices.\"gpt-4.1-2025\"]\ninput = 3\n");
  REQUIRE(dated.config.has_value());
  CHECK(dated.config->values.price_for("gpt-4.1-2025")->output == 8);
}

TEST_CASE("effective settings are all there, in registry order, models by name at the end") {
  const auto out = load_text("[limits.\"a-model\"]\nin_flight = 3\n");
  REQUIRE(out.config.has_value());
  std::vector<std::string> plain, keys;
  for (const auto& info : setting_registry())
    if (info.key.find('<') == std::string::npos) plain.push_back(info.key);
  for (const auto& each : out.config->effective) keys.push_back(each.key);
  REQUIRE(keys.size() > plain.size());
  CHECK(std::equal(plain.begin(), plain.end(), keys.begin()));
  const std::vector<std::string> models(keys.begin() + std::ptrdiff_t(plain.size()),
                                        keys.begin() + std::ptrdiff_t(plain.size()) + 4);
  CHECK(models == std::vector<std::string>{
                      "limits.a-model.requests_per_minute", "limits.a-model.tokens_per_minute",
                      "limits.a-model.in_flight", "limits.gpt-4.1.requests_per_minute"});
  for (const auto& each : out.config->effective) {
    const bool expected = each.key.starts_with("limits.") || each.key == "conversation.max_open" ||
                          each.key == "conversation.judges" || each.key == "quota.share";
    INFO(each.key);
    CHECK(each.live == expected);
  }
}

TEST_CASE("effective values can be written back as TOML and mean the same") {
  config_sources sources;
  sources.flags = {{"run.profiles", "a \"b\"\\c", "--set"},
                   {"sim.time_scale", "1e-7", "--set"},
                   {"retry.base_delay", "1500ms", "--set"},
                   {"loop.max_cost", "12.25", "--set"}};
  const auto out = load_config(sources);
  REQUIRE(out.config.has_value());
  config_sources again;
  std::string text;
  for (const auto& each : out.config->effective) {
    // Models and segments contain dots: quote every part between the first and the last.
    const auto first = each.key.find('.'), last = each.key.rfind('.');
    const bool family = each.key.starts_with("limits") || each.key.starts_with("prices");
    text += family ? each.key.substr(0, first) + ".\"" +
                         each.key.substr(first + 1, last - first - 1) + "\"" + each.key.substr(last)
                   : each.key;
    text += " = " + each.value + "\n";
  }
  const auto read = load_text(text);
  for (const auto& problem : read.problems) UNSCOPED_INFO(problem.text);
  REQUIRE(read.config.has_value());
  CHECK(diff_settings(out.config->values, read.config->values).empty());
  CHECK(read.config->values.run.profiles == "a \"b\"\\c");
}

TEST_CASE("the machine's own sources follow XDG and take the environment's PARLEY_ variables") {
  ::setenv("XDG_CONFIG_HOME", "/some/where", 1);
  ::setenv("PARLEY_RUN_SEED", "5=6", 1);
  auto sources = standard_sources();
  CHECK(sources.user_file == "/some/where/parley/parley.toml");
  CHECK(sources.project_file == "parley.toml");
  const std::pair<std::string, std::string> wanted{"PARLEY_RUN_SEED", "5=6"};
  CHECK(std::count(sources.environment.begin(), sources.environment.end(), wanted) == 1);
  for (const auto& [name, value] : sources.environment) CHECK(name.starts_with("PARLEY_"));
  ::unsetenv("PARLEY_RUN_SEED");

  ::setenv("XDG_CONFIG_HOME", "relative", 1);  // is to be ignored
  ::setenv("HOME", "/home/ana", 1);
  sources = standard_sources();
  CHECK(sources.user_file == "/home/ana/.config/parley/parley.toml");
  ::unsetenv("XDG_CONFIG_HOME");
}
