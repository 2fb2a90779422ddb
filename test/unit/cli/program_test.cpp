#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>

#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/exit_code.hpp"
#include "test/support/cli/captured_program.hpp"

using namespace parley;
using namespace parley::cli;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("help teaches: without arguments, with --help, and for a subcommand") {
  const auto bare = run_parley({});
  CHECK(bare.exit == exit_ok);
  CHECK_THAT(bare.out, ContainsSubstring("parley demo") && ContainsSubstring("Exit codes"));
  CHECK(run_parley({"--help"}).out == bare.out);
  const auto run = run_parley({"run", "--help"});
  CHECK(run.exit == exit_ok);
  CHECK_THAT(run.out, ContainsSubstring("--profiles") && ContainsSubstring("--max-cost"));
  CHECK_THAT(run_parley({"profiles", "generate", "--help"}).out, ContainsSubstring("--seed"));
}

TEST_CASE("help of every command fits 80 columns, names the whole command and has no gaps") {
  const std::string top = run_parley({"--help"}).out;
  std::vector<std::string> commands;
  std::string rest = top.substr(top.find("Subcommands:"));
  for (auto at = rest.find("\n  "); at != std::string::npos; at = rest.find("\n  ", at + 1)) {
    const std::string name = rest.substr(at + 3, rest.find(' ', at + 3) - at - 3);
    if (!name.empty() && name != "parley") commands.push_back(name);
  }
  CHECK(commands.size() >= 9);
  for (const std::string& command : commands) {
    const auto shown = run_parley({command, "--help"});
    INFO(command << "\n" << shown.out);
    CHECK(shown.exit == exit_ok);
    CHECK_THAT(shown.out, ContainsSubstring("Usage: parley " + command));
    CHECK_THAT(shown.out, !ContainsSubstring("\n\n\n"));
    const std::string options = shown.out.substr(0, shown.out.find("Examples:"));
    for (std::size_t at = 0; at < options.size();) {
      const auto end = std::min(options.find('\n', at), options.size());
      if (options.compare(at, 3, "  -") == 0)
        CHECK(display_width(options.substr(at, end - at)) <= 80);
      at = end + 1;
    }
  }
}

TEST_CASE("the version is one line, in both spellings") {
  CHECK(run_parley({"--version"}).out == "parley " + version() + "\n");
  CHECK(run_parley({"version"}).out == run_parley({"--version"}).out);
}

TEST_CASE("a wrong command line names what is wrong and where help is, and exits with 2") {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--nonsense"},
                                                {"rnu"},
                                                {"run", "--seeed", "3"},
                                                {"profiles"},
                                                {"profiles", "generate"},
                                                {"completion", "tcsh"},
                                                {"iterate", "--iter", "0"}}) {
    const auto result = run_parley(words);
    INFO(words.front());
    CHECK(result.exit == exit_usage);
    CHECK(result.out.empty());
    CHECK_THAT(result.err, ContainsSubstring("error:") && ContainsSubstring("--help"));
  }
}

TEST_CASE("wrong settings are refused with their origin and the nearest name") {
  const auto unknown = run_parley({"config", "show", "--set", "loop.max_iteration=3"});
  CHECK(unknown.exit == exit_usage);
  CHECK_THAT(unknown.err, ContainsSubstring("loop.max_iterations"));
  const auto range = run_parley({"run", "--max-turns", "99"});
  CHECK(range.exit == exit_usage);
  CHECK_THAT(range.err, ContainsSubstring("--max-turns") && ContainsSubstring("99"));
  CHECK(run_parley({"config", "show", "--set", "nonsense"}).exit == exit_usage);
}

TEST_CASE("config show says who set a value; flags win over the environment and files") {
  temporary_folder folder;
  std::ofstream(folder / "parley.toml") << "[loop]\nmax_iterations = 7\nmin_iterations = 2\n";
  config_sources machine;
  machine.project_file = folder / "parley.toml";
  machine.environment = {{"PARLEY_LOOP_MAX_ITERATIONS", "8"}};
  const auto shown =
      run_parley({"config", "show", "loop", "--json", "--set", "loop.max_iterations=9"}, machine);
  REQUIRE(shown.exit == exit_ok);
  const auto rows = parse_json(shown.out);
  REQUIRE(rows);
  std::map<std::string, std::pair<std::string, std::string>> seen;
  for (const auto& row : rows->as_array())
    seen[row.at("key").as_string().c_str()] = {json::serialize(row.at("value")),
                                               row.at("origin").as_string().c_str()};
  CHECK(seen.at("loop.max_iterations").first == "9");
  CHECK_THAT(seen.at("loop.max_iterations").second, ContainsSubstring("--set"));
  CHECK(seen.at("loop.min_iterations").first == "2");
  CHECK_THAT(seen.at("loop.min_iterations").second, ContainsSubstring("parley.toml:3"));
  CHECK(seen.at("loop.convergence_threshold").second == "default");
  CHECK_FALSE(seen.contains("run.seed"));
}

TEST_CASE("config show --json gives values their types") {
  const auto shown = run_parley({"config", "show", "--json"});
  const auto rows = parse_json(shown.out);
  REQUIRE(rows);
  std::map<std::string, json::value> seen;
  for (const auto& row : rows->as_array())
    seen[row.at("key").as_string().c_str()] = row.at("value");
  CHECK(seen.at("loop.max_iterations") == json::value(5));
  CHECK(seen.at("loop.convergence_threshold") == json::value(0.01));
  CHECK(seen.at("run.csv") == json::value(false));
  CHECK(seen.at("run.output") == json::value("runs"));
  CHECK(seen.at("loop.iteration_deadline") == json::value("30m"));
  CHECK(seen.at("limits.gpt-4.1.in_flight") == json::value(0));
}

TEST_CASE("config explain shows what holds now and who said so") {
  CHECK_THAT(run_parley({"config", "explain", "loop.max_iterations"}).out,
             ContainsSubstring("now 5, the default"));
  const auto set =
      run_parley({"config", "explain", "loop.max_iterations", "--set", "loop.max_iterations=2"});
  CHECK_THAT(set.out, ContainsSubstring("now 2 (flag --set), default 5"));
  CHECK_THAT(
      run_parley({"config", "explain", "loop.min_iterations", "--set", "loop.max_iterations=2"})
          .out,
      ContainsSubstring("now 2 (follows loop.max_iterations), default 3"));
  CHECK_THAT(run_parley({"config", "explain", "limits.gpt-4.1.in_flight"}).out,
             ContainsSubstring("now 0, the default"));
  CHECK_THAT(run_parley({"config", "explain", "limits.<model>.in_flight"}).out,
             ContainsSubstring("gpt-4.1-mini: now 0"));
  const auto json = parse_json(run_parley({"config", "explain", "run.seed", "--json"}).out);
  REQUIRE(json);
  CHECK(json->at("now").as_array().front().at("value") == json::value(1));
}

TEST_CASE("a misspelt command or option is answered with the nearest one") {
  CHECK_THAT(run_parley({"rnu"}).err, ContainsSubstring("unknown command rnu; did you mean run?"));
  CHECK_THAT(run_parley({"profiles", "sumary"}).err, ContainsSubstring("did you mean summary?"));
  CHECK_THAT(run_parley({"run", "--seeed", "3"}).err,
             ContainsSubstring("unknown option --seeed; did you mean --seed?"));
  CHECK_THAT(run_parley({"profiles"}).err, ContainsSubstring("validate, summary, generate"));
  CHECK_THAT(run_parley({"doctor", "here"}).err, ContainsSubstring("unexpected argument here"));
}

TEST_CASE("with --json a failure is one document on standard output too") {
  temporary_folder folder;
  std::ofstream(folder / "bad.toml") << "[loop]\nmax_iteration = 1\n";
  struct failing {
    std::vector<std::string> words;
    std::string code, part;
  };
  for (const failing& each : std::vector<failing>{
           {{"rnu", "--json"}, "usage", "unknown command"},
           {{"run", "--profiles", folder / "none", "--json"}, "not_found", "none"},
           {{"report", "--out", folder / "runs", "--json"}, "not_found", "no latest run"},
           {{"profiles", "summary", folder / "none", "--json"}, "not_found", "none"},
           {{"profiles", "validate", folder.path().string(), "--json"}, "usage", "no *.json"},
           {{"config", "show", "nothing", "--json"}, "usage", "nothing"},
           {{"config", "show", "--config", folder / "bad.toml", "--json"},
            "invalid_config",
            "max_iteration"},
           {{"sim", "--listen", "nonsense", "--json"}, "usage", "nonsense"}}) {
    const auto result = run_parley(each.words);
    INFO(each.words.front() << "\n" << result.out << result.err);
    CHECK(result.exit == exit_usage);
    const auto document = parse_json(result.out);
    REQUIRE(document);
    const json::object& error = document->at("error").as_object();
    CHECK(error.at("code").as_string() == each.code);
    CHECK(error.at("exit_code").as_int64() == exit_usage);
    CHECK_THAT(error.at("message").as_string().c_str(), ContainsSubstring(each.part));
    CHECK(error.contains("hint"));
    CHECK(error.contains("where"));
  }
  const auto bad = run_parley({"config", "show", "--config", folder / "bad.toml", "--json"});
  const auto document = parse_json(bad.out);
  CHECK_THAT(document->at("error").at("where").as_string().c_str(),
             ContainsSubstring("bad.toml:2"));
  CHECK_THAT(document->at("error").at("hint").as_string().c_str(),
             ContainsSubstring("loop.max_iterations"));
}

TEST_CASE("config explain and default teach the settings") {
  const auto explained = run_parley({"config", "explain", "loop.max_iterations"});
  CHECK(explained.exit == exit_ok);
  CHECK_THAT(explained.out, ContainsSubstring("PARLEY_LOOP_MAX_ITERATIONS"));
  CHECK(run_parley({"config", "explain", "loop.max"}).exit == exit_usage);
  CHECK_THAT(run_parley({"config", "default"}).out, ContainsSubstring("max_iterations"));
}

TEST_CASE("profiles are generated, validated and summarised") {
  temporary_folder folder;
  const std::string out = folder / "made";
  CHECK(run_parley({"profiles", "generate", "12", "--seed", "3", "--out", out}).exit == exit_ok);
  const auto valid = run_parley({"profiles", "validate", out, "--json"});
  CHECK(valid.exit == exit_ok);
  const auto report = parse_json(valid.out);
  REQUIRE(report);
  CHECK(report->at("valid").as_int64() == 12);
  CHECK(report->at("problems").as_array().empty());
  CHECK_THAT(run_parley({"profiles", "summary", out}).out, ContainsSubstring("vocal, unsatisfied"));

  const auto again = run_parley({"profiles", "generate", "2", "--out", out});
  CHECK(again.exit == exit_usage);  // would write among them
  CHECK_THAT(again.err, ContainsSubstring("--force"));
  CHECK(run_parley({"profiles", "generate", "2", "--seed", "3", "--out", out, "--force"}).exit ==
        exit_ok);

  const std::string nobody = folder / "nobody";
  std::filesystem::create_directory(nobody);
  const auto empty = run_parley({"profiles", "summary", nobody});
  CHECK(empty.exit == exit_usage);
  CHECK_THAT(empty.err, ContainsSubstring("profiles generate"));

  std::ofstream(out + "/bad.json") << "{\"customer_id\": 7}";
  const auto broken = run_parley({"profiles", "validate", out});
  CHECK(broken.exit == exit_usage);
  CHECK_THAT(broken.err, ContainsSubstring("bad.json: /customer_id"));
}

TEST_CASE("a run does not start with bad profiles, an empty folder, or none") {
  temporary_folder folder;
  const std::string mine = folder / "mine";
  CHECK(run_parley({"run", "--profiles", mine}).exit == exit_usage);
  std::filesystem::create_directory(mine);
  const auto empty = run_parley({"run", "--profiles", mine});
  CHECK(empty.exit == exit_usage);
  CHECK_THAT(empty.err, ContainsSubstring("profiles generate"));
  std::ofstream(mine + "/a.json") << "[]";
  const auto bad = run_parley({"run", "--profiles", mine, "--out", folder / "runs"});
  CHECK(bad.exit == exit_usage);
  CHECK_THAT(bad.err, ContainsSubstring("a.json") && ContainsSubstring("--skip-invalid"));
  CHECK_FALSE(std::filesystem::exists(folder / "runs"));
}

TEST_CASE("a report of a run that does not exist says which there are") {
  temporary_folder folder;
  const auto none = run_parley({"report", "--out", folder / "runs"});
  CHECK(none.exit == exit_usage);
  CHECK_THAT(none.err, ContainsSubstring("runs"));
}

TEST_CASE("completion scripts know every subcommand and flag") {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const auto script = run_parley({"completion", shell});
    CHECK(script.exit == exit_ok);
    for (const char* word : {"demo", "profiles", "validate", "max-iterations"})
      CHECK_THAT(script.out, ContainsSubstring(word));
  }
}

TEST_CASE("the oracle values a prompt with its error, below what the best messages are worth") {
  const auto ask = [](std::vector<std::string> more) {
    std::vector<std::string> words = {"sim",    "oracle",       "--world", "W1",      "--seed", "7",
                                      "--json", "--replicates", "4",       "--color", "never"};
    words.insert(words.end(), more.begin(), more.end());
    const auto result = run_parley(words);
    INFO(result.err);
    REQUIRE(result.exit == exit_ok);
    return parse_json(result.out).value().get_object();
  };
  temporary_folder folder;
  std::ofstream(folder / "good.md")
      << "## Reglas\n- Reconoce su problema y da un compromiso con fecha: 48 horas.\n"
         "- Propón un solo paso con un clic.\n- Ofrece un beneficio.\n";
  const json::object baseline = ask({});
  const json::object good = ask({"--prompt", folder / "good.md"});
  const auto number = [](const json::object& from, std::string_view name) {
    return from.at(name).to_number<double>();
  };
  CHECK(baseline.at("cohorts").as_array().size() == 4);
  CHECK(number(baseline, "prompt_error") > 0);
  CHECK(number(baseline, "prompt_error") < .01);
  CHECK(number(good, "prompt_value") > number(baseline, "prompt_value") + .03);
  CHECK(number(good, "prompt_value") < number(baseline, "best_by_cohort"));
  CHECK(number(baseline, "best_single") < number(baseline, "best_by_cohort"));
  CHECK(number(ask({"--generate", "40"}), "customers") == 40);

  std::ofstream(folder / "plan.json") << R"({"plan":{"prompt_seed":""}})";
  const auto bad = run_parley({"sim", "oracle", "--plan", folder / "plan.json"});
  CHECK(bad.exit == exit_usage);
  CHECK_THAT(bad.err, ContainsSubstring("plan.json: ") && ContainsSubstring("/plan/"));
  CHECK(run_parley({"sim", "oracle", "--prompt", "a", "--plan", "b"}).exit == exit_usage);
  CHECK(run_parley({"sim", "oracle", "--replicates", "1"}).exit == exit_usage);
  std::ofstream(folder / "words.txt") << "ack es 1 entiendo\nack xx 1 comprendo\n";
  const auto lexicon = run_parley({"sim", "oracle", "--lexicon", folder / "words.txt"});
  CHECK(lexicon.exit == exit_usage);
  CHECK_THAT(lexicon.err, ContainsSubstring("words.txt:2:5: unknown language 'xx'"));
}
