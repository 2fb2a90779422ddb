// What runs claim, tried as a user would: files against their schemas, real outcomes, A/B, budgets
// that end before the last measurement, and a kill within it.
#include <signal.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>
#include <thread>

#include "base/json.hpp"
#include "base/random_stream.hpp"
#include "cli/exit_code.hpp"
#include "output/open_run.hpp"
#include "output/store/schema.hpp"
#include "test/support/cli/captured_program.hpp"
#include "test/support/kill/child_process.hpp"
#include "test/unit/output/schema_check.hpp"

using namespace parley;
using namespace parley::cli;
using namespace parley::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

using words = std::vector<std::string>;
namespace fs = std::filesystem;

/// Enough customers for a split, few enough for seconds.
struct evidence_run {
  evidence_run() {
    REQUIRE(run_parley({"profiles", "generate", "60", "--seed", "5", "--out", folder / "p"}).exit ==
            exit_ok);
  }
  words line(const words& more, const std::string& out = "runs", const char* scale = "0") const {
    words all = {"run",
                 "--profiles",
                 folder / "p",
                 "--out",
                 folder / out,
                 "--name",
                 "x",
                 "--cache",
                 "off",
                 "--reproducible",
                 "--world-seed",
                 "3",
                 "--time-scale",
                 scale,
                 "--max-iterations",
                 "3",
                 "--progress",
                 "never",
                 "--set",
                 "loop.min_iterations=3"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  fs::path run(const std::string& out = "runs") const { return fs::path(folder / out) / "x"; }
  json::value document(const std::string& name, const std::string& out = "runs") const {
    return parse_json(read_file(run(out) / name), 64).value();
  }
  /// Outcomes as if reality were half as moved as the simulation, with luck: half of the customers
  /// under prompt 1, the others under prompt 3.
  std::string outcomes_file() const {
    std::ofstream csv(folder / "field.csv");
    csv << "customer,prompt_version,replied,nps,churned,value\n";
    for (const int version : {1, 3}) {
      const json::value one = document("iteration_" + std::to_string(version) + ".json");
      for (const json::value& score : one.at("scores").as_array()) {
        const std::string id(score.at("customer_id").as_string());
        random_stream luck(9, id, "reality");
        if (luck.chance(0.5) != (version == 1)) continue;
        if (!score.as_object().contains("NPS_expected")) continue;
        const double simulated = score.at("NPS_expected").to_number<double>();
        const double nps = std::clamp(5 + 0.5 * (simulated - 5) + luck.normal(), 0.0, 10.0);
        csv << id << ',' << version << ',' << luck.chance(0.3) << ',' << nps << ','
            << luck.chance(0.2) << ",\n";
      }
    }
    return folder / "field.csv";
  }
  temporary_folder folder;
};

void must_fit(const json::value& value, const std::string& schema) {
  schema_check check(PARLEY_SCHEMAS);
  INFO(schema);
  for (const std::string& line : check.problems(value, schema)) UNSCOPED_INFO(line);
  CHECK(check.problems(value, schema).empty());
}

std::string said(const json::value& run) {
  std::string out;
  for (const json::value& line : run.at("truth").at("said").as_array())
    out += std::string(line.as_string()) + "\n";
  return out;
}

}  // namespace

TEST_CASE("what a run, its outcomes, a later run, a search and a plan write fits the schemas") {
  const evidence_run small;
  REQUIRE(run_parley(small.line({"--baseline-share", "0.2"})).exit == exit_ok);
  const json::value first = small.document("run.json");
  must_fit(first, "run.schema.json");
  CHECK(first.at("truth").at("calibration").is_null());
  CHECK(first.at("truth").at("ab_test").as_array().size() == 2);
  for (int i = 1; i <= 3; ++i)
    must_fit(small.document("iteration_" + std::to_string(i) + ".json"), "iteration.schema.json");

  const auto imported = run_parley(
      {"outcomes", "import", small.outcomes_file(), "--run", "x", "--out", small.folder / "runs"});
  INFO(imported.err);
  REQUIRE(imported.exit == exit_ok);
  CHECK_THAT(imported.out, ContainsSubstring("A later run calibrates by it"));
  const json::value outcomes = small.document("outcomes.json");
  must_fit(outcomes, "outcomes.schema.json");
  CHECK(outcomes.at("rows").as_array().size() > 40);
  CHECK(outcomes.at("reward").at("calibrated").as_bool());

  const std::string file = (small.run() / "outcomes.json").string();
  REQUIRE(run_parley(small.line({"--outcomes", file}, "later")).exit == exit_ok);
  const json::value later = small.document("run.json", "later");
  must_fit(later, "run.schema.json");
  const json::value& by = later.at("truth").at("calibration");
  CHECK(by.at("calibrated").as_bool());
  CHECK(by.at("slope").at("low").to_number<double>() <
        by.at("slope").at("high").to_number<double>());
  CHECK_THAT(said(later), ContainsSubstring("real outcomes of run x"));

  const auto searched =
      run_parley({"optimise", "--profiles", small.folder / "p", "--out", small.folder / "found",
                  "--time-scale", "0", "--conversations", "400", "--outcomes", file, "--json"});
  REQUIRE(searched.exit == exit_ok);
  const json::value search = parse_json(searched.out, 64).value();
  must_fit(search, "optimise.schema.json");
  CHECK(search.at("calibration").at("calibrated").as_bool());

  const auto planned = run_parley({"plan", "--profiles", small.folder / "p", "--out",
                                   small.folder / "none", "--outcomes", file, "--json"});
  REQUIRE(planned.exit == exit_ok);
  must_fit(parse_json(planned.out, 64).value(), "plan.schema.json");
  CHECK_THAT(planned.out, ContainsSubstring("real outcomes of run x"));
}

TEST_CASE("outcomes that cannot be used are refused before anything is spent, with what to do") {
  const evidence_run small;
  const auto nothing = run_parley(small.line({"--outcomes", small.folder / "none.json"}));
  CHECK(nothing.exit == exit_usage);
  CHECK_THAT(nothing.err, ContainsSubstring("truth.outcomes") && ContainsSubstring("no file"));
  std::ofstream(small.folder / "torn.json") << R"({"format": "parley-outcomes", "format_ver)";
  const auto torn = run_parley(small.line({"--outcomes", small.folder / "torn.json"}));
  CHECK(torn.exit == exit_usage);
  CHECK_THAT(torn.err, ContainsSubstring("torn.json"));
  CHECK(run_parley(small.line({"--outcomes", "latest"})).exit == exit_usage);
  CHECK_FALSE(fs::exists(small.run() / "run.json"));
}

TEST_CASE("a run that was begun with outcomes does not go on with others unless told so") {
  const evidence_run small;
  REQUIRE(run_parley(small.line({}, "field")).exit == exit_ok);
  fs::create_directories(small.run());
  fs::copy_file(small.run("field") / "iteration_1.json", small.run() / "iteration_1.json");
  fs::copy_file(small.run("field") / "iteration_3.json", small.run() / "iteration_3.json");
  const std::string csv = small.outcomes_file();
  fs::remove_all(small.run());
  const words import = {"outcomes", "import", csv, "--run", "x", "--out", small.folder / "field"};
  REQUIRE(run_parley(import).exit == exit_ok);
  const std::string file = (small.run("field") / "outcomes.json").string();
  REQUIRE(run_parley(small.line({"--outcomes", file, "--max-requests", "300"})).exit ==
          exit_budget);
  {
    std::string text = read_file(file);
    text.replace(text.find("\"rows\""), 6, "\"rows\" ");
    std::ofstream(file) << text;
  }
  words go_on = {"resume",         "x", "--out",      small.folder / "runs",
                 "--max-requests", "0", "--progress", "never"};
  const auto refused = run_parley(go_on);
  CHECK(refused.exit == exit_usage);
  CHECK_THAT(refused.err, ContainsSubstring("(real outcomes)"));
  go_on.emplace_back("--accept-changes");
  CHECK(run_parley(go_on).exit == exit_ok);
  CHECK(small.document("run.json").at("truth").at("calibration").at("calibrated").as_bool());
}

TEST_CASE("a budget that ends within the last measurement claims nothing, and goes on later") {
  const evidence_run small;
  const auto whole = run_parley(small.line({"--json"}, "whole"));
  REQUIRE(whole.exit == exit_ok);
  const json::value parts = parse_json(whole.out, 64).value().at("cost_by_purpose");
  REQUIRE(parts.at("last_measurement").at("calls").as_int64() > 20);
  const std::int64_t before = parts.at("iterations").at("calls").as_int64() +
                              parts.at("judged_again").at("calls").as_int64();
  const auto cut = run_parley(small.line({"--max-requests", std::to_string(before + 8)}));
  CHECK(cut.exit == exit_budget);
  const json::value truth = small.document("run.json").at("truth");
  CHECK_FALSE(truth.at("measurement").at("complete").as_bool());
  CHECK_THAT(said(small.document("run.json")), ContainsSubstring("no gain is claimed"));
  CHECK_THAT(cut.out, ContainsSubstring("last measurement was cut short"));
  const auto mended = run_parley({"resume", "x", "--out", small.folder / "runs", "--max-requests",
                                  "0", "--progress", "never"});
  REQUIRE(mended.exit == exit_ok);
  for (const char* name : {"run.json", "report.html", "iteration_3.json"})
    CHECK((read_file(small.run() / name) == read_file(small.run("whole") / name)));
}

TEST_CASE("a run that is killed within its last measurement goes on to the same files") {
  const evidence_run small;
  REQUIRE(run_parley(small.line({}, "whole")).exit == exit_ok);
  words all = small.line({}, "runs", "0.1");
  all.insert(all.begin(), PARLEY_PROGRAM);
  const auto measuring = [&]() -> std::int64_t {
    auto db = open_journal_file(small.run() / journal_name, open_mode::read_write);
    if (!db) return 0;
    const auto asked = db->integer("SELECT count(*) FROM intents WHERE replicate = 1");
    return asked ? *asked : 0;
  };
  {
    child_process running(all, {}, small.folder / "out.txt", small.folder / "err.txt");
    for (int i = 0; i < 6000 && measuring() < 4; ++i) std::this_thread::sleep_for(10ms);
    running.send(SIGKILL);
    CHECK(running.wait(10) == 128 + SIGKILL);
  }
  CHECK(measuring() >= 4);
  CHECK_FALSE(fs::exists(small.run() / "run.json"));
  REQUIRE(run_parley({"resume", "x", "--out", small.folder / "runs", "--progress", "never"}).exit ==
          exit_ok);
  for (const char* name : {"run.json", "report.html", "iteration_1.json", "iteration_3.json"})
    CHECK((read_file(small.run() / name) == read_file(small.run("whole") / name)));
}
