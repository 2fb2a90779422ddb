// `parley sim` and `parley sim oracle` as commands: what they list, and what they tell about input.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>
#include <sstream>

#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/exit_code.hpp"
#include "sim/world/lexicon.hpp"
#include "test/support/cli/captured_program.hpp"

using namespace parley;
using namespace parley::cli;
using namespace parley::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("every kind of fault is listed within 80 columns, and as JSON") {
  const auto shown = run_parley({"sim", "--list-faults"});
  CHECK(shown.exit == exit_ok);
  std::istringstream lines(shown.out);
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK(display_width(line) <= 80);
  }
  const auto listed = json::parse(run_parley({"sim", "--list-faults", "--json"}).out).as_array();
  CHECK(listed.size() > 50);
  for (const auto& one : listed) {
    const std::string kind(one.at("kind").as_string());
    INFO(kind);
    CHECK(shown.out.find("\n  " + kind + " ") != std::string::npos);
    CHECK_FALSE(one.at("strikes").as_string().empty());
    CHECK_FALSE(one.at("meaning").as_string().empty());
  }
}

TEST_CASE("a word list that shares phrases with the compiled one is used, and told") {
  temporary_folder folder;
  const auto write = [&](const std::string& more) {
    std::ofstream out(folder / "words.lex");
    for (const auto& name : sim::lexicon_names{}.signals)
      out << name << " es 1 zz zz\n" << name << " en 1 zz zz\n";
    out << more;
  };
  const auto ask = [&] {
    return run_parley({"sim", "oracle", "--generate", "2", "--replicates", "2", "--lexicon",
                       folder / "words.lex"});
  };
  write("");
  CHECK_THAT(ask().err, !ContainsSubstring("compiled word list"));
  write("ack es 1 entiendo\n");
  const auto told = ask();
  CHECK(told.exit == exit_ok);
  CHECK_THAT(told.err, ContainsSubstring("1 of 27 phrases") && ContainsSubstring("'entiendo'"));
}

TEST_CASE("a speed for a model that the service does not have is refused, with those it has") {
  const auto refused = run_parley({"sim", "--plain", "--listen", "127.0.0.1:0", "--set",
                                   "sim.latency.\"gpt-9\".first_token=2s"});
  CHECK(refused.exit == exit_usage);
  CHECK_THAT(refused.err,
             ContainsSubstring("sim.latency.\"gpt-9\"") && ContainsSubstring("gpt-4.1-mini"));
}
