#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "config/toml_reader.hpp"
#include "test/unit/config/config_files.hpp"

using namespace parley;

namespace {

std::vector<std::string> lines(const config_outcome& out) {
  std::vector<std::string> all;
  for (const auto& problem : out.problems) all.push_back(problem.text);
  return all;
}

/// The one problem of a project file that says `text`.
std::string line(const std::string& text) {
  const auto out = load_text(text);
  CHECK_FALSE(out.config.has_value());
  for (const auto& problem : out.problems) UNSCOPED_INFO(problem.text);
  REQUIRE(out.problems.size() == 1);
  return out.problems[0].text;
}

}  // namespace

TEST_CASE("an unknown name is told with its place and the nearest valid one") {
  CHECK(line("[loop]\n  max_iteration = 3\n") ==
        "parley.toml:2:3: unknown setting 'loop.max_iteration'; did you mean "
        "'loop.max_iterations'?");
  CHECK(line("loop.max_iteratoins = 3") ==
        "parley.toml:1:6: unknown setting 'loop.max_iteratoins'; did you mean "
        "'loop.max_iterations'?");
  CHECK(line("\n\n[lop]\nmax_iterations = 3\n") ==
        "parley.toml:3:2: unknown section [lop]; did you mean [loop]?");
  CHECK(line("[agents.jugde]\nmodel = \"x\"\n") ==
        "parley.toml:1:9: unknown section [agents.jugde]; did you mean [agents.judge]?");
  CHECK(
      line("[agents.judge]\nmodle = \"x\"\n") ==
      "parley.toml:2:1: unknown setting 'agents.judge.modle'; did you mean 'agents.judge.model'?");
  CHECK(line("[limits.\"gpt-4.1\"]\ninflight = 3\n") ==
        "parley.toml:2:1: unknown setting 'limits.gpt-4.1.inflight'; did you mean "
        "'limits.gpt-4.1.in_flight'?");
  CHECK(line("[run]\nmax_iterations = 3\n") ==
        "parley.toml:2:1: unknown setting 'run.max_iterations'; did you mean "
        "'loop.max_iterations'?");
  CHECK(line("[Loop]\n") == "parley.toml:1:2: unknown section [Loop]; did you mean [loop]?");
}

TEST_CASE("a name that is near to none gets the list of what there is") {
  CHECK(line("[display]\nxyzzy = 1\n") ==
        "parley.toml:2:1: unknown setting 'display.xyzzy'; [display] has color, progress");
  CHECK(line("[agents.salesman]\nmodel = \"x\"\n") ==
        "parley.toml:1:9: unknown section [agents.salesman]; sections are agents.planner, "
        "agents.customer, agents.proactive, agents.judge, agents.tuner");
  CHECK(line("xyzzy = 1\n") ==
        "parley.toml:1:1: unknown setting 'xyzzy'; `parley config show` lists all settings");
  CHECK(line("[limits]\nxyzzy = 1\n").find("expected limits.<model>.") != std::string::npos);
}

TEST_CASE("a wrong value is told with its place, what was found and what was expected") {
  CHECK(line("[loop]\nmax_iterations = 0\n") ==
        "parley.toml:2:18: loop.max_iterations: found 0, expected a whole number from 1 to 1000");
  CHECK(line("[loop]\nmax_iterations = \"3\"\n") ==
        "parley.toml:2:18: loop.max_iterations: found \"3\", expected a whole number from 1 to "
        "1000");
  CHECK(line("[loop]\nmax_iterations = 2.5\n")
            .ends_with("found 2.5, expected a whole number from 1 to 1000"));
  CHECK(line("[loop]\nmax_iterations = [1]\n")
            .ends_with("found a list, expected a whole number from 1 to 1000"));
  CHECK(
      line("[loop.max_iterations]\nx = 1\n")
          .ends_with("loop.max_iterations: found a table, expected a whole number from 1 to 1000"));
  CHECK(line("[run]\ncsv = 1\n") == "parley.toml:2:7: run.csv: found 1, expected true or false");
  CHECK(line("[run]\nseed = -1\n")
            .ends_with("found -1, expected a whole number from 0 to 9223372036854775807"));
  CHECK(line("[sim]\ntime_scale = nan\n").ends_with("found nan, expected a number from 0 to 100"));
  CHECK(line("[sim]\ntime_scale = inf\n").ends_with("found inf, expected a number from 0 to 100"));
  CHECK(line("[sim]\nworld = 1979-05-27\n").find("found a date or time") != std::string::npos);
  CHECK(line("[sim]\nworld = \"W10\"\n").find("expected one of \"W0\", \"W1\"") !=
        std::string::npos);
  CHECK(line("[display]\ncolor = \"alwyas\"\n").ends_with("; did you mean \"always\"?"));
  CHECK(line("[run]\nlanguage = \"de\"\n") ==
        "parley.toml:2:12: run.language: found \"de\", expected one of \"es\", \"en\"");
  CHECK(line("[run]\nprovider = \"azure\"\n") ==
        "parley.toml:2:12: run.provider: found \"azure\", expected one of \"\", \"sim\", "
        "\"openai\"");
  CHECK(line("[retry]\nbase_delay = \"fast\"\n") ==
        "parley.toml:2:14: retry.base_delay: found \"fast\", expected a duration from 1ms to 1m, "
        "such as \"30s\" or \"5m\"");
  CHECK(line("[loop]\niteration_deadline = \"1500ms\"\n").find("of whole seconds") !=
        std::string::npos);
  CHECK(line("[run]\noutput = \"\"\n").ends_with("expected a folder's path, not empty"));
  CHECK(line("[run]\noutput = \"a\\nb\"\n").ends_with("without control characters"));
  CHECK(line("[agents.judge]\nmodel = \"gpt 4\"\n").find("without spaces") != std::string::npos);
  CHECK(line("loop = 3\n") == "parley.toml:1:8: loop: found 3, expected a section: [loop]");
  CHECK(line("[scoring.segment_margin]\nVE = \"hihg\"\n").ends_with("did you mean \"high\"?"));
}

TEST_CASE("what is not TOML is told with its place") {
  CHECK(line("[loop]\nmax_iterations = \n").starts_with("parley.toml:2:18: not valid TOML: "));
  CHECK(line("[loop]\nmax_iterations = 3\nmax_iterations = 4\n").find("not valid TOML") !=
        std::string::npos);
  CHECK(line("[loop\n").starts_with("parley.toml:1:"));
  CHECK(line(std::string("[run]\nseed = 1\n\xff\n")).find("not valid TOML") != std::string::npos);
  CHECK(line(std::string(config_file_bytes + 1, '\n')) ==
        "parley.toml: found 1048577 bytes, expected at most 1048576");
}

// toml++ 3.3 reaches undefined behaviour on these (U+00A1 to U+0499); found by the fuzzer.
TEST_CASE("letters outside ASCII are told where they may not stand, and taken where they may") {
  CHECK(line("[run]\naño = 3\n") ==
        "parley.toml:2:2: not valid TOML: found a letter or sign outside ASCII, expected it in "
        "quotes");
  CHECK(line("ñ").starts_with("parley.toml:1:1: "));
  CHECK(line("[run]\nseed = 3é\n").starts_with("parley.toml:2:9: "));
  // Behind a quote inside a word, and behind a backslash, toml++ looks at the letter too.
  CHECK(line("[run]\nseed = +3\"ñ\n").starts_with("parley.toml:2:10: not valid TOML: "));
  CHECK(line("[run]\noutput = \"\\ñ\"\n").starts_with("parley.toml:2:12: "));
  const auto out = load_text(
      "\xEF\xBB\xBF# año\n[run] # é\noutput = \"señal \\\" ñ\"\nprofiles = 'C:\\ñ'\n"
      "prompts = \"\"\"\\\n  ñ\"\" \\\"\"\"\"\"\"\n[limits.\"modelo-ñ\"]\nin_flight = 3\n");
  for (const auto& problem : out.problems) UNSCOPED_INFO(problem.text);
  REQUIRE(out.config.has_value());
  CHECK(out.config->values.run.output == "señal \" ñ");
  CHECK(out.config->values.run.profiles == "C:\\ñ");
  CHECK(out.config->values.run.prompts == "ñ\"\" \"\"\"");
  CHECK(out.config->values.limits.at("modelo-ñ").in_flight == 3);
}

// toml++ 3.3 asserts on these; found by the fuzzer.
TEST_CASE("a section's head without a name is told with its place") {
  CHECK(line("[run]\nseed = 3\n[\n").starts_with("parley.toml:3:2: not valid TOML: "));
  CHECK(line("[,]").starts_with("parley.toml:1:2: not valid TOML: "));
  CHECK(line("[[ ! ]]").starts_with("parley.toml:1:4: not valid TOML: "));
  CHECK(line("[]").find("not valid TOML") != std::string::npos);
}

TEST_CASE("all problems of all sources are told at once") {
  test_folder folder;
  config_sources sources;
  sources.user_file = folder.write("u.toml", "[run]\nsead = 1\nseed = -3\n");
  sources.project_file = folder.write("p.toml", "[run]\nseed = 4\n[sim]\nworld = 3\n");
  sources.environment = {{"PARLEY_LOOP_MAX_TOKENS", "many"},
                         {"PARLEY_LOOP_MAX_TOKEN", "3"},
                         {"PARLEY_BUILD_FOLDER", "a script's own"}};
  sources.flags = {{"retry.max_attempts", "99", "--set"}, {"lop.max_tokens", "3", "--set"}};
  const auto out = load_config(sources);
  CHECK_FALSE(out.config.has_value());
  const std::string u = sources.user_file->string(), p = sources.project_file->string();
  CHECK(lines(out) ==
        std::vector<std::string>{
            u + ":2:1: unknown setting 'run.sead'; did you mean 'run.seed'?",
            u + ":3:8: run.seed: found -3, expected a whole number from 0 to 9223372036854775807",
            p + ":4:9: sim.world: found 3, expected one of \"W0\", \"W1\", \"W2\", \"W3\", "
                "\"W4\", \"W5\", \"W6\", \"W7\", \"W8\", \"W9\"",
            "environment PARLEY_LOOP_MAX_TOKENS: loop.max_tokens: found \"many\", expected a whole "
            "number from 0 to 1000000000000",
            "environment PARLEY_LOOP_MAX_TOKEN: no setting has this name; did you mean "
            "PARLEY_LOOP_MAX_TOKENS?",
            "flag --set: retry.max_attempts: found \"99\", expected a whole number from 1 to 20",
            "flag --set: unknown setting 'lop.max_tokens'; did you mean 'loop.max_tokens'?"});
}

TEST_CASE("settings that contradict each other are told at the one to change") {
  CHECK(line("[loop]\nmax_iterations = 2\nmin_iterations = 4\n") ==
        "parley.toml:3:18: loop.min_iterations: found 4, expected at most loop.max_iterations, "
        "which is 2");
  CHECK(line("[retry]\nbase_delay = \"40s\"\nmax_delay = \"20s\"\n") ==
        "parley.toml:2:14: retry.base_delay: found 40s, expected at most retry.max_delay, which "
        "is 20s");
  CHECK(line("[transport]\nmin_connections = 9\nmax_connections = 8\n") ==
        "parley.toml:2:19: transport.min_connections: found 9, expected at most "
        "transport.max_connections, which is 8");
  CHECK(line("[openai]\nclient_certificate_file = \"me.pem\"\n")
            .find("expected the file that belongs to openai.client_certificate_file") !=
        std::string::npos);
  CHECK(line("[scoring]\nweight_nps = 0\nweight_engagement = 0\nweight_churn = 0\n") ==
        "parley.toml:2:14: scoring: found three weights of 0, expected at least one above 0");
}

TEST_CASE("a bound that a weaker source set gives way to a stronger one") {
  const auto lowered = load_text("[loop]\nmax_iterations = 2\n");
  REQUIRE(lowered.config.has_value());
  CHECK(lowered.config->values.loop.min_iterations == 2);  // the default was 3

  test_folder folder;
  config_sources sources;
  sources.project_file = folder.write("p.toml", "[loop]\nmax_iterations = 5\nmin_iterations = 3\n");
  sources.flags = {{"loop.max_iterations", "1", "--iterations"}};
  const auto flagged = load_config(sources);
  REQUIRE(flagged.config.has_value());
  CHECK(flagged.config->values.loop.min_iterations == 1);

  sources.flags = {{"loop.min_iterations", "9", "--set"}};
  CHECK(lines(load_config(sources)) ==
        std::vector<std::string>{"flag --set: loop.min_iterations: found 9, expected at most "
                                 "loop.max_iterations, which is 5"});
}

TEST_CASE("the service's address is https, or http on this machine only") {
  const auto accepts = [](const std::string& url) {
    config_sources sources;
    sources.flags = {{"openai.base_url", url, "--set"}};
    return load_config(sources).config.has_value();
  };
  for (const char* good : {"https://api.openai.com/v1", "https://example.org",
                           "https://[::1]:8443/v1", "http://127.0.0.1:8080/v1", "http://localhost",
                           "http://[::1]:80/v1", "https://example.org:65535/a/b"}) {
    INFO(good);
    CHECK(accepts(good));
  }
  for (const char* bad :
       {"", "api.openai.com", "ftp://x", "http://example.org/v1", "https://", "https:///v1",
        "http://127.0.0.1.evil.org", "http://localhost.evil.org", "https://user:pw@example.org",
        "https://x:0", "https://x:65536", "https://x:", "https://x:8a", "https://a b",
        "https://x/?k=v", "http://localhost@evil.org", "https://[::1", "https://::1]"}) {
    INFO(bad);
    CHECK_FALSE(accepts(bad));
  }
}
